import type { ChatRequest, Collected, FailureKind, ModelIdentity, Usage } from './chat-model.ts';

/**
 * Names of OpenTelemetry's conventions for generative AI, schema `gen-ai/1.42.0` of open-telemetry/semantic-conventions-genai
 * (status: development; that repository has no tagged release yet). `baton.*` is ours.
 */
export const GEN_AI_SCHEMA = 'gen-ai/1.42.0';

/** One call of a model as it is told: figures and names, never a word of anybody. */
export type ModelCall = {
  identity: ModelIdentity;
  request: Pick<ChatRequest, 'maxTokens' | 'temperature'>;
  /** Which rung of the ladder, and which try of it. */
  rung: string;
  attempt: number;
  durationMs: number;
  firstTokenMs: number | undefined;
  outcome: Collected['outcome'];
  stop?: string;
  failure?: { kind: FailureKind; code?: string };
  usage: Usage | undefined;
};

const finishReasons: Record<string, string> = { end: 'stop', 'max-tokens': 'length', 'tool-use': 'tool_call' };

/** A call as attributes of a log line or a span. Input holds the cache's tokens, as the convention wants it; durations are seconds. */
export const genAiAttributes = (call: ModelCall): Record<string, string | number | boolean | string[]> => {
  const { identity, request, usage, failure, stop, firstTokenMs } = call;
  return {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': identity.provider,
    'gen_ai.request.model': identity.model,
    'gen_ai.request.max_tokens': request.maxTokens,
    'gen_ai.request.temperature': request.temperature,
    'gen_ai.client.operation.duration': call.durationMs / 1000,
    ...(firstTokenMs !== undefined && { 'gen_ai.response.time_to_first_chunk': firstTokenMs / 1000 }),
    ...(stop && { 'gen_ai.response.finish_reasons': [finishReasons[stop] ?? stop] }),
    ...(usage && {
      'gen_ai.usage.input_tokens': usage.input + usage.cacheRead + usage.cacheWrite,
      'gen_ai.usage.output_tokens': usage.output,
      'gen_ai.usage.cache_read.input_tokens': usage.cacheRead,
      'gen_ai.usage.cache_creation.input_tokens': usage.cacheWrite,
      'baton.usage.estimated': usage.estimated,
    }),
    ...(failure && { 'error.type': failure.kind }),
    ...(failure?.code && { 'baton.failure.code': failure.code }),
    'baton.rung': call.rung,
    'baton.attempt': call.attempt,
  };
};
