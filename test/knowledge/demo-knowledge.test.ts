import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

type Side = { title: string; questions: string[]; answer: string };
type Article = { id: string; file: string; fields: Map<string, string>; sides: Map<string, Side> };

const folder = new URL('../../local/demo/knowledge/', import.meta.url);
const languages = ['en', 'zh'];

/** The day the counts of what is over are taken on; a fixed one, so that the test says the same next year. */
const today = '2026-11-20';

/** One language of an article: the heading, the list directly below it, and after a blank line the answer. */
function readSide(block: string): [string, Side] {
  const [heading = '', ...lines] = block.split('\n');
  const [, language = '', title = ''] = /^(\w+): (.+)$/.exec(heading) ?? [];
  const blank = lines.indexOf('');
  const questions = lines.slice(0, blank).map((line) => line.replace(/^- /, ''));
  return [language, { title, questions, answer: lines.slice(blank).join('\n').trim() }];
}

function readArticle(block: string, file: string): Article {
  const [head = '', ...sides] = block.split(/^### /m);
  const [id = '', ...rest] = head.trim().split('\n');
  const fields = rest.map((line) => /^- ([a-z ]+): (.+)$/.exec(line)).map((hit) => [hit?.[1] ?? '?', hit?.[2] ?? '']);
  return { id, file, fields: new Map(fields as [string, string][]), sides: new Map(sides.map(readSide)) };
}

const topics = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'README.md');
const articles = topics.flatMap((file) =>
  readFileSync(new URL(file, folder), 'utf8')
    .split(/^## /m)
    .slice(1)
    .map((block) => readArticle(block, file)),
);
const sidesOf = (language: string) =>
  articles.flatMap(({ id, sides }) => {
    const side = sides.get(language);
    return side ? [{ id, ...side }] : [];
  });

const day = /^\d{4}-\d{2}-\d{2}$/;

/** 2026-02-30 is read as a day in March, so the day is written out again and compared. */
function isDay(text: string): boolean {
  const date = new Date(text);
  return day.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

const validity = ({ fields }: Article) =>
  fields
    .get('valid')
    ?.split('…')
    .map((side) => side.trim());

/** Words of an English answer, characters of a Chinese one: punctuation and marks are no part of either. */
const unitsOf = (answer: string, language: string) =>
  (language === 'zh' ? answer.match(/\p{Script=Han}|[a-z0-9]+/giu) : answer.toLowerCase().match(/[\p{L}\p{N}’']+/gu)) ??
  [];

function trigrams(answer: string, language: string): Set<string> {
  const units = unitsOf(answer, language);
  return new Set(units.slice(2).map((last, at) => `${units[at]} ${units[at + 1]} ${last}`));
}

/** Shared 3-grams as a part of the smaller set, so that a short answer copied into a long one counts in full. */
function overlap(one: Set<string>, other: Set<string>): number {
  const shared = [...one].filter((gram) => other.has(gram)).length;
  return shared / Math.max(1, Math.min(one.size, other.size));
}

test('the demo knowledge holds at least 120 articles', () => {
  expect(articles.length).toBeGreaterThanOrEqual(120);
});

test('every article has a slug of its own, a tag and no field the format does not know', () => {
  const known = ['tags', 'valid', 'owner', 'review by'];
  const ids = articles.map(({ id }) => id);

  expect(ids.filter((id, at) => ids.indexOf(id) !== at)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
  expect(articles.filter(({ fields }) => !fields.get('tags')).map(({ id }) => id)).toEqual([]);
  expect(articles.flatMap(({ id, fields }) => [...fields.keys()].map((name) => ({ id, name })))).not.toContainEqual({
    id: expect.anything(),
    name: expect.not.stringMatching(`^(${known.join('|')})$`),
  });
});

test('every article is written in both languages and no third', () => {
  expect(articles.filter(({ sides }) => [...sides.keys()].join() !== languages.join()).map(({ id }) => id)).toEqual([]);
});

test.each(languages)('every article in %s has a title, three questions and an answer', (language) => {
  const thin = sidesOf(language).filter(
    ({ title, questions, answer }) => !title || questions.length < 3 || questions.some((q) => !q.trim()) || !answer,
  );

  expect(thin.map(({ id }) => id)).toEqual([]);
});

test.each(languages)('no two articles in %s share a question', (language) => {
  const asked = sidesOf(language).flatMap(({ id, title, questions }) =>
    [title, ...questions].map((question) => ({ id, key: question.toLowerCase().replace(/[\p{P}\p{S}\s]+/gu, '') })),
  );
  const first = new Map(asked.toReversed().map(({ id, key }) => [key, id]));

  expect(asked.filter(({ id, key }) => first.get(key) !== id)).toEqual([]);
});

test.each(languages)('no two answers in %s share more than half of their 3-grams', (language) => {
  const answers = sidesOf(language).map(({ id, answer }) => ({ id, grams: trigrams(answer, language) }));
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
])('an answer in %s is %i to %i words or characters long', (language, least, most) => {
  const lengths = sidesOf(language).map(({ id, answer }) => ({ id, length: unitsOf(answer, language).length }));

  expect(lengths.filter(({ length }) => length < least || length > most)).toEqual([]);
});

test('every date is a day of the calendar, and a validity ends after it starts', () => {
  const wrong = articles.filter((article) => {
    const sides = validity(article) ?? ['2026-01-01', ''];
    const [from = '', to = ''] = sides;
    const days = [from, to, article.fields.get('review by') ?? ''].filter((text) => text !== '');
    return sides.length !== 2 || !(from || to) || !days.every(isDay) || (from !== '' && to !== '' && from > to);
  });

  expect(wrong.map(({ id, fields }) => `${id}: ${fields.get('valid')}`)).toEqual([]);
});

test('at least 20 articles have a validity date, and at least 10 are over', () => {
  const dated = articles.map(validity).filter((sides) => sides !== undefined);
  const over = dated.filter(([, to]) => to && to < today);

  expect(dated.length).toBeGreaterThanOrEqual(20);
  expect(over.length).toBeGreaterThanOrEqual(10);
});

test('“奶粉退不了?” is asked of an article that says the rule, what is needed and how it starts', () => {
  const article = sidesOf('zh').find(({ questions }) =>
    questions.some((question) => /^奶粉退不了[?？]$/.test(question)),
  );

  expect(article?.answer).toMatch(/7天/);
  expect(article?.answer).toMatch(/订单号/);
  expect(article?.answer).toMatch(/照片/);
  expect(article?.answer).toMatch(/质量/);
});
