import { expect, test } from 'vitest';
import { ANSWER_FROM, confidence } from '#shared/knowledge/confidence';
import { outOfDomain } from './calibrate.ts';
import { askedVerbatim, asking, demoArticles, withIndex } from './demo-base.ts';

const evidence = { score: 8, amount: 1, strength: 0.5, margin: 0.3, coverage: 0.6, likeness: 0.4 };

test('without a hit there is no confidence', () => {
  expect(confidence(undefined)).toBe(0);
});

test.each([
  ['margin', { margin: 0.9 }],
  ['coverage', { coverage: 1 }],
  ['strength', { strength: 0.9 }],
  ['amount', { amount: 3 }],
])('more %s is more confidence', (_name, more) => {
  const before = confidence({ evidence, language: 'en' });

  expect(confidence({ evidence: { ...evidence, ...more }, language: 'en' })).toBeGreaterThan(before);
});

test('the demo shop answers nearly every question it holds when asked word for word', async () => {
  const asked = await askedVerbatim(demoArticles());

  const answered = asked.filter(({ hits }) => confidence(hits[0]) >= ANSWER_FROM);
  expect(answered.length / asked.length).toBeGreaterThan(0.95);
});

test('of the questions from another world at most one in ten is answered', async () => {
  const strangers = await withIndex(demoArticles(), (index) => asking(index, outOfDomain()));

  const answered = strangers.filter(({ hits }) => confidence(hits[0]) >= ANSWER_FROM);
  expect(strangers.length).toBeGreaterThanOrEqual(60);
  expect(answered.length / strangers.length).toBeLessThanOrEqual(0.1);
});
