import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import {
  BedrockRuntimeClient,
  ConverseCommand,
  ConverseStreamCommand,
  InvokeModelCommand,
} from '@aws-sdk/client-bedrock-runtime';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { refusal } from './fixture.ts';

const MODEL = 'anthropic.claude-haiku';
const asked: { path: string; version: string; body: string }[] = [];
let server: Http2Server;
let answer: (stream: ServerHttp2Stream) => void = () => {};
let client: BedrockRuntimeClient;

beforeAll(async () => {
  // The SDK speaks HTTP/2 to a model, also without TLS: a server of HTTP/1 is a protocol error to it.
  server = createServer().listen(0, '127.0.0.1');
  server.on('stream', async (stream, headers) => {
    let body = '';
    for await (const part of stream) body += part;
    asked.push({ path: decodeURIComponent(headers[':path'] ?? ''), version: 'h2c', body });
    answer(stream);
  });
  await once(server, 'listening');
  vi.stubEnv('AWS_ENDPOINT_URL_BEDROCK_RUNTIME', `http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  client = new BedrockRuntimeClient({ maxAttempts: 1 });
});

afterAll(() => {
  client.destroy();
  server.close();
  vi.unstubAllEnvs();
});

const json = (value: unknown, status = 200, headers: Record<string, string> = {}) => {
  answer = (stream) => {
    stream.respond({ ':status': status, 'content-type': 'application/json', ...headers });
    stream.end(JSON.stringify(value));
  };
};

/** One message of an event stream: lengths, headers (name, type 7 = text, value), body, each half with its checksum. */
function message(headers: Record<string, string>, body: unknown): Buffer {
  const named = Object.entries({ ...headers, ':content-type': 'application/json' }).map(([name, value]) => {
    const length = Buffer.alloc(2);
    length.writeUInt16BE(Buffer.byteLength(value));
    return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), Buffer.from([7]), length, Buffer.from(value)]);
  });
  const [head, payload] = [Buffer.concat(named), Buffer.from(JSON.stringify(body))];
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(head.length + payload.length + 16, 0);
  prelude.writeUInt32BE(head.length, 4);
  const sum = (of: Buffer) => {
    const four = Buffer.alloc(4);
    four.writeUInt32BE(crc32(of));
    return four;
  };
  const all = Buffer.concat([prelude, sum(prelude), head, payload]);
  return Buffer.concat([all, sum(all)]);
}
const event = (kind: string, body: unknown) => message({ ':message-type': 'event', ':event-type': kind }, body);
const exception = (kind: string, text: string) =>
  message({ ':message-type': 'exception', ':exception-type': kind }, { message: text });

const streamed = (messages: Buffer[]) => {
  answer = (stream) => {
    stream.respond({ ':status': 200, 'content-type': 'application/vnd.amazon.eventstream' });
    // In pieces that do not end where a message ends.
    const all = Buffer.concat(messages);
    for (let at = 0; at < all.length; at += 50) stream.write(all.subarray(at, at + 50));
    stream.end();
  };
};

const question = { modelId: MODEL, messages: [{ role: 'user' as const, content: [{ text: 'Is milk returnable?' }] }] };

test('a model is reached over HTTP/2 at the address that the environment names', async () => {
  json({
    output: { message: { role: 'assistant', content: [{ text: 'Yes.' }] } },
    stopReason: 'end_turn',
    usage: { inputTokens: 5, outputTokens: 2, totalTokens: 7 },
    metrics: { latencyMs: 1 },
  });

  const { output, usage } = await client.send(new ConverseCommand(question));

  expect(output?.message?.content?.[0]?.text).toBe('Yes.');
  expect(usage?.totalTokens).toBe(7);
  expect(asked.at(-1)).toMatchObject({ path: `/model/${MODEL}/converse`, version: 'h2c' });
  expect(JSON.parse(asked.at(-1)?.body ?? '').messages).toEqual(question.messages);
});

test('a streamed answer comes in the pieces that the model sent, with its end and its tokens', async () => {
  const delta = (text: string) => event('contentBlockDelta', { contentBlockIndex: 0, delta: { text } });
  streamed([
    event('messageStart', { role: 'assistant' }),
    delta('Unopened, '),
    delta('在七天内。'),
    event('contentBlockStop', { contentBlockIndex: 0 }),
    event('messageStop', { stopReason: 'end_turn' }),
    event('metadata', { usage: { inputTokens: 5, outputTokens: 9, totalTokens: 14 }, metrics: { latencyMs: 3 } }),
  ]);

  const { stream } = await client.send(new ConverseStreamCommand(question));
  const [texts, kinds]: [string[], string[]] = [[], []];
  for await (const one of stream ?? []) {
    kinds.push(...Object.keys(one));
    if (one.contentBlockDelta?.delta?.text) texts.push(one.contentBlockDelta.delta.text);
  }

  expect(texts).toEqual(['Unopened, ', '在七天内。']);
  expect(kinds.slice(-2)).toEqual(['messageStop', 'metadata']);
});

test('a model that is throttled in the middle of its answer ends the stream with that error', async () => {
  streamed([
    event('messageStart', { role: 'assistant' }),
    event('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Yes' } }),
    exception('throttlingException', 'too many tokens'),
  ]);
  const { stream } = await client.send(new ConverseStreamCommand(question));
  const texts: string[] = [];

  const error = await refusal(
    (async () => {
      for await (const { contentBlockDelta } of stream ?? []) texts.push(contentBlockDelta?.delta?.text ?? '');
    })(),
  );

  expect(error).toMatchObject({ name: 'ThrottlingException', message: 'too many tokens' });
  expect(texts).toContain('Yes');
});

test('a model that is throttled before it answers refuses with that error', async () => {
  json({ message: 'too many requests' }, 429, { 'x-amzn-errortype': 'ThrottlingException' });

  expect((await refusal(client.send(new ConverseCommand(question)))).name).toBe('ThrottlingException');
});

test('a tool that the model wants comes with its name and its input', async () => {
  const toolUse = { toolUseId: 't-1', name: 'find_order', input: { number: 'A-7' } };
  json({
    output: { message: { role: 'assistant', content: [{ toolUse }] } },
    stopReason: 'tool_use',
    usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
    metrics: { latencyMs: 1 },
  });

  const { output, stopReason } = await client.send(new ConverseCommand(question));

  expect([stopReason, output?.message?.content?.[0]?.toolUse]).toEqual(['tool_use', toolUse]);
});

test('an embedding comes as the bytes that the model sent', async () => {
  json({ embedding: [0.25, -0.5], inputTextTokenCount: 1 });
  const body = JSON.stringify({ inputText: 'milk', dimensions: 2 });

  const answered = await client.send(new InvokeModelCommand({ modelId: 'amazon.titan-embed-text-v2:0', body }));

  expect(JSON.parse(answered.body.transformToString()).embedding).toEqual([0.25, -0.5]);
  expect(asked.at(-1)).toMatchObject({ path: '/model/amazon.titan-embed-text-v2:0/invoke', body });
});
