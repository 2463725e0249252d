import { expect, test } from 'vitest';
import { fused, type Trial, worthOf } from '#shared/knowledge/fusion';

const list = (...scored: [articleId: string, score: number][]) =>
  scored.map(([articleId, score]) => ({ articleId, score }));
const order = (...lists: Parameters<typeof fused>) => fused(...lists).map(({ one }) => one.articleId);

test('each list is stretched to 0 to 1 before it is weighed, so that neither scale decides', () => {
  const words = list(['a', 900], ['b', 890], ['c', 100]);
  const meanings = list(['c', 0.92], ['b', 0.91], ['a', 0.4]);

  expect(order(words, meanings, 0.4)).toEqual(['b', 'a', 'c']);
  expect(order(words, meanings, 0)).toEqual(['a', 'b', 'c']);
  expect(order(words, meanings, 1)).toEqual(['c', 'b', 'a']);
});

test('what only one list has gets the other one’s nothing', () => {
  expect(order(list(['a', 2], ['b', 1]), list(['x', 0.9], ['a', 0.5]), 0.3)).toEqual(['a', 'x', 'b']);
});

test('without a second list the first is left as it is, scores and all', () => {
  expect(fused(list(['a', 7], ['b', 7]), [], 0.5)).toEqual([
    { one: { articleId: 'a', score: 7 }, score: 7 },
    { one: { articleId: 'b', score: 7 }, score: 7 },
  ]);
});

const trial = (words: boolean, meanings: boolean): Trial => {
  const first = list(['right', 2], ['wrong', 1.5]);
  const second = list(['wrong', 2], ['right', 1]);
  return { articleId: 'right', words: words ? first : second, meanings: meanings ? first : second };
};
const times = (count: number, ...one: Parameters<typeof trial>) => Array.from({ length: count }, () => trial(...one));

test('vectors that find what words do not get a weight, with the questions that say so', () => {
  expect(worthOf([...times(60, true, true), ...times(40, false, true)])).toEqual({
    weight: 0.6,
    asked: 100,
    right: 60,
    rightFused: 100,
  });
});

test.each([
  ['find nothing', [...times(100, true, false)]],
  ['find no more than words do', [...times(100, true, true)]],
  ['win three questions in a hundred, which may be chance', [...times(97, true, true), ...times(3, false, true)]],
  ['cannot be asked', []],
])('vectors that %s count for nothing', (_kind, trials) => {
  expect(worthOf(trials).weight).toBe(0);
});
