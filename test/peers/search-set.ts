import type { Language } from '#events/actor';
import { articleOf, Entry, Question } from '#local/evaluate/retrieval';
import { readRows } from '#local/evaluate/rows';
import type { Article } from '#shared/knowledge/article';
import { LANGUAGES } from '#shared/knowledge/article';
import { demoArticles } from '#test/search/demo-base';
import { languageOf, ZH_FAQ } from './intent-set.ts';

export type SearchSet = { name: string; language: Language; articles: Article[]; questions: Question[] };

/** A firm's own files. Questions that nothing answers are left out: they have no place. */
export function searchSetOf(name: string, kb: string, test: string): SearchSet {
  const entries = readRows(kb, Entry);
  const questions = readRows(test, Question).filter(({ gold }) => gold.length > 0);
  const inBase = languageOf(entries.map((entry) => JSON.stringify(entry)));
  return {
    name,
    language: languageOf(questions.map(({ question }) => question)),
    articles: entries.map((entry) => articleOf(entry, inBase)),
    questions,
  };
}

/**
 * The demo shop's articles in one language, every other of their questions withheld from the base and asked; but for those that
 * another article holds word for word.
 */
function demoSet(language: Language): SearchSet {
  const withheld: Question[] = [];
  const articles = demoArticles().flatMap((article): Article[] => {
    const text = article.texts[language];
    if (!text) return [];
    for (const [at, question] of text.questions.entries())
      if (at % 2 === 1) withheld.push({ question, gold: [article.id] });
    const kept = text.questions.filter((_, at) => at % 2 === 0);
    return [{ ...article, texts: { [language]: { ...text, questions: kept } } }];
  });
  const held = new Set(articles.flatMap(({ texts }) => texts[language]?.questions ?? []));
  const questions = withheld.filter(({ question }) => !held.has(question));
  return { name: `demo shop (${language})`, language, articles, questions };
}

export const ownSearchSets = (): SearchSet[] => [
  searchSetOf('zh-faq', ZH_FAQ.kb, ZH_FAQ.questions),
  ...LANGUAGES.map(demoSet),
];
