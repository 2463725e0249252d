import { describe, expect, test } from 'vitest';
import type { Article } from '#shared/knowledge/article';
import { type Warning, warningsOf } from '#shared/knowledge/conflicts';
import { figuresIn } from '#shared/knowledge/figures';
import { demoArticles } from '#test/search/demo-base';
import { faulty, type Pair, sound } from './pairs.ts';

const demo = demoArticles().slice(0, 120);
const article = (id: string, language: Pair['language'], [title, answer]: Pair['one']): Article => ({
  id,
  version: 1,
  tags: [],
  texts: { [language]: { title, questions: [], answer } },
});
/** What is said of the first of a pair beside the second, in the middle of a whole base. */
const warned = ({ language, one, other }: Pair): Warning[] =>
  warningsOf(article('one', language, one), [...demo, article('other', language, other)]).filter(
    (warning) => warning.other === 'other',
  );
const share = (pairs: Pair[], holds: (pair: Pair) => boolean): number => pairs.filter(holds).length / pairs.length;

test('there are at least thirty pairs of each sort, half of them in each language', () => {
  for (const pairs of [faulty, sound]) {
    expect(pairs.length).toBeGreaterThanOrEqual(30);
    expect(pairs.filter(({ language }) => language === 'zh').length).toBeGreaterThanOrEqual(15);
    expect(pairs.filter(({ language }) => language === 'en').length).toBeGreaterThanOrEqual(15);
  }
});

test('of pairs that are at fault nine in ten are named for their fault, of sound ones at most one in ten is', () => {
  const missed = faulty.filter((pair) => !warned(pair).some(({ kind }) => kind === pair.kind));
  const bothered = sound.filter((pair) => warned(pair).length > 0);

  const lines = (pairs: Pair[]) =>
    pairs.map(
      (pair) =>
        `${pair.kind}: ${pair.one.join(' ')} | ${pair.other.join(' ')} ${JSON.stringify(warned(pair).map(({ kind, likeness }) => [kind, likeness.toFixed(2)]))}`,
    );
  expect
    .soft(
      share(faulty, (pair) => !missed.includes(pair)),
      lines(missed).join('\n'),
    )
    .toBeGreaterThanOrEqual(0.9);
  expect(
    share(sound, (pair) => bothered.includes(pair)),
    lines(bothered).join('\n'),
  ).toBeLessThanOrEqual(0.1);
});

test('a warning shows both sides in their own words, and an article is not held against itself', () => {
  const [pair] = faulty.filter(({ kind, language }) => kind === 'number' && language === 'en');
  if (!pair) throw new Error('no such pair');

  expect(warned(pair)).toContainEqual(
    expect.objectContaining({
      kind: 'number',
      language: 'en',
      other: 'other',
      mine: 'The purifier has a warranty of 2 years',
      theirs: 'The purifier has a warranty of 3 years',
    }),
  );
  const [first] = demo;
  if (first) expect(warningsOf(first, [first])).toEqual([]);
});

describe('a figure is read with what it counts', () => {
  test.each([
    ['within 7 days', [['number', 'day', '7']]],
    ['within seven days', [['number', 'day', '7']]],
    [
      '签收后七天内，满 ¥1,088.50 或 30元',
      [
        ['number', 'day', '7'],
        ['number', 'yuan', '1088.5'],
        ['number', 'yuan', '30'],
      ],
    ],
    [
      '十五个工作日，二十天',
      [
        ['number', 'working day', '15'],
        ['number', 'day', '20'],
      ],
    ],
    ['2026年3月1日起', [['date', 'day', '2026-3-1']]],
    [
      'from March 1, on 2026-03-01 and 1 March',
      [
        ['date', 'day', '3-1'],
        ['date', 'day', '2026-3-1'],
        ['date', 'day', '3-1'],
      ],
    ],
    ['一般一样', []],
    ['no figure at all', []],
  ])('%s', (sentence, figures) => {
    const found = figuresIn(sentence).figures.map(({ what, unit, value }) => [what, unit, value]);

    expect(found.toSorted()).toEqual([...figures].toSorted());
  });
});
