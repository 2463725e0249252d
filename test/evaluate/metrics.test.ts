import { expect, test } from 'vitest';
import {
  auroc,
  bootstrap,
  coverageAt,
  ece,
  f1Of,
  type Judged,
  macroF1,
  mrr10,
  recallAt,
  spearman,
  wilson,
} from '#local/evaluate/metrics';
import { eceOfHonest } from '#local/evaluate/noise';
import { seeded } from '#shared/understanding/intents/seeded';

const judged = (rows: [gold: string, said: string, confidence: number][]): Judged[] =>
  rows.map(([gold, said, confidence]) => ({ gold, said, confidence }));

const four = judged([
  ['a', 'a', 0.9],
  ['a', 'b', 0.6],
  ['b', 'b', 0.8],
  ['c', 'b', 0.7],
]);

test('macro-F1 is the mean over labels that stand or are said', () => {
  expect(f1Of('a', four)).toBeCloseTo(2 / 3, 10);
  expect(f1Of('b', four)).toBeCloseTo(1 / 2, 10);
  expect(f1Of('c', four)).toBe(0);
  expect(macroF1(four)).toBeCloseTo((2 / 3 + 1 / 2 + 0) / 3, 10);
});

test('calibration error is 0 where confidence is kept, and the distance where it is not', () => {
  const half = judged([
    ['a', 'a', 0.5],
    ['b', 'a', 0.5],
  ]);

  expect(ece(half)).toBeCloseTo(0, 10);
  expect(ece(half.map((row) => ({ ...row, confidence: 1 })))).toBeCloseTo(0.5, 10);
});

test('coverage takes the surest rows while enough of them are right, and tied rows together', () => {
  expect(coverageAt(0.95, four)).toBe(0.5);
  expect(coverageAt(0.5, four)).toBe(1);
  expect(
    coverageAt(
      0.95,
      four.map((row) => ({ ...row, confidence: 0.5 })),
    ),
  ).toBe(0);
});

test.each([
  [[2, 3], [0, 1], 1],
  [[0, 1], [2, 3], 0],
  [[1, 1], [1, 1], 0.5],
  [[1, 3], [2], 0.5],
  [[], [1], 0.5],
])('AUROC of %j over %j is %d', (high, low, expected) => {
  expect(auroc(high, low)).toBe(expected);
});

test('Spearman follows ranks, shares tied ones, and is 0 for a constant', () => {
  expect(spearman([1, 2, 3], [10, 200, 3000])).toBeCloseTo(1, 10);
  expect(spearman([1, 2, 3], [3, 2, 1])).toBeCloseTo(-1, 10);
  expect(spearman([1, 1, 2], [5, 5, 9])).toBeCloseTo(1, 10);
  expect(spearman([1, 2, 3], [7, 7, 7])).toBe(0);
});

test('places beyond the tenth count nothing', () => {
  expect(mrr10([0, 1, 10, -1])).toBeCloseTo((1 + 0.5) / 4, 10);
  expect(recallAt(5, [0, 4, 5, -1])).toBe(0.5);
});

test('Wilson’s interval of 9 in 10 is the published one', () => {
  const [low, high] = wilson(9, 10);

  expect(low).toBeCloseTo(0.596, 3);
  expect(high).toBeCloseTo(0.982, 3);
});

test('a bootstrap interval is the same each time and holds the figure', () => {
  const rows = [...four, ...four, ...four];
  const share = (sample: Judged[]) => sample.filter(({ gold, said }) => gold === said).length / sample.length;

  const [low, high] = bootstrap(rows, share);

  expect(bootstrap(rows, share)).toEqual([low, high]);
  expect(low).toBeLessThan(0.5);
  expect(high).toBeGreaterThan(0.5);
});

test('an honest classifier shows the calibration error that chance alone makes, less with more rows', () => {
  const random = seeded(3);
  const rows = (n: number) =>
    Array.from({ length: n }, () => {
      const confidence = 0.5 + random() / 2;
      return { gold: random() < confidence ? 'a' : 'b', said: 'a', confidence };
    });
  const [few, many] = [rows(300), rows(6000)];

  expect(eceOfHonest(few)).toBeGreaterThan(3 * eceOfHonest(many));
  expect(Math.abs(ece(many) - eceOfHonest(many))).toBeLessThan(0.01);
  expect(eceOfHonest(many.map((row) => ({ ...row, confidence: 1 })))).toBe(0);
  expect(eceOfHonest([])).toBe(0);
});
