import * as z from 'zod';
import { type Article, LANGUAGES, type Language } from '#shared/knowledge/article';
import { fused, type Trial, type Worth, worthOf } from '#shared/knowledge/fusion';
import type { Evidence } from '#shared/knowledge/ranking';
import type { Failure, ModelIdentity, Usage } from '#shared/models/chat-model';
import type { Embedder, Purpose, Vector } from '#shared/models/embedder';
import type { Hit, KnowledgeIndex, SearchOptions } from './knowledge-index.ts';

/** Entries nearest to a vector, best first; `score` is the cosine, and the evidence that of an entry that shares no word. */
export type Near = (vector: Vector, options: SearchOptions) => Promise<Hit[]>;

/** What an embedder has done: for the ledger and the metrics. No words. */
export type TellEmbedding = (call: { identity: ModelIdentity; usage: Usage; failure?: Failure }) => void;

export type Embedding = {
  /** Waits for a turn's vector no longer than a turn can wait. */
  forQueries: Embedder;
  forDocuments: Embedder;
  tell: TellEmbedding;
  /** The shop's calendar day, on which a version's own questions are asked. */
  today: () => string;
};

/** What a version's vectors are, and what they were found to be worth when it was built; as it stands in the version. */
export const VectorFacts = z.object({
  model: z.string(),
  dimensions: z.int(),
  weight: z.number(),
  asked: z.int(),
  right: z.int(),
  rightFused: z.int(),
}) satisfies z.ZodType<Worth>;
export type VectorFacts = z.infer<typeof VectorFacts>;

/** As many as words propose. */
export const NEAREST = 50;

export const NO_EVIDENCE: Evidence = { score: 0, amount: 0, strength: 0, margin: 0, coverage: 0, likeness: 0 };

/** What an entry is about, in one text: what it is asked by and what it says. Questions of its own are left out: they are asked of it. */
export const meant = ({ title, answer }: { title: string; answer: string }): string => `${title}\n${answer}`;

type Needs = { search: KnowledgeIndex['search']; near: Near; facts: VectorFacts | undefined; embedding: Embedding };

/**
 * Searches by words and by meaning at once. Without a weight, with vectors of another model, or when the question's vector fails or
 * is late, by words alone. How sure a hit is, is told by its words: what only its meaning found is proposed, never claimed.
 */
export function hybridSearch({ search, near, facts, embedding }: Needs): KnowledgeIndex['search'] {
  const { forQueries, tell } = embedding;
  const isSame = facts?.model === forQueries.identity.model && facts.dimensions === forQueries.dimensions;
  if (!facts || facts.weight === 0 || !isSame) return search;
  const meanings = async (query: string, options: SearchOptions): Promise<Hit[]> => {
    const answer = await forQueries.embed([query], 'query');
    const { identity } = forQueries;
    tell({ identity, usage: answer.usage, ...(answer.outcome === 'failed' && { failure: answer.failure }) });
    const [vector] = answer.outcome === 'embedded' ? answer.vectors : [];
    return vector ? near(vector, options) : [];
  };
  return async (query, options) => {
    const widely = { ...options, limit: NEAREST };
    const asks = query.trim() !== '';
    const [words, nearest] = await Promise.all([search(query, widely), asks ? meanings(query, widely) : []]);
    return hitsOf(words, nearest, facts.weight).slice(0, options.limit);
  };
}

/** A hit that meaning has put before others is not ahead of them by its words: its lead is what its words say. */
function hitsOf(words: readonly Hit[], nearest: readonly Hit[], weight: number): Hit[] {
  return fused(words, nearest, weight).map(({ one, score }) => {
    const others = words.filter(({ articleId }) => articleId !== one.articleId);
    const next = Math.max(0, ...others.map((other) => other.evidence.score));
    const margin = one.evidence.score > 0 ? Math.max(0, 1 - next / one.evidence.score) : 0;
    return { ...one, score, evidence: { ...one.evidence, margin } };
  });
}

/** The vectors of many texts, told of; nothing where the embedder fails. */
export async function vectorsFor(
  texts: readonly string[],
  purpose: Purpose,
  { forDocuments, tell }: Embedding,
): Promise<Vector[] | undefined> {
  if (texts.length === 0) return [];
  const answer = await forDocuments.embed(texts, purpose);
  const failure = answer.outcome === 'failed' && { failure: answer.failure };
  tell({ identity: forDocuments.identity, usage: answer.usage, ...failure });
  return answer.outcome === 'embedded' ? answer.vectors : undefined;
}

/** More questions would make a build longer, and the choice no better. */
const MOST_TRIALS = 400;

/** Own questions of the articles, evenly taken over all of them; each finds its article without having it word for word. */
function questionsOf(articles: readonly Article[]): { articleId: string; language: Language; question: string }[] {
  const all = articles.flatMap(({ id: articleId, texts }) =>
    LANGUAGES.flatMap((language) =>
      (texts[language]?.questions ?? []).map((question) => ({ articleId, language, question })),
    ),
  );
  const every = Math.max(1, all.length / MOST_TRIALS);
  return Array.from({ length: Math.min(all.length, MOST_TRIALS) }, (_, at) => all[Math.floor(at * every)]).filter(
    (one) => one !== undefined,
  );
}

/**
 * What vectors are worth for these articles: each question is searched by words that pass it over, and by meaning. Where the
 * questions cannot be embedded, nothing.
 */
export async function measuredWorth(
  articles: readonly Article[],
  { search, near, embedding }: Omit<Needs, 'facts'>,
): Promise<Worth> {
  const asked = questionsOf(articles);
  const vectors = await vectorsFor(
    asked.map(({ question }) => question),
    'query',
    embedding,
  );
  const trials: Trial[] = [];
  for (const [place, { articleId, language, question }] of asked.entries()) {
    const vector = vectors?.[place];
    if (!vector) continue;
    const options = { language, limit: NEAREST, at: embedding.today(), passingOver: question };
    const [words, meanings] = await Promise.all([search(question, options), near(vector, options)]);
    trials.push({ articleId, words, meanings });
  }
  return worthOf(trials);
}
