import { add, compare, minus } from '#shared/cost/decimal';
import type { BudgetStore, Purse } from '#shared/models/budget';

/** Sums in memory, with the adapter's own order: the conversation first, then the day, and back. */
export const memoryBudget = (): BudgetStore => {
  const sums = new Map<string, string>();
  const sum = (key: string): string => sums.get(key) ?? '0';
  const change = (key: string, amount: string, ceiling?: string): boolean => {
    const next = add([sum(key), amount]);
    if (ceiling !== undefined && compare(next, ceiling) > 0) return false;
    sums.set(key, next);
    return true;
  };
  const conversation = ({ conversationId }: Purse) => `conversation ${conversationId}`;
  const day = ({ scope, day }: Purse) => `day ${scope} ${day}`;
  return {
    async reserve(purse, amount, ceilings) {
      if (!change(conversation(purse), amount, ceilings.conversationUsd))
        return { outcome: 'refused', by: 'conversation' };
      if (change(day(purse), amount, ceilings.dayUsd)) return { outcome: 'reserved' };
      change(conversation(purse), minus('0', amount));
      return { outcome: 'refused', by: 'day' };
    },
    async settle(purse, reserved, cost) {
      const rest = minus(cost, reserved);
      change(conversation(purse), rest);
      change(day(purse), rest);
    },
    spent: async (purse) => ({ conversationUsd: sum(conversation(purse)), dayUsd: sum(day(purse)) }),
  };
};
