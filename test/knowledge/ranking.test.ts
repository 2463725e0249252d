import { expect, test } from 'vitest';
import type { Article } from '#shared/knowledge/article';
import { entriesOf } from '#shared/knowledge/entries';
import { sought } from '#shared/knowledge/query';
import { rank, survey } from '#shared/knowledge/ranking';

const article = (id: string, title: string, questions: string[], answer: string, tags: string[] = []): Article => ({
  id,
  version: 1,
  tags,
  texts: { en: { title, questions, answer } },
});
const shop = [
  article(
    'refund-time',
    'When does my refund arrive?',
    ['money back how long'],
    'Within five days after the parcel is back.',
  ),
  article(
    'parcel-lost',
    'My parcel is lost',
    ['package never came'],
    'We search for a lost parcel for ten days and refund it.',
  ),
  article('gift-card', 'How do I use a gift card?', [], 'Type its number at the end.', ['payment']),
];
const { entries, collection } = survey(entriesOf(shop, 'en'));
const ranked = (query: string) => rank(sought(query, collection.holding), entries, collection);

test('the article whose question is asked comes before one that only mentions it', () => {
  expect(ranked('refund').map(({ entry }) => entry.article.id)).toEqual(['refund-time', 'parcel-lost']);
});

test('an article that shares no word with the query is not a candidate', () => {
  expect(ranked('bicycle')).toEqual([]);
  expect(rank(new Map(), entries, collection)).toEqual([]);
});

test('the question named is the one most like the query, not the first', () => {
  expect(ranked('package never came')[0]?.question).toBe(1);
});

test('the words an article is filed under find it', () => {
  expect(ranked('payment')[0]?.entry.article.id).toBe('gift-card');
});

test('coverage is the share of the query found, and a word nobody wrote weighs more than a common one', () => {
  const [half] = ranked('number bicycle');

  expect(half?.evidence.coverage).toBeGreaterThan(0.2);
  expect(half?.evidence.coverage).toBeLessThan(0.5);
  expect(ranked('gift card')[0]?.evidence.coverage).toBe(1);
});

test('the margin is small between two articles that both fit, and whole where there is no second', () => {
  const [close] = ranked('parcel refund');
  const [alone] = ranked('gift card');

  expect(close?.evidence.margin).toBeLessThan(0.6);
  expect(alone?.evidence.margin).toBe(1);
});

test('a query word said twice counts once', () => {
  expect(ranked('refund refund parcel')).toEqual(ranked('refund parcel'));
});

test('withdrawn articles and other languages are no entries', () => {
  expect(entriesOf([{ ...shop[0], withdrawn: true } as Article], 'en')).toEqual([]);
  expect(entriesOf(shop, 'zh')).toEqual([]);
});

test('words that stand together in a passage count for more than the same words scattered over a page', () => {
  const filler = Array.from({ length: 40 }, (_, n) => `thing${n}`).join(' ');
  const pages = [
    article('scattered', 'One page', [], `The lid is told here. ${filler} A teapot has one, too.`),
    article('together', 'Another page', [], `The lid of a teapot has its own length. ${filler} More is told here.`),
  ];
  const { entries: both, collection: all } = survey(entriesOf(pages, 'en'));

  const [first, second] = rank(sought('teapot lid', all.holding), both, all);
  expect(first?.entry.article.id).toBe('together');
  expect(first?.evidence.score).toBeGreaterThan(second?.evidence.score ?? 0);
});
