import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { BudgetStore } from '#shared/models/budget';

const ceilings = { conversationUsd: '0.05', dayUsd: '1' };
const purseOf = (day: string = randomUUID()) => ({ scope: 'shop', day, conversationId: randomUUID() });

/** What every keeper of budgets must do. The fake and the real table run the same lines. */
export const budgetContract = (name: string, open: () => BudgetStore) =>
  describe(name, () => {
    test('a reservation counts for its conversation and its day, and what it really cost replaces it, to the last digit', async () => {
      const [budget, purse] = [open(), purseOf()];

      expect(await budget.reserve(purse, '0.0100000000001', ceilings)).toEqual({ outcome: 'reserved' });
      expect(await budget.spent(purse)).toEqual({ conversationUsd: '0.0100000000001', dayUsd: '0.0100000000001' });
      await budget.settle(purse, '0.0100000000001', '0.0000412');

      expect(await budget.spent(purse)).toEqual({ conversationUsd: '0.0000412', dayUsd: '0.0000412' });
    });

    test('what would pass a conversation’s ceiling is refused and counts nowhere; the ceiling itself is reached', async () => {
      const [budget, purse] = [open(), purseOf()];
      await budget.reserve(purse, '0.03', ceilings);

      expect(await budget.reserve(purse, '0.0200001', ceilings)).toEqual({ outcome: 'refused', by: 'conversation' });
      expect(await budget.reserve(purse, '0.02', ceilings)).toEqual({ outcome: 'reserved' });
      expect(await budget.spent(purse)).toEqual({ conversationUsd: '0.05', dayUsd: '0.05' });
    });

    test('what would pass the day’s ceiling is given back to its conversation', async () => {
      const budget = open();
      const [first, second] = [purseOf('2026-11-20'), purseOf('2026-11-20')].map((purse) => ({
        ...purse,
        scope: randomUUID(),
      }));
      if (!first || !second) throw new Error('two purses');
      second.scope = first.scope;
      await budget.reserve(first, '0.04', { ...ceilings, dayUsd: '0.05' });

      expect(await budget.reserve(second, '0.02', { ...ceilings, dayUsd: '0.05' })).toEqual({
        outcome: 'refused',
        by: 'day',
      });
      expect(await budget.spent(second)).toEqual({ conversationUsd: '0', dayUsd: '0.04' });
    });

    test('more than a ceiling is refused also where nothing has been spent', async () => {
      expect(await open().reserve(purseOf(), '0.06', ceilings)).toEqual({ outcome: 'refused', by: 'conversation' });
    });

    test('twenty at once for what five can have: five have it', async () => {
      const budget = open();
      const purse = purseOf();

      const reserved = await Promise.all(Array.from({ length: 20 }, () => budget.reserve(purse, '0.01', ceilings)));

      expect(reserved.filter(({ outcome }) => outcome === 'reserved')).toHaveLength(5);
      expect(await budget.spent(purse)).toEqual({ conversationUsd: '0.05', dayUsd: '0.05' });
    });

    test('a call that cost more than it had reserved is counted whole', async () => {
      const [budget, purse] = [open(), purseOf()];
      await budget.reserve(purse, '0.01', ceilings);
      await budget.settle(purse, '0.01', '0.09');

      expect(await budget.spent(purse)).toMatchObject({ conversationUsd: '0.09' });
      expect(await budget.reserve(purse, '0.000001', ceilings)).toMatchObject({ outcome: 'refused' });
    });

    test('scopes and days do not count for each other', async () => {
      const budget = open();
      const purse = purseOf();
      await budget.reserve(purse, '0.01', ceilings);

      expect(await budget.spent({ ...purse, scope: randomUUID() })).toMatchObject({ dayUsd: '0' });
      expect(await budget.spent({ ...purse, day: randomUUID() })).toMatchObject({ dayUsd: '0' });
    });
  });
