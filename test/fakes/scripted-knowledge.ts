import type { Served } from '#shared/knowledge/lifecycle/record';
import type { Hit, KnowledgeIndex, KnowledgeSource, SearchOptions } from '#shared/search/knowledge-index';

/** A knowledge base of one article, found for every question: so surely that the bot answers, or `unsure` that it does not. */
export class ScriptedKnowledge implements KnowledgeSource {
  readonly searched: (SearchOptions & { query: string })[] = [];
  /** Runs while a search is under way, as whatever else happens in the cloud meanwhile. */
  meanwhile: () => Promise<void> = async () => {};
  /** What the table serves; a test withdraws and corrects here. As long as it is untouched the index is as new as the table. */
  readonly serving = new Map<string, Served>();
  /** The table does not answer. */
  tableDown = false;
  readonly asked: string[][] = [];
  readonly articles = {
    served: async (ids: readonly string[]): Promise<Map<string, Served>> => {
      this.asked.push([...ids]);
      if (this.tableDown) throw new Error('the table does not answer');
      return new Map(ids.flatMap((id) => (this.serving.has(id) ? [[id, this.serving.get(id) as Served]] : [])));
    },
  };
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
    this.serving.set('return-window', { n: 3, content: contentOf(text) });
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

/** What the table serves of the one article, with this answer. */
export const contentOf = (answer: string, more: Partial<Served['content']> = {}): Served['content'] => ({
  texts: { en: { title: 'How long may I return things?', questions: [], answer } },
  tags: [],
  audience: 'both',
  source: { kind: 'written' },
  ...more,
});
