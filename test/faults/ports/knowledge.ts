import type { Language } from '#events/actor';
import type { Served } from '#shared/knowledge/lifecycle/record';
import type { Hit } from '#shared/search/knowledge-index';
import type { NewEntry } from '../world/host.ts';

const ARTICLE = 'return-window';
const TITLE = 'How long may I return things?';
const answerOf = (version: number): string =>
  `Within ${29 + version} days of the delivery. Opened food stays with you. The refund comes within a week.`;

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

  /** What the table serves at this moment, whatever version of the index the turn has read. */
  served(ids: readonly string[], invocation: number): Map<string, Served> {
    const version = this.#number;
    const known = ids.filter((id) => id === ARTICLE);
    this.#record({ what: 'served', invocation, articles: known.map((articleId) => ({ articleId, version })) });
    return new Map(known.map((id) => [id, { n: version, content: contentOf(version) }]));
  }
}

const contentOf = (version: number): Served['content'] => {
  const text = { title: TITLE, questions: [], answer: answerOf(version) };
  return { texts: { en: text, zh: text }, tags: [], audience: 'both', source: { kind: 'written' } };
};

const hitOf = (version: number, language: Language): Hit => ({
  articleId: ARTICLE,
  version,
  language,
  title: TITLE,
  answer: answerOf(version),
  tags: [],
  score: 10,
  matched: TITLE,
  evidence: sure,
});
