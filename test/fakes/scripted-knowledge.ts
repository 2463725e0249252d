import type { Hit, KnowledgeIndex, KnowledgeSource, SearchOptions } from '#shared/search/knowledge-index';

/** A knowledge base of one article, found for every question: so surely that the bot answers, or `unsure` that it does not. */
export class ScriptedKnowledge implements KnowledgeSource {
  readonly searched: (SearchOptions & { query: string })[] = [];
  /** Runs while a search is under way, as whatever else happens in the cloud meanwhile. */
  meanwhile: () => Promise<void> = async () => {};
  readonly #hits: Hit[];

  constructor(text: string, sure: 'sure' | 'unsure' = 'sure') {
    const much = sure === 'sure' ? 1 : 0;
    this.#hits = [
      {
        articleId: 'return-window',
        version: 3,
        language: 'en',
        title: 'How long may I return things?',
        answer: text,
        tags: [],
        score: 10 * much,
        matched: 'How long may I return things?',
        evidence: { score: 10 * much, coverage: much, likeness: much, margin: much, strength: much, amount: 2 * much },
      },
    ];
  }

  async current(): Promise<KnowledgeIndex> {
    return {
      version: '20261120t090000000z',
      search: async (query, options) => {
        this.searched.push({ query, ...options });
        await this.meanwhile();
        return this.#hits;
      },
      close: () => {},
    };
  }
}
