import type { Language } from '#events/actor';
import type { ConversationEvent } from '#events/conversation';
import type { Spoken } from '#shared/answering/exchanges';
import { phrases } from '#shared/answering/phrases';
import { answerTurn, type BotPlan, queryOf } from '#shared/answering/plan';
import { type Looked, looked, tellable } from '#shared/knowledge/lifecycle/serving';
import type { Hit, KnowledgeIndex } from '#shared/search/knowledge-index';
import type { ArticleStore } from '#shared/store/article-store';

/** Words that wait for an answer, with what the answer depends on. */
export type Open = {
  words: readonly Spoken[];
  history: readonly ConversationEvent[];
  language: Language;
  /** Answers in a row in which the bot did not know. */
  misses: number;
  /** The shop's. */
  day: string;
};

export type Considered = {
  /** What was searched for. */
  query: string;
  /** Everything found, best first, with what may not be told of it and why. */
  found: Looked<Hit>[];
  /** What may be told. */
  hits: Hit[];
  /** What the bot says where no model words it. */
  floor: BotPlan;
};

type Needs = {
  /** Nothing where the knowledge cannot be reached. */
  index: KnowledgeIndex | undefined;
  articles: Pick<ArticleStore, 'served'>;
  tellFailure: (error: unknown) => undefined;
};

const HITS = 5;

/**
 * What the bot would say, by the knowledge alone. The index is as old as its build; what an editor has withdrawn, ended or corrected
 * since holds from her act on. Where index or table cannot be asked nothing was found: what is not checked is not served.
 */
export const consider = async ({ index, articles, tellFailure }: Needs, open: Open): Promise<Considered> => {
  const { words, history, language, misses, day } = open;
  const query = queryOf(words, history);
  const found = await index
    ?.search(query, { language, limit: HITS, at: day })
    .then((hits) => checkedBy(articles, hits, day))
    .catch(tellFailure);
  if (!found) {
    const text = phrases[language].searchDown;
    return { query, found: [], hits: [], floor: { outcome: 'unknown', text, sources: [], confidence: 0 } };
  }
  const hits = tellable(found);
  return { query, found, hits, floor: answerTurn({ query, words, history, language, hits, misses }) };
};

const checkedBy = async (articles: Needs['articles'], hits: Hit[], day: string): Promise<Looked<Hit>[]> =>
  hits.length === 0 ? [] : looked(hits, await articles.served(hits.map(({ articleId }) => articleId)), day);
