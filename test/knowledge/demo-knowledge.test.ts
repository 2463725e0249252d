import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type Article, LANGUAGES, type Language } from '#shared/knowledge/article';
import { describeProblem, parseArticles } from '#shared/knowledge/markdown';

const folder = new URL('../../local/demo/knowledge/', import.meta.url);
const topics = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const pages = topics.map((file) => parseArticles(readFileSync(new URL(file, folder), 'utf8'), { file }));
const articles = pages.flatMap((page) => page.articles);

/** The day on which articles count as over; a fixed one, so that the test says the same next year. */
const today = '2026-11-20';

const textsOf = (language: Language) =>
  articles.flatMap(({ id, texts }) => (texts[language] ? [{ id, ...texts[language] }] : []));

const idsOf = (found: Pick<Article, 'id'>[]) => found.map(({ id }) => id);

/** Words of an English answer, characters of a Chinese one: punctuation and marks are no part of either. */
const unitsOf = (answer: string, language: Language): string[] =>
  answer.toLowerCase().match(language === 'zh' ? /\p{Script=Han}|[a-z0-9]+/gu : /[\p{L}\p{N}’']+/gu) ?? [];

function trigrams(answer: string, language: Language): Set<string> {
  const units = unitsOf(answer, language);
  return new Set(units.slice(2).map((last, at) => `${units[at]} ${units[at + 1]} ${last}`));
}

/** Shared 3-grams as a part of the smaller set, so that a short answer copied into a long one counts in full. */
function overlap(one: Set<string>, other: Set<string>): number {
  const shared = [...one].filter((gram) => other.has(gram)).length;
  return shared / Math.max(1, Math.min(one.size, other.size));
}

test('every page follows the format', () => {
  const problems = pages.flatMap((page) => page.problems.map(describeProblem));

  expect(problems).toEqual([]);
});

test('the demo knowledge holds at least 120 articles', () => {
  expect(articles.length).toBeGreaterThanOrEqual(120);
});

test('every article has a name of its own over all pages, and a tag', () => {
  const ids = idsOf(articles);

  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(idsOf(articles.filter(({ tags }) => tags.length === 0))).toEqual([]);
});

test.each(LANGUAGES)('every article is written in %s, with three questions besides its title', (language) => {
  expect(idsOf(articles.filter(({ texts }) => (texts[language]?.questions.length ?? 0) < 3))).toEqual([]);
});

test.each(LANGUAGES)('no question in %s is asked twice', (language) => {
  const asked = textsOf(language).flatMap(({ id, title, questions }) =>
    [title, ...questions].map((question) => ({ id, key: question.toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, '') })),
  );
  const keys = asked.map(({ key }) => key);

  expect(asked.filter(({ key }, at) => keys.indexOf(key) !== at)).toEqual([]);
});

test.each(LANGUAGES)('no two answers in %s share more than half of their 3-grams', (language) => {
  const answers = textsOf(language).map(({ id, answer }) => ({ id, grams: trigrams(answer, language) }));
  const alike = answers.flatMap((one, at) =>
    answers.slice(at + 1).flatMap((other) => {
      const share = overlap(one.grams, other.grams);
      return share > 0.5 ? [`${one.id} ~ ${other.id}: ${share.toFixed(2)}`] : [];
    }),
  );

  expect(alike).toEqual([]);
});

test.each([
  ['en', 40, 120],
  ['zh', 60, 180],
] as const)('an answer in %s is %i to %i words or characters long', (language, least, most) => {
  const lengths = textsOf(language).map(({ id, answer }) => ({ id, length: unitsOf(answer, language).length }));

  expect(lengths.filter(({ length }) => length < least || length > most)).toEqual([]);
});

test('at least 20 articles have a validity date, and at least 10 are over', () => {
  const dated = articles.filter(({ validFrom, validUntil }) => validFrom ?? validUntil);
  const over = dated.filter(({ validUntil }) => validUntil !== undefined && validUntil < today);

  expect(dated.length).toBeGreaterThanOrEqual(20);
  expect(over.length).toBeGreaterThanOrEqual(10);
});

test('“奶粉退不了?” is asked of an article that says the rule, what is needed and how it starts', () => {
  const article = textsOf('zh').find(({ questions }) =>
    questions.some((question) => /^奶粉退不了[?？]$/.test(question)),
  );

  expect(article?.answer).toMatch(/未拆封、签收后7天内/);
  expect(article?.answer).toMatch(/质量问题的除外/);
  expect(article?.answer).toMatch(/订单号.*照片/);
  expect(article?.answer).toMatch(/申请退货/);
});
