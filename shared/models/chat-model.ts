/** A limit of output tokens. Only `maxTokens()` makes one, so a request without a considered limit does not compile. */
export type MaxTokens = number & { readonly limit: 'max-tokens' };

const LARGEST_LIMIT = 64_000;

/**
 * Bedrock reserves this many tokens of the quota before it begins, whatever is then written: ask for what an answer needs.
 * Throws for anything but a whole number from 1 to 64,000.
 */
export const maxTokens = (tokens: number): MaxTokens => {
  if (Number.isInteger(tokens) && tokens > 0 && tokens <= LARGEST_LIMIT) return tokens as MaxTokens;
  throw new RangeError(`maxTokens is ${tokens}: a whole number from 1 to ${LARGEST_LIMIT} is needed.`);
};

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Something the model may ask to be done. `input` is a JSON Schema of an object. */
export type Tool = { name: string; description: string; input: JsonObject };
export type ToolCall = { id: string; name: string; input: JsonObject };
export type ToolResult = { id: string; content: string; failed?: boolean };

export type ChatMessage =
  | { role: 'user'; text: string }
  | { role: 'assistant'; text: string; toolCalls?: readonly ToolCall[] }
  | { role: 'tool'; results: readonly ToolResult[] };

/** After which part of the request the provider may keep what it has read: what stays the same from call to call stands first. */
export type CachePoint = 'tools' | 'system' | 'messages';

export type ChatRequest = {
  system: string;
  /** At least one; the first and the last are not the assistant's. */
  messages: readonly ChatMessage[];
  tools: readonly Tool[];
  maxTokens: MaxTokens;
  /** 0 to 1. Left out of the call where a model takes none. */
  temperature: number;
  cache: readonly CachePoint[];
};

/** Tokens of one call by what they cost. `input` holds neither of the cache's kinds. */
export type Usage = {
  input: number;
  cacheRead: number;
  cacheWrite: number;
  output: number;
  /** The provider has told none: counted from the text. */
  estimated: boolean;
};

export const FAILURES = [
  'throttled',
  'timeout-first-token',
  'timeout-total',
  'cut-stream',
  'malformed',
  'refused',
  'too-long',
  'unavailable',
  'misconfigured',
  'cancelled',
] as const;
/**
 * `throttled`: too much was asked for. `cut-stream`: it began and did not end. `malformed`: it is no answer (`code` says why: `empty`,
 * `not-json`, `tool-input`, `unknown-tool`, `tool-loop`). `refused`: the provider's own filter. `too-long`: the request does not fit
 * the model. `unavailable`: it is down or out of money. `misconfigured`: no key, no permission, no such model, or a request that the
 * provider does not take. `cancelled`: by the caller.
 */
export type FailureKind = (typeof FAILURES)[number];

/** Why there is no whole answer. `code` is the provider's own short word for it; no customer's words are in here. */
export type Failure = { kind: FailureKind; code?: string; retryAfterMs?: number };

export const STOPS = ['end', 'max-tokens', 'tool-use'] as const;
export type Stop = (typeof STOPS)[number];

/** What a stream tells, in order. `usage` comes once; the last event is `stop` or `failed`, and there is exactly one of them. */
export type ChatEvent =
  | { type: 'text-delta'; text: string }
  /** The model reasons; what it reasons is not shown, and not kept. */
  | { type: 'thinking' }
  | { type: 'tool-call'; call: ToolCall }
  | { type: 'usage'; usage: Usage }
  | { type: 'stop'; stop: Stop }
  | { type: 'failed'; failure: Failure };

/** Who answers: `provider` as OpenTelemetry names it, `priceKey` as the price book does. */
export type ModelIdentity = { provider: string; model: string; priceKey: string };

/** Any model that can hold a conversation. It never throws for what a model or a network may do. */
export interface ChatModel {
  readonly identity: ModelIdentity;
  stream(request: ChatRequest, signal?: AbortSignal): AsyncIterable<ChatEvent>;
}

export type Answer = { outcome: 'answered'; text: string; toolCalls: ToolCall[]; stop: Stop; usage: Usage };
/** `text` is what had come before it failed. */
export type NoAnswer = { outcome: 'failed'; failure: Failure; text: string; usage: Usage | undefined };
export type Collected = Answer | NoAnswer;

/** A stream as one value. */
export const collect = async (events: AsyncIterable<ChatEvent>): Promise<Collected> => {
  let text = '';
  let usage: Usage | undefined;
  const toolCalls: ToolCall[] = [];
  for await (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    if (event.type === 'tool-call') toolCalls.push(event.call);
    if (event.type === 'usage') usage = event.usage;
    if (event.type === 'failed') return { outcome: 'failed', failure: event.failure, text, usage };
    if (event.type === 'stop')
      return { outcome: 'answered', text, toolCalls, stop: event.stop, usage: usage ?? NO_USAGE };
  }
  return { outcome: 'failed', failure: { kind: 'cut-stream' }, text, usage };
};

export const NO_USAGE: Usage = { input: 0, cacheRead: 0, cacheWrite: 0, output: 0, estimated: true };
