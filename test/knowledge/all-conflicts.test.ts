import { expect, test } from 'vitest';
import { conflictsOf } from '#shared/knowledge/all-conflicts';
import { type Article, LANGUAGES } from '#shared/knowledge/article';
import { warningsOf } from '#shared/knowledge/conflicts';
import { demoArticles } from '#test/search/demo-base';

const more = (answer: string): string => answer.replace(/\d+/g, (figure) => String(Number(figure) + 5));

/** A slice of the demo shop, some of it told twice with another figure. */
const shop = (): Article[] => {
  const some = demoArticles().slice(40, 130);
  const contradicted = some.slice(0, 8).map((article) => ({
    ...article,
    id: `${article.id}-again`,
    texts: {
      ...(article.texts.en && { en: { ...article.texts.en, answer: more(article.texts.en.answer) } }),
      ...(article.texts.zh && { zh: { ...article.texts.zh, answer: more(article.texts.zh.answer) } }),
    },
  }));
  return [...some, ...contradicted];
};

test('what is found of all pairs at once is what is found article by article', () => {
  const all = shop();
  const pairs = new Set(
    all.flatMap((article) =>
      warningsOf(article, all).map(({ other, kind, language }) =>
        [language, kind, ...[article.id, other].sort()].join(' '),
      ),
    ),
  );

  const found = conflictsOf(all, { most: 10_000 });

  const named = new Set(
    found.pairs.map(({ one, other, kind, language }) => [language, kind, one.id, other.id].join(' ')),
  );
  expect([...pairs].filter((pair) => !named.has(pair))).toEqual([]);
  expect(found.next).toBeUndefined();
});

test('each pair comes once, page after page, with titles and words of both sides', () => {
  const all = shop();
  const whole = conflictsOf(all, { most: 10_000 }).pairs;
  const paged: typeof whole = [];
  let after: string | undefined;
  do {
    const page = conflictsOf(all, { most: 5, after });
    paged.push(...page.pairs);
    after = page.next;
  } while (after);

  expect(paged).toEqual(whole);
  for (const { one, other, language } of whole) {
    expect(one.id < other.id).toBe(true);
    expect(LANGUAGES).toContain(language);
    expect([one.title, one.words, other.title, other.words].every((words) => words.length > 0)).toBe(true);
  }
});
