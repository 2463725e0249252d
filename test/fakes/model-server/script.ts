import type { JsonObject } from '#shared/models/chat-model';

/** What a service may answer instead of an answer, before it begins or in the middle. */
export type Fault = 'throttled' | 'unavailable' | 'too-long' | 'denied' | 'refused';

/** One thing a model does, in words that both wires can say. */
export type Step =
  | { say: string /** Sent in so many deltas. @default 1 */; pieces?: number }
  | { think: string }
  /** `json`: the arguments as they are written, right or wrong. */
  | { call: string; id: string; json: string; pieces?: number }
  | { usage: { input: number; output: number; cacheRead?: number; cacheWrite?: number } }
  | { stop: 'end' | 'max-tokens' | 'tool-use' | 'refused' }
  | { fault: Exclude<Fault, 'too-long' | 'denied'> }
  /** An event whose payload is not JSON. */
  | { garbage: string }
  /** The connection breaks, or the stream ends as if all were well. */
  | { cut: 'reset' | 'end' }
  /** Nothing more, until the caller goes away. */
  | { hold: true }
  | { pauseMs: number };

export type Script = {
  /** Refused with a status, before anything is streamed. */
  refuse?: { fault: Fault; retryAfterSeconds?: number };
  /** The body is sent in pieces of so many bytes, so that characters and frames are cut apart. */
  bytes?: number;
  steps: readonly Step[];
};

/** A request as both wires mean it. */
export type Asked = {
  wire: 'bedrock' | 'openai';
  model: string;
  system: string;
  /** Roles and words in order; calls and results of tools as JSON. */
  messages: { role: string; text: string }[];
  tools: string[];
  maxTokens: number | undefined;
  temperature: number | undefined;
  streaming: boolean;
  cachePoints: number;
  /** The body as it came. */
  body: JsonObject;
  headers: Record<string, string>;
};

export type Scripted = Script | ((asked: Asked) => Script);
