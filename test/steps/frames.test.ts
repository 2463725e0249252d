import type { Context } from 'aws-lambda';
import { expect, test, vi } from 'vitest';
import * as z from 'zod';
import { clientFrames, MAX_FRAME_BYTES, MAX_TEXT, type ServerFrame } from '#shared/protocol/frames';
import { CONVERSATION, CUSTOMER, messageId } from './scene.ts';

vi.hoisted(() => {
  // Read when the logger is made: these tests are about answers, not about lines.
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
  process.env.POWERTOOLS_SERVICE_NAME = 'test';
});
const { queueStep } = await import('#shared/runtime/batch-step');
const { httpStep } = await import('#shared/runtime/http-step');
const { socketStep } = await import('#shared/runtime/socket-step');
const { answer } = await import('#shared/runtime/http-answer');

const context = { awsRequestId: 'request-1', memoryLimitInMB: '512' } as Context;
const say = (more: object = {}) => ({
  action: 'say',
  conversationId: CONVERSATION,
  clientMessageId: messageId(1),
  body: { text: 'Hello' },
  ...more,
});
const ack: ServerFrame = { type: 'ack', action: 'say', conversationId: CONVERSATION, seq: 1 };

/** What the route answers to this body, and how often the step itself was asked. */
const route = async (body: string, { role = 'customer' }: { role?: string } = {}) => {
  const run = vi.fn(async () => ack);
  const handler = socketStep(clientFrames.say, ['customer'], run);
  const authorizer = { role, id: CUSTOMER, name: '', groups: '' };
  const requestContext = { connectionId: 'tab-1', routeKey: 'say', authorizer };
  const result = (await handler({ body, requestContext }, context)) as { statusCode: number; body: string };
  return { ...result, frame: JSON.parse(result.body) as ServerFrame, runs: run.mock.calls.length };
};

test('a frame of the right shape is answered by its step, on the route', async () => {
  expect(await route(JSON.stringify(say()))).toMatchObject({ statusCode: 200, frame: ack, runs: 1 });
});

test('a frame above the limit is refused with the limit, however large its text', async () => {
  const { frame, runs } = await route(JSON.stringify(say({ body: { text: 'x'.repeat(MAX_FRAME_BYTES) } })));

  expect(frame).toMatchObject({
    code: 'frame-too-large',
    limit: '24576 bytes',
    action: 'say',
    clientMessageId: messageId(1),
  });
  expect(runs).toBe(0);
});

test('the limit counts bytes, not letters', async () => {
  expect(JSON.stringify(say({ body: { text: '订'.repeat(MAX_TEXT) } })).length).toBeLessThan(MAX_FRAME_BYTES);
  const long = say({ body: { text: '订'.repeat(MAX_FRAME_BYTES / 3) } });

  expect((await route(JSON.stringify(long))).frame).toMatchObject({ code: 'frame-too-large' });
});

test.each([
  ['no JSON', '{"action":', '(frame)'],
  ['no object', '"say"', '(frame)'],
  ['no words', JSON.stringify(say({ body: { text: '   ' } })), 'body.text'],
  ['words beyond the limit', JSON.stringify(say({ body: { text: 'x'.repeat(MAX_TEXT + 1) } })), 'body.text'],
  ['no id of its own', JSON.stringify(say({ clientMessageId: '1' })), 'clientMessageId'],
  ['no conversation’s name', JSON.stringify(say({ conversationId: 'x' })), 'conversationId'],
])('a frame with %s is refused with the part that is wrong, and its step is not asked', async (_, body, field) => {
  const { frame, runs } = await route(body);

  expect(frame).toMatchObject({ type: 'refused', code: 'frame-not-understood', field });
  expect(runs).toBe(0);
});

test('a refusal names the frame it answers, as far as that could be read', async () => {
  expect((await route(JSON.stringify(say({ body: {} })))).frame).toMatchObject({
    action: 'say',
    conversationId: CONVERSATION,
    clientMessageId: messageId(1),
  });
});

test('an agent’s socket cannot do what is the customer’s, nor the other way round', async () => {
  const { frame, runs } = await route(JSON.stringify(say()), { role: 'agent' });

  expect(frame).toMatchObject({ code: 'not-allowed', clientMessageId: messageId(1) });
  expect(runs).toBe(0);
});

test('a socket without a subject is a fault of ours, not an answer', async () => {
  await expect(route(JSON.stringify(say()), { role: 'stranger' })).rejects.toThrow('no subject');
});

