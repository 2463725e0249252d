import { expect, test } from 'vitest';
import type { Hit, SearchOptions } from '#shared/search/knowledge-index';
import { readingLetters } from '#shared/search/letters';

const evidence = { score: 0, amount: 1, strength: 0.5, margin: 0, coverage: 0.5, likeness: 0.5 };
const hit = (articleId: string, score: number, matched = articleId): Hit => ({
  articleId,
  version: 1,
  language: 'en',
  title: articleId,
  answer: '',
  tags: [],
  score,
  matched,
  evidence: { ...evidence, score },
});
const options: SearchOptions = { language: 'en', limit: 2, at: '2026-07-01' };
const filler = 'It was raining that day and I had been waiting for quite a while before anybody came to the door. ';
const letter = `${filler.repeat(3)}About the refund. ${filler.repeat(3)}About the kettle.`;

/** Finds each article whose name a passage says; `everywhere` is found, weakly, by all of them. */
const search = async (query: string, { limit }: SearchOptions): Promise<Hit[]> => {
  const named = ['refund', 'kettle'].filter((one) => query.includes(one)).map((one) => hit(one, 5, `best of ${one}`));
  return [...named, hit('everywhere', 3)].slice(0, limit);
};

test('what several passages find adds up, and the limit holds for the whole letter', async () => {
  const hits = await readingLetters(search)(letter, options);

  expect(hits.map(({ articleId }) => articleId)).toEqual(['everywhere', 'refund']);
  expect(hits[0]?.score).toBeGreaterThan(5);
});

test('an article is told by the passage that it answers best, its lead by the whole letter', async () => {
  const [first, second] = await readingLetters(search)(letter, { ...options, limit: 3 });

  expect(second).toMatchObject({ matched: 'best of refund', evidence: { strength: 0.5, score: 5, margin: 0 } });
  expect(first?.evidence.margin).toBeCloseTo(1 - 5 / (first?.score ?? 0));
});

test('a question goes to the search as it is', async () => {
  const asked: [string, SearchOptions][] = [];

  await readingLetters(async (...question) => {
    asked.push(question);
    return [];
  })(' About the kettle? ', options);

  expect(asked).toEqual([[' About the kettle? ', options]]);
});
