import { expect, test } from 'vitest';
import { compare } from '#shared/cost/decimal';
import { linesOf, totals } from '#shared/cost/ledger';
import type { Reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';
import { botOnly, botToHuman } from './typical-conversation.ts';

const occasion = {
  conversationId: 'c',
  requestId: 'r',
  region: 'us-east-1',
  at: '2026-11-20T00:00:00Z',
  step: 'typical',
};
const total = (readings: Reading[]) => totals(linesOf(readings, occasion, currentBook));

test('a typical bot-only conversation of four turns stays within 0.0004 USD without a model', () => {
  const { total: cost, unpriced } = total(botOnly(4));

  expect(unpriced).toBe(0);
  expect(compare(cost, '0.0004'), cost).toBeLessThanOrEqual(0);
  expect(compare(cost, '0.0001'), cost).toBeGreaterThan(0);
});

test('a typical conversation that a person takes over stays within 0.0012 USD', () => {
  const { total: cost } = total(botToHuman(2, 3));

  expect(compare(cost, '0.0012'), cost).toBeLessThanOrEqual(0);
  expect(compare(cost, total(botOnly(2)).total)).toBeGreaterThan(0);
});