test('a fault in the step rises, so that the gateway says so and the client asks again', async () => {
  const handler = socketStep(clientFrames.say, ['customer'], async () => Promise.reject(new Error('throttled')));
  const requestContext = { connectionId: 'c', routeKey: 'say', authorizer: { role: 'customer', id: CUSTOMER } };

  await expect(handler({ body: JSON.stringify(say()), requestContext }, context)).rejects.toThrow('throttled');
});

const httpEvent = (body: string | undefined, claims: Record<string, string> = {}) =>
  ({
    headers: { origin: 'https://shop.example' },
    requestContext: { http: { sourceIp: '192.0.2.1' }, authorizer: { jwt: { claims } } },
    pathParameters: { id: 'a%2Fb' },
    ...(body !== undefined && { body }),
  }) as never;

test('a request tells its step who asks, from where, and for what', async () => {
  const handler = httpStep(z.object({ n: z.int() }), 'cognito:groups', async (body, caller, path) =>
    answer(200, { body, caller, path }),
  );
  const claims = { sub: 'ana-1', email: 'ana@shop.example', 'cognito:groups': '[agent supervisor]' };

  const { statusCode, headers, body } = await handler(httpEvent('{"n":1}', claims), context);

  expect(JSON.parse(body ?? '')).toEqual({
    body: { n: 1 },
    caller: {
      subject: 'ana-1',
      name: 'ana',
      groups: ['agent', 'supervisor'],
      origin: 'https://shop.example',
      sourceIp: '192.0.2.1',
    },
    path: { id: 'a/b' },
  });
  expect([statusCode, headers]).toMatchObject([200, { 'cache-control': 'no-store' }]);
});

test.each([
  ['{"n":"one"}', 'n'],
  ['{', '(frame)'],
  ['[]', '(frame)'],
])('a request whose body is %s is refused with the part that is wrong', async (body, field) => {
  const run = vi.fn();
  const handler = httpStep(z.object({ n: z.int() }), 'groups', run);

  const result = await handler(httpEvent(body), context);

  expect(result.statusCode).toBe(400);
  expect(JSON.parse(result.body ?? '')).toMatchObject({ code: 'frame-not-understood', field });
  expect(run).not.toHaveBeenCalled();
});

test.each([
  ['of seven megabytes', JSON.stringify({ text: 'x'.repeat(7 * 1024 * 1024) })],
  ['of four megabytes that its event escapes to more than six', JSON.stringify({ text: '"'.repeat(2 * 1024 * 1024) })],
])('a request %s is refused with the limit, as the gateway would, and its step is not asked', async (_, body) => {
  const run = vi.fn();

  const result = await httpStep(z.object({ text: z.string() }), 'groups', run)(httpEvent(body), context);

  expect(result.statusCode).toBe(413);
  expect(JSON.parse(result.body ?? '')).toMatchObject({
    code: 'frame-too-large',
    limit: expect.stringMatching(/^6291456 bytes/),
  });
  expect(run).not.toHaveBeenCalled();
});

test('a request of five megabytes reaches its step', async () => {
  const run = vi.fn(async () => answer(200, {}));
  const body = JSON.stringify({ text: 'x'.repeat(5 * 1024 * 1024) });

  const { statusCode } = await httpStep(z.object({ text: z.string() }), 'groups', run)(httpEvent(body), context);

  expect(statusCode).toBe(200);
});

const messages = (queue: string, ...bodies: number[]) =>
  ({
    Records: bodies.map((n) => ({
      messageId: `m${n}`,
      body: String(n),
      attributes: { ApproximateReceiveCount: '2' },
      eventSourceARN: `arn:aws:sqs:us-east-1:000000000000:${queue}`,
    })),
  }) as never;
const failingAt = (bad: number, seen: number[] = []) =>
  queueStep<number>(async (n) => {
    seen.push(n);
    if (n === bad) throw new Error('throttled');
  });

test('of a standard queue’s batch only the message that failed goes back', async () => {
  const seen: number[] = [];

  const result = await failingAt(2, seen)(messages('timers', 1, 2, 3), context);

  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }] });
  expect(seen).toEqual([1, 2, 3]);
});

test('of a FIFO queue’s batch the later messages go back too, in their order', async () => {
  const seen: number[] = [];

  const result = await failingAt(2, seen)(messages('turns.fifo', 1, 2, 3), context);

  expect(result).toEqual({ batchItemFailures: [{ itemIdentifier: 'm2' }, { itemIdentifier: 'm3' }] });
  expect(seen).toEqual([1, 2]);
});
