import * as z from 'zod';
import type { Failure } from './chat-model.ts';
import { begun } from './closing.ts';
import { type Call, type Embedded, type Embedder, inBatches, tokensRead, vectorsOf } from './embedder.ts';
import { brokenBy, failureOfResponse, nameOf } from './openai.ts';
import type { Preset } from './presets.ts';
import { estimatedTokens } from './tokens.ts';

export type OpenAiEmbedderNeeds = {
  preset: Preset;
  model: string;
  dimensions: number;
  /** Read at each call, so that a rotated key is followed. */
  apiKey: () => Promise<string>;
  fetch: typeof fetch;
  now: () => number;
  /** @default the preset's */
  endpoint?: string;
  /** Key of the price book. @default the preset's prefix and the model */
  priceKey?: string;
  /** Whether the model takes the number of dimensions, or has only its own. @default true */
  resizes?: boolean;
};

/** Texts of one call: Qwen takes no more. */
const BATCH = { size: 10, atOnce: 4 };

const Answer = z.object({
  data: z.array(z.object({ index: z.int().nonnegative(), embedding: z.array(z.number()) })),
  usage: z.object({ prompt_tokens: z.number().nonnegative() }).nullish().catch(null),
});

const failed = (failure: Failure, usage = tokensRead(0, true)): Embedded => ({ outcome: 'failed', failure, usage });

/** Models behind any endpoint that speaks OpenAI's embeddings. */
export function openAiEmbedder(needs: OpenAiEmbedderNeeds): Embedder {
  const { preset, model, dimensions, endpoint, priceKey = `${preset.pricePrefix}${model}`, resizes = true } = needs;
  const address = `${(endpoint ?? preset.endpoint).replace(/\/+$/, '')}/embeddings`;
  const call: Call = async (texts, _purpose, signal) => {
    try {
      const key = await needs
        .apiKey()
        .catch((error: unknown): Failure => ({ kind: 'misconfigured', code: nameOf(error) }));
      if (typeof key !== 'string') return failed(key);
      const body = JSON.stringify({ model, input: texts, encoding_format: 'float', ...(resizes && { dimensions }) });
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
      // A key must not follow a redirect to somebody else.
      const asked = { method: 'POST', headers, body, redirect: 'error', ...(signal && { signal }) } as const;
      const response = await needs.fetch(address, asked);
      if (!response.ok) return failed(await failureOfResponse(response, needs.now()));
      return read(await response.json(), texts, dimensions);
    } catch (error) {
      if (error instanceof SyntaxError) return failed({ kind: 'malformed', code: 'not-json' });
      return failed(signal?.aborted ? { kind: 'cancelled' } : brokenBy(error, begun()));
    }
  };
  return { identity: { provider: preset.provider, model, priceKey }, dimensions, embed: inBatches(call, BATCH) };
}

function read(body: unknown, texts: readonly string[], dimensions: number): Embedded {
  const { data } = Answer.safeParse(body);
  if (!data) return failed({ kind: 'malformed', code: 'no-vectors' });
  const counted = data.usage?.prompt_tokens;
  const reckoned = texts.reduce((sum, text) => sum + estimatedTokens(text), 0);
  const usage = tokensRead(counted ?? reckoned, counted === undefined);
  const inOrder = data.data.toSorted((a, b) => a.index - b.index).map(({ embedding }) => embedding);
  const vectors = vectorsOf(inOrder, texts.length, dimensions);
  return 'kind' in vectors ? failed(vectors, usage) : { outcome: 'embedded', vectors, usage };
}
