import { type BedrockRuntimeClient, InvokeModelCommand } from '@aws-sdk/client-bedrock-runtime';
import * as z from 'zod';
import { failureOf } from './bedrock.ts';
import type { Failure, Usage } from './chat-model.ts';
import { type Call, type Embedded, type Embedder, inBatches, type Purpose, tokensRead, vectorsOf } from './embedder.ts';
import { estimatedTokens } from './tokens.ts';

export type BedrockEmbedderNeeds = {
  client: Pick<BedrockRuntimeClient, 'send'>;
  /** Titan's text embeddings or one of Cohere's; a geographic profile's prefix may stand before it. */
  modelId: string;
  dimensions: number;
  /** Key of the price book. @default the model's id */
  priceKey?: string;
};

/** What a family of models is sent, and what it tells. */
type Family = {
  /** Texts of one call, and calls at once. */
  size: number;
  atOnce: number;
  body(texts: readonly string[], purpose: Purpose, dimensions: number): object;
  read(body: unknown, texts: readonly string[]): { told: number[][]; usage: Usage } | undefined;
};

const TitanAnswer = z.object({ embedding: z.array(z.number()), inputTextTokenCount: z.number().nonnegative() });
const titan: Family = {
  size: 1,
  atOnce: 8,
  body: ([inputText], _purpose, dimensions) => ({ inputText, dimensions, normalize: true }),
  read(body) {
    const { data } = TitanAnswer.safeParse(body);
    return data && { told: [data.embedding], usage: tokensRead(data.inputTextTokenCount, false) };
  },
};

const numbers = z.array(z.array(z.number()));
const CohereAnswer = z.object({ embeddings: z.union([z.object({ float: numbers }), numbers]) });
const inputTypes = { document: 'search_document', query: 'search_query' } satisfies Record<Purpose, string>;
/** Cohere counts its tokens in a header that the SDK does not hand on, so they are reckoned from the text. */
const cohere: Family = {
  size: 96,
  atOnce: 2,
  body: (texts, purpose) => ({ texts, input_type: inputTypes[purpose], truncate: 'END', embedding_types: ['float'] }),
  read(body, texts) {
    const { data } = CohereAnswer.safeParse(body);
    if (!data) return undefined;
    const told = Array.isArray(data.embeddings) ? data.embeddings : data.embeddings.float;
    return {
      told,
      usage: tokensRead(
        texts.reduce((sum, text) => sum + estimatedTokens(text), 0),
        true,
      ),
    };
  },
};

const familyOf = (modelId: string): Family => (modelId.includes('cohere.embed') ? cohere : titan);

const failed = (failure: Failure, usage = tokensRead(0, true)): Embedded => ({ outcome: 'failed', failure, usage });

/** Embedding models of Amazon Bedrock by InvokeModel. */
export function bedrockEmbedder({ client, modelId, dimensions, priceKey = modelId }: BedrockEmbedderNeeds): Embedder {
  const family = familyOf(modelId);
  const call: Call = async (texts, purpose, signal) => {
    const body = JSON.stringify(family.body(texts, purpose, dimensions));
    const input = { modelId, contentType: 'application/json', accept: 'application/json', body };
    try {
      const answer = await client.send(new InvokeModelCommand(input), signal ? { abortSignal: signal } : {});
      const read = family.read(JSON.parse(new TextDecoder().decode(answer.body)), texts);
      if (!read) return failed({ kind: 'malformed', code: 'no-vectors' });
      const vectors = vectorsOf(read.told, texts.length, dimensions);
      return 'kind' in vectors ? failed(vectors, read.usage) : { outcome: 'embedded', vectors, usage: read.usage };
    } catch (error) {
      return failed(signal?.aborted ? { kind: 'cancelled' } : failureOf(error));
    }
  };
  return {
    identity: { provider: 'aws.bedrock', model: modelId, priceKey },
    dimensions,
    embed: inBatches(call, family),
  };
}
