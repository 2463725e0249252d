import type { Reading } from '#shared/cost/meters';
import type { PriceBook } from '#shared/cost/price-book';
import type { Failure, ModelIdentity, Usage } from './chat-model.ts';
import type { Timer } from './deadlines.ts';
import { readingsOf } from './prices.ts';

/** A text's meaning as a point of length 1: how near two of them are is their dot product. */
export type Vector = Float32Array;

/** Some models tell what is searched from what searches. */
export type Purpose = 'document' | 'query';

/** Vectors in the order of the texts: all of them or none. `usage` is what was paid for, also where it failed later on. */
export type Embedded =
  | { outcome: 'embedded'; vectors: Vector[]; usage: Usage }
  | { outcome: 'failed'; failure: Failure; usage: Usage };

/** Any model that turns texts into vectors. It never throws for what a model or a network may do. */
export interface Embedder {
  readonly identity: ModelIdentity;
  readonly dimensions: number;
  embed(texts: readonly string[], purpose: Purpose, signal?: AbortSignal): Promise<Embedded>;
}

/** Of a longer text the beginning says what it is about; every model here reads at least this much. UTF-16 units. */
const LONGEST_TEXT = 2_000;

/** A text as it is sent: no half of a surrogate pair, and never empty, which services refuse. */
export const sendable = (text: string): string => text.slice(0, LONGEST_TEXT).toWellFormed().trim() || '-';

export const tokensRead = (input: number, estimated: boolean): Usage => ({
  input,
  cacheRead: 0,
  cacheWrite: 0,
  output: 0,
  estimated,
});

/** The vectors a service told, brought to length 1; or what is wrong with them. */
export function vectorsOf(told: readonly (readonly number[])[], count: number, dimensions: number): Vector[] | Failure {
  if (told.length !== count) return { kind: 'malformed', code: 'count' };
  const vectors = told.map((numbers) => ofLengthOne(Float32Array.from(numbers)));
  const isWhole = (vector: Vector | undefined): vector is Vector => vector?.length === dimensions;
  return vectors.every(isWhole) ? vectors : { kind: 'malformed', code: 'dimensions' };
}

/** `undefined` where there is no direction: nothing at all, or no number. */
function ofLengthOne(vector: Vector): Vector | undefined {
  const length = Math.hypot(...vector);
  return Number.isFinite(length) && length > 0 ? vector.map((one) => one / length) : undefined;
}

/** One call of a service for some texts. */
export type Call = (texts: readonly string[], purpose: Purpose, signal?: AbortSignal) => Promise<Embedded>;

/** Texts in batches, some at a time; the first failure ends it, and nothing is asked after it. */
export const inBatches =
  (call: Call, { size, atOnce }: { size: number; atOnce: number }): Call =>
  async (texts, purpose, signal) => {
    const batches = Array.from({ length: Math.ceil(texts.length / size) }, (_, at) =>
      texts.slice(at * size, (at + 1) * size).map(sendable),
    );
    const answers: Embedded[] = [];
    let next = 0;
    let failed = false;
    const work = async (): Promise<void> => {
      while (next < batches.length && !failed) {
        const at = next;
        next += 1;
        const answer = await call(batches[at] ?? [], purpose, signal);
        answers[at] = answer;
        failed ||= answer.outcome === 'failed';
      }
    };
    await Promise.all(Array.from({ length: Math.min(atOnce, batches.length) }, work));
    return together(answers);
  };

function together(answers: readonly Embedded[]): Embedded {
  // A batch that was never asked has no place in the list.
  const told = Object.values(answers);
  const input = told.reduce((sum, { usage }) => sum + usage.input, 0);
  const usage = tokensRead(
    input,
    told.some((one) => one.usage.estimated),
  );
  const failed = told.find((one) => one.outcome === 'failed');
  if (failed) return { ...failed, usage };
  const vectors = told.flatMap((one) => (one.outcome === 'embedded' ? one.vectors : []));
  return { outcome: 'embedded', vectors, usage };
}

/** An embedder that is given up, and its connection closed, when it is late. */
export const withDeadline = (embedder: Embedder, totalMs: number, timer: Timer): Embedder => ({
  identity: embedder.identity,
  dimensions: embedder.dimensions,
  async embed(texts, purpose, signal) {
    const given = new AbortController();
    const cancelled = () => given.abort();
    signal?.addEventListener('abort', cancelled, { once: true });
    const { promise: late, resolve } = Promise.withResolvers<Embedded>();
    const stop = timer(totalMs, () =>
      resolve({ outcome: 'failed', failure: { kind: 'timeout-total' }, usage: tokensRead(0, true) }),
    );
    try {
      return await Promise.race([late, embedder.embed(texts, purpose, given.signal)]);
    } finally {
      stop();
      signal?.removeEventListener('abort', cancelled);
      given.abort();
    }
  },
});

/** What an embedding costs, by the price book's key of its model; nothing where no token was counted. */
export const embeddingReadings = (book: PriceBook, { priceKey }: ModelIdentity, usage: Usage): Reading[] =>
  usage.input === 0 ? [] : readingsOf(book, priceKey, usage);
