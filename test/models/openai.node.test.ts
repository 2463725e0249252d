import { expect, test } from 'vitest';
import { collect } from '#shared/models/chat-model';
import { openAiModel } from '#shared/models/openai';
import { type PresetName, presets } from '#shared/models/presets';
import { chatModelContract, request } from '#test/contracts/chat-model.contract';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';

const open = (server: ModelServer, model: string, name: PresetName = 'custom', streaming = true) =>
  openAiModel({
    preset: presets[name],
    endpoint: server.openAi,
    model,
    apiKey: async () => 'secret-key',
    fetch,
    now: () => 0,
    streaming,
  });

chatModelContract('an OpenAI-compatible model, streamed', open);
chatModelContract('an OpenAI-compatible model, in one piece', (server, model) => open(server, model, 'custom', false), {
  streaming: false,
});

const bodyFor = async (name: PresetName, model: string) => {
  const server = await startModelServer();
  await collect(open(server, model, name).stream(request()));
  await server.close();
  return server.asked[0];
};

test.each<[PresetName, string, Record<string, unknown>, string[]]>([
  ['gpt', 'gpt-4.1-mini', { max_completion_tokens: 800, temperature: 0.2 }, ['max_tokens']],
  ['gpt', 'gpt-5.4-nano', { max_completion_tokens: 800 }, ['max_tokens', 'temperature']],
  [
    'deepseek',
    'deepseek-v4-flash',
    { max_tokens: 800, temperature: 0.2 },
    ['max_completion_tokens', 'enable_thinking'],
  ],
  ['qwen', 'qwen3.8-flash', { max_tokens: 800, enable_thinking: false }, ['max_completion_tokens']],
  ['ernie', 'ernie-5.1', { max_completion_tokens: 800 }, ['max_tokens', 'enable_thinking']],
])('%s %s is asked as its maker wants it', async (name, model, holds, lacks) => {
  const asked = await bodyFor(name, model);

  expect(asked?.body).toMatchObject({ ...holds, model, stream: true, stream_options: { include_usage: true } });
  expect(Object.keys(asked?.body ?? {})).not.toEqual(expect.arrayContaining(lacks));
  for (const field of lacks) expect(asked?.body).not.toHaveProperty(field);
  expect(asked?.headers.authorization).toBe('Bearer secret-key');
});

test('a wait that the service asks for is told', async () => {
  const server = await startModelServer();
  const answer = await collect(open(server, 'scripted.throttled-before').stream(request()));
  await server.close();

  expect(answer).toMatchObject({ failure: { kind: 'throttled', retryAfterMs: 2000, code: 'rate_limit_exceeded' } });
});

test('a key that cannot be read is a fault of the set-up, not of the service', async () => {
  const model = openAiModel({
    preset: presets.gpt,
    model: 'm',
    apiKey: () => Promise.reject(new Error('no such secret')),
    fetch,
    now: () => 0,
  });

  expect(await collect(model.stream(request()))).toMatchObject({ failure: { kind: 'misconfigured' } });
});
