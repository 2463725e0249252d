import { createHash } from 'node:crypto';
import { tokens } from '#shared/knowledge/tokens';
import type { JsonObject } from '#shared/models/chat-model';
import type { Fault } from './script.ts';

/** A request for vectors as both wires mean it. */
export type AskedVectors = {
  wire: 'bedrock' | 'openai';
  model: string;
  texts: string[];
  purpose: string | undefined;
  dimensions: number | undefined;
  headers: Record<string, string>;
};

/** What an embedding model does instead of answering. `short`: a number too few; `fewer`: a vector too few. */
export type VectorFault = Fault | 'garbage' | 'short' | 'fewer' | 'hold';

type Body = {
  model?: string;
  inputText?: string;
  texts?: string[];
  input?: string[];
  input_type?: string;
  dimensions?: number;
};
const INVOKE = /^\/model\/([^/]+)\/invoke$/;

/** What a path and a body ask of an embedding model; nothing where they ask for something else. */
export function askedVectors(
  wire: AskedVectors['wire'],
  path: string,
  json: JsonObject,
  headers: Record<string, string>,
): AskedVectors | undefined {
  const named = INVOKE.exec(path)?.[1];
  if (wire === 'bedrock' ? named === undefined : !path.endsWith('/embeddings')) return undefined;
  const { model, inputText, texts, input, input_type: purpose, dimensions } = json as Body;
  const all = inputText === undefined ? (texts ?? input ?? []) : [inputText];
  return { wire, model: decodeURIComponent(named ?? model ?? ''), texts: all, purpose, dimensions, headers };
}

/** A point that depends on a text's words alone, their order aside: texts that share words are near, and nothing is understood. */
export function vectorOfWords(text: string, dimensions: number): number[] {
  const vector = new Array<number>(dimensions).fill(0);
  for (const token of tokens(text)) {
    const hash = createHash('sha256').update(token).digest();
    const at = hash.readUInt32BE(0) % dimensions;
    vector[at] = (vector[at] ?? 0) + (Number(hash[4]) % 2 === 0 ? 1 : -1);
  }
  return vector.some((one) => one !== 0) ? vector : vector.with(0, 1);
}

const SIZES: Record<string, number> = { cohere: 1024, titan: 1024 };

/** The answer of the service that was asked, in its own shape. */
export function vectorsAnswer(asked: AskedVectors, fault: VectorFault | undefined): string {
  if (fault === 'garbage') return '{"not": json';
  const dimensions = asked.dimensions ?? SIZES[/cohere/.test(asked.model) ? 'cohere' : 'titan'] ?? 256;
  const size = fault === 'short' ? dimensions - 1 : dimensions;
  const whole = asked.texts.map((text) => vectorOfWords(text, dimensions).slice(0, size));
  const vectors = fault === 'fewer' ? whole.slice(1) : whole;
  const counted = asked.texts.reduce((sum, text) => sum + tokens(text).length, 0);
  if (asked.wire === 'openai') {
    const data = vectors.map((embedding, index) => ({ object: 'embedding', index, embedding }));
    // Out of their order, as the wire allows: each names its own place.
    return JSON.stringify({ object: 'list', data: data.reverse(), usage: { prompt_tokens: counted } });
  }
  if (/cohere/.test(asked.model)) return JSON.stringify({ id: '1', embeddings: { float: vectors } });
  return JSON.stringify({ embedding: vectors[0] ?? [], inputTextTokenCount: counted });
}
