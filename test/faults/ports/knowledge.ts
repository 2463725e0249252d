import type { Language } from '#events/actor';
import type { Hit } from '#shared/search/knowledge-index';
import type { NewEntry } from '../world/host.ts';

const sure = { score: 10, coverage: 1, likeness: 1, margin: 1, strength: 1, amount: 2 };

/** The firm's knowledge, of one article, in versions: each version of the base holds that version of the article. */
export class Knowledge {
  #number = 1;
  #record: (entry: NewEntry) => void;

  constructor(record: (entry: NewEntry) => void) {
    this.#record = record;
  }

  get live(): string {
    return `version-${this.#number}`;
  }

  publish(): void {
    this.#number += 1;
    this.#record({ what: 'published', version: this.live });
  }

  search(version: string, query: string, language: Language, isEmpty: boolean, invocation: number): Hit[] {
    const hits = isEmpty || !/return/i.test(query) ? [] : [hitOf(Number(version.split('-')[1]), language)];
    const articles = hits.map((hit) => ({ articleId: hit.articleId, version: hit.version }));
    this.#record({ what: 'searched', invocation, version, articles });
    return hits;
  }
}

const hitOf = (version: number, language: Language): Hit => ({
  articleId: 'return-window',
  version,
  language,
  title: 'How long may I return things?',
  answer: `Within ${29 + version} days of the delivery. Opened food stays with you. The refund comes within a week.`,
  tags: [],
  score: 10,
  matched: 'How long may I return things?',
  evidence: sure,
});
