import { expect, test } from 'vitest';
import { currentBook } from '#shared/cost/price-book';
import { costOf, mostOf, readingsOf } from '#shared/models/prices';

const usage = { input: 1000, cacheRead: 500, cacheWrite: 200, output: 100, estimated: false };

test('each kind of token is metered apart and priced by the book', () => {
  const haiku = 'global.anthropic.claude-haiku-4-5-20251001-v1:0';

  expect(
    readingsOf(currentBook, haiku, usage).map(({ meter, quantity }) => [meter.split(':').at(-1), quantity]),
  ).toEqual([
    ['input', '1000'],
    ['output', '100'],
    ['cacheRead', '500'],
    ['cacheWrite5m', '200'],
  ]);
  // 1000 × 1 + 100 × 5 + 500 × 0.1 + 200 × 1.25, per million
  expect(costOf(currentBook, haiku, usage)).toBe('0.0018');
});

test('tokens of a cache without a price count as input, since a line without a price would cost nothing', () => {
  expect(readingsOf(currentBook, 'dashscope/qwen-plus', usage)).toMatchObject([
    { meter: 'model:dashscope/qwen-plus:input', quantity: '1700' },
    { meter: 'model:dashscope/qwen-plus:output', quantity: '100' },
  ]);
});

test('a model that the book does not know is reckoned as the dearest, never as free', () => {
  const dearest = Math.max(...Object.keys(currentBook.models).map((key) => Number(costOf(currentBook, key, usage))));

  expect(Number(costOf(currentBook, 'somebody/new', usage))).toBeGreaterThan(dearest / 2);
});

test('an estimate stays one in the meters', () => {
  expect(
    readingsOf(currentBook, 'gpt-4o-mini', { ...usage, estimated: true }).every(({ estimated }) => estimated),
  ).toBe(true);
});

test.each(Object.keys(currentBook.models))('no call of %s within its limit costs more than was reserved', (key) => {
  const worst = { input: 0, cacheRead: 0, cacheWrite: 3000, output: 800, estimated: false };

  expect(Number(mostOf(currentBook, key, 3000, 800))).toBeGreaterThanOrEqual(Number(costOf(currentBook, key, worst)));
});
