import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Language } from '#events/actor';
import { DAY } from '#local/evaluate/retrieval';
import type { Article } from '#shared/knowledge/article';

/** How many are found for each question. */
export const FOUND = 10;

/** An index that is ready to be asked: the articles found, best first. */
export type Index = { search: (query: string) => Promise<string[]>; bytes: number };
export type Searcher = {
  name: string;
  settings: string;
  build: (articles: readonly Article[], language: Language) => Promise<Index>;
};

const baton: Searcher = {
  name: 'Baton',
  settings: 'the embedded index as a publish builds it, each question asked as a turn asks it',
  async build(articles, language) {
    const { buildEmbeddedIndex, openEmbeddedIndex } = await import('#shared/search/embedded');
    const folder = mkdtempSync(join(tmpdir(), 'baton-peers-index-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'index');
    buildEmbeddedIndex(articles, { version: '1', file });
    const index = openEmbeddedIndex(file);
    return {
      bytes: statSync(file).size,
      search: async (query) =>
        (await index.search(query, { language, limit: FOUND, at: DAY })).map(({ articleId }) => articleId),
    };
  },
};

type Options = { tokenize?: (text: string) => string[]; searchOptions?: object };

const miniSearch = (name: string, settings: string, optionsFor: (language: Language) => Options): Searcher => ({
  name,
  settings,
  async build(articles, language) {
    const { default: MiniSearch } = await import('minisearch');
    const index = new MiniSearch({ fields: ['title', 'questions', 'answer'], ...optionsFor(language) });
    const texts = articles.map(({ id, texts }) => ({ id, ...(texts[language] ?? Object.values(texts)[0]) }));
    index.addAll(
      texts.map(({ id, title, questions, answer }) => ({ id, title, questions: questions?.join('\n') ?? '', answer })),
    );
    return {
      bytes: Buffer.byteLength(JSON.stringify(index)),
      search: async (query) =>
        index
          .search(query)
          .slice(0, FOUND)
          .map(({ id }) => String(id)),
    };
  },
});

/** Chinese has no spaces, and its pages leave the choice of words to `tokenize`: Node's own segmenter is what is at hand. */
const segmented = (language: Language) => {
  const segmenter = new Intl.Segmenter(language, { granularity: 'word' });
  return (text: string): string[] =>
    [...segmenter.segment(text)].filter(({ isWordLike }) => isWordLike).map(({ segment }) => segment);
};

const set: Searcher = miniSearch(
  'minisearch, set',
  'boost of title 2, prefix and fuzzy 0.2 as its README shows them; Chinese words by Intl.Segmenter through `tokenize`',
  (language) => ({
    searchOptions: { boost: { title: 2, questions: 2 }, prefix: true, fuzzy: 0.2 },
    ...(language === 'zh' && { tokenize: segmented(language) }),
  }),
);

export const SEARCHERS: readonly Searcher[] = [
  baton,
  miniSearch('minisearch', '7.2, fields title, questions and answer, all else by default', () => ({})),
  set,
];
