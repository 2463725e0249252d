import { expect, test } from 'vitest';
import { maxTokens } from '#shared/models/chat-model';
import { genAiAttributes } from '#shared/models/telemetry';

const call = {
  identity: { provider: 'aws.bedrock', model: 'm', priceKey: 'm' },
  request: { maxTokens: maxTokens(800), temperature: 0.2 },
  rung: 'small',
  attempt: 1,
  durationMs: 1834,
  firstTokenMs: 411,
  outcome: 'answered' as const,
  stop: 'max-tokens',
  usage: { input: 100, cacheRead: 900, cacheWrite: 50, output: 31, estimated: false },
};

test('a call is told in the words of OpenTelemetry, where input holds what came from the cache', () => {
  expect(genAiAttributes(call)).toEqual({
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'aws.bedrock',
    'gen_ai.request.model': 'm',
    'gen_ai.request.max_tokens': 800,
    'gen_ai.request.temperature': 0.2,
    'gen_ai.client.operation.duration': 1.834,
    'gen_ai.response.time_to_first_chunk': 0.411,
    'gen_ai.response.finish_reasons': ['length'],
    'gen_ai.usage.input_tokens': 1050,
    'gen_ai.usage.output_tokens': 31,
    'gen_ai.usage.cache_read.input_tokens': 900,
    'gen_ai.usage.cache_creation.input_tokens': 50,
    'baton.usage.estimated': false,
    'baton.rung': 'small',
    'baton.attempt': 1,
  });
});

test('a failure is told by its kind, and tokens that nobody knows are not told as none', () => {
  const { stop: _, ...rest } = call;
  const told = genAiAttributes({
    ...rest,
    outcome: 'failed',
    failure: { kind: 'throttled', code: 'x' },
    usage: undefined,
  });

  expect(told).toMatchObject({ 'error.type': 'throttled', 'baton.failure.code': 'x' });
  expect(told).not.toHaveProperty('gen_ai.usage.input_tokens');
});
