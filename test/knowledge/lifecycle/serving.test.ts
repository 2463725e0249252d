import { expect, test } from 'vitest';
import type { Content } from '#shared/knowledge/lifecycle/content';
import { checked } from '#shared/knowledge/lifecycle/serving';
import { content } from './contents.ts';

const TODAY = '2026-11-20';
const hit = {
  articleId: 'return-window',
  version: 3,
  language: 'en' as const,
  title: 'old',
  answer: 'old',
  tags: [],
  rank: 1,
};
const now = (n: number, more: Partial<Content> = {}) =>
  new Map([['return-window', { n, content: content('Within 31 days.', more) }]]);

test('a hit that is as new as the table is used as it was found', () => {
  expect(checked([hit], now(3), TODAY)).toEqual([hit]);
});

test('a hit that was published anew since is told in its newer words, and cited in that version', () => {
  expect(checked([hit], now(5), TODAY)).toEqual([
    { ...hit, version: 5, title: 'How long may I return things?', answer: 'Within 31 days.', tags: ['returns'] },
  ]);
});

test.each([
  ['the table serves no more', new Map()],
  [
    'has lost the language it was found in',
    now(5, { texts: { zh: { title: '退货', questions: [], answer: '31 天' } } }),
  ],
  ['ended yesterday', now(3, { validUntil: '2026-11-19' })],
  ['begins tomorrow', now(3, { validFrom: '2026-11-21' })],
  ['is for agents only', now(3, { audience: 'agents' })],
])('a hit that %s is dropped, and the others keep their order', (_, served) => {
  const other = { ...hit, articleId: 'other', rank: 2 };
  const both = new Map([...served, ['other', { n: 3, content: content() }]]);

  expect(checked([hit, other], both, TODAY)).toEqual([other]);
});

test('both ends of the days on which an article is valid are days on which it is told', () => {
  expect(checked([hit], now(3, { validFrom: TODAY, validUntil: TODAY }), TODAY)).toHaveLength(1);
});
