import type { Failure } from '#shared/models/chat-model';
import { type Embedded, type Embedder, tokensRead } from '#shared/models/embedder';
import type { Embedding, TellEmbedding } from '#shared/search/hybrid';
import { vectorOfWords } from './model-server/embedding-wire.ts';

/** An embedder that understands what `says` makes of a text: texts it makes the same words of mean the same. */
export class ScriptedEmbedder implements Embedder {
  readonly identity = { provider: 'scripted', model: 'scripted', priceKey: 'scripted' };
  readonly dimensions = 64;
  readonly asked: { texts: readonly string[]; purpose: string }[] = [];
  fails: Failure | undefined;
  private readonly says: (text: string) => string;

  constructor(says: (text: string) => string) {
    this.says = says;
  }

  async embed(texts: readonly string[], purpose: 'document' | 'query'): Promise<Embedded> {
    this.asked.push({ texts, purpose });
    const usage = tokensRead(texts.length, false);
    if (this.fails) return { outcome: 'failed', failure: this.fails, usage };
    const vectors = texts.map((text) => Float32Array.from(vectorOfWords(this.says(text), this.dimensions)));
    return { outcome: 'embedded', vectors, usage };
  }
}

/** The same embedder for documents and questions, and what was told of it. */
export function scriptedEmbedding(embedder: Embedder): Embedding & { told: Parameters<TellEmbedding>[0][] } {
  const told: Parameters<TellEmbedding>[0][] = [];
  return {
    forDocuments: embedder,
    forQueries: embedder,
    tell: (call) => void told.push(call),
    today: () => '2026-07-01',
    told,
  };
}
