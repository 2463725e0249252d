import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Article, LANGUAGES, type Language, servable } from '#shared/knowledge/article';
import { questionsOf } from '#shared/knowledge/entries';
import { describeProblem, parseArticles } from '#shared/knowledge/markdown';
import { buildEmbeddedIndex, openEmbeddedIndex } from '#shared/search/embedded';
import type { Hit, KnowledgeIndex } from '#shared/search/knowledge-index';

/** The day on which the demo knowledge is measured; fixed, so that the figures are the same next year. */
export const DAY = '2026-11-20';

const demo = new URL('../../local/demo/', import.meta.url);

/** Every article of the demo shop that may be served on `DAY`, small talk included. */
export function demoArticles(): Article[] {
  const topics = readdirSync(new URL('knowledge/', demo)).filter(
    (name) => name.endsWith('.md') && name !== 'README.md',
  );
  const files = ['small-talk.md', ...topics.map((name) => `knowledge/${name}`)];
  const read = files.map((file) => parseArticles(readFileSync(new URL(file, demo), 'utf8'), { file }));
  const [problem] = read.flatMap(({ problems }) => problems);
  if (problem) throw new Error(describeProblem(problem));
  return read.flatMap(({ articles }) => articles).filter((article) => servable(article, DAY));
}

/** Articles that answer some of the same questions: a general one, and the special ones beside it. */
const BESIDE = [
  ['delivery-where-is-my-order', 'delivery-tracking-stuck', 'orders-status-meanings', 'delivery-late-compensation'],
  ['delivery-how-long', 'delivery-time-mainland'],
  ['returns-how-to', 'returns-start', 'returns-window'],
  ['orders-cancel', 'orders-cancel-before-packing', 'orders-cancel-after-packing'],
  ['account-sign-in', 'privacy-forgot-password'],
  ['promotions-overview', 'promotions-new-customer', 'promotions-coupon-wallet'],
  ['refunds-time-by-method', 'refunds-when-started', 'refunds-not-arrived'],
  ['returns-damaged', 'returns-electronics-faulty', 'products-warranty-claim'],
];

/** An article and those that answer the same questions. */
export const besides = (articleId: string): string[] => [
  articleId,
  ...BESIDE.filter((ids) => ids.includes(articleId)).flat(),
];

export type Asked = { articleId: string; language: Language; question: string };

/** Builds an index of its own for one use of it. */
export async function withIndex<T>(
  articles: readonly Article[],
  use: (index: KnowledgeIndex) => Promise<T>,
): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'baton-measure-'));
  const file = join(folder, 'index.sqlite');
  buildEmbeddedIndex(articles, { version: '1', file });
  const index = openEmbeddedIndex(file);
  try {
    return await use(index);
  } finally {
    index.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export const asking = <T extends Asked>(index: KnowledgeIndex, asked: readonly T[]): Promise<(T & { hits: Hit[] })[]> =>
  Promise.all(
    asked.map(async (one) => ({
      ...one,
      hits: await index.search(one.question, { language: one.language, limit: 5, at: DAY }),
    })),
  );

/** Takes the n-th way to ask (0 is the title) out of every text that has one and some other; gives back what was taken. */
function withoutQuestion(articles: readonly Article[], n: number): { articles: Article[]; taken: Asked[] } {
  const taken: Asked[] = [];
  const left = articles.map((article) => {
    const texts = { ...article.texts };
    for (const language of LANGUAGES) {
      const text = texts[language];
      const all = text ? questionsOf(text) : [];
      const question = all[n];
      if (!text || question === undefined || all.length < 2) continue;
      const [title = '', ...questions] = all.toSpliced(n, 1);
      texts[language] = { ...text, title, questions };
      taken.push({ articleId: article.id, language, question });
    }
    return { ...article, texts };
  });
  return { articles: left, taken };
}

export type Answered = Asked & { hits: Hit[] };

const questionsIn = (articles: readonly Article[]): Asked[] =>
  articles.flatMap(({ id, texts }) =>
    LANGUAGES.flatMap((language) => {
      const text = texts[language];
      return text ? questionsOf(text).map((question) => ({ articleId: id, language, question })) : [];
    }),
  );

/** Every question of the base put to the base as it is. */
export const askedVerbatim = (articles: readonly Article[]): Promise<Answered[]> =>
  withIndex(articles, (index) => asking(index, questionsIn(articles)));

/** Every question of the base put to a base that lacks it. Each pass leaves one question out of each article at once. */
export async function leaveOneOut(articles: readonly Article[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (let n = 0; ; n += 1) {
    const { articles: left, taken } = withoutQuestion(articles, n);
    if (taken.length === 0) return answered;
    answered.push(...(await withIndex(left, (index) => asking(index, taken))));
  }
}

/**
 * Every question of the base put to a base that lacks its article and those that answer the same; a tenth of the articles is
 * taken away at a time.
 */
export async function goldRemoved(articles: readonly Article[]): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (let tenth = 0; tenth < 10; tenth += 1) {
    const isTaken = (_: Article, place: number) => place % 10 === tenth;
    const part = articles.filter(isTaken);
    const gone = new Set(part.flatMap(({ id }) => besides(id)));
    const taken = questionsIn(part);
    const left = articles.filter(({ id }) => !gone.has(id));
    answered.push(...(await withIndex(left, (index) => asking(index, taken))));
  }
  return answered;
}
