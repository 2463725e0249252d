import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { afterEach, expect, test } from 'vitest';
import WebSocket from 'ws';
import { endpoint, kept, logs, output, service, until } from './fixture.ts';

type Context = {
  connectionId: string;
  connectedAt: number;
  messageDirection: string;
  authorizer: Record<string, string>;
};
type Answer = { context: Context; worker: string; posted?: string };

const address = `${endpoint.replace('http', 'ws')}/_aws/execute-api/${output(service, 'SocketApiId')}/live`;
const opened: WebSocket[] = [];

afterEach(() => {
  for (const socket of opened.splice(0)) socket.close();
});

function open(query = '?token=good', protocols: string[] = []): Promise<WebSocket> {
  const socket = new WebSocket(address + query, protocols);
  opened.push(socket);
  return new Promise((resolve, reject) => {
    socket.on('open', () => resolve(socket));
    socket.on('error', reject);
    socket.on('unexpected-response', (_request, response) => reject(new Error(`HTTP ${response.statusCode}`)));
  });
}

const next = (socket: WebSocket, milliseconds = 20_000): Promise<string | undefined> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    socket.once('message', (data) => {
      clearTimeout(timer);
      resolve(String(data));
    });
  });

const say = (socket: WebSocket, frame: unknown, milliseconds?: number) => {
  const answer = next(socket, milliseconds);
  socket.send(JSON.stringify(frame));
  return answer;
};
const ask = async (socket: WebSocket, frame: object = {}): Promise<Answer> =>
  JSON.parse((await say(socket, { action: 'ask', ...frame })) ?? 'null');

test.each([['?token=bad'], ['']])('a handshake with %s is refused', async (query) => {
  await expect(open(query)).rejects.toThrow('HTTP 403');
});

test('what the authorizer said of a socket comes with each of its messages', async () => {
  const { context } = await ask(await open());

  expect(context.authorizer).toMatchObject({ customer: 'c1', number: '5', principalId: 'customer-1' });
});

test('a route with a response answers on the socket, one without is silent', async () => {
  const socket = await open();

  expect(await say(socket, { action: 'ask' })).toBeDefined();
  expect(await say(socket, { action: 'tell' }, 700)).toBeUndefined();
});

test.each(['ask', 'tell'])(
  "a function that throws on route %s shows API Gateway's frame and not its own words",
  async (action) => {
    const socket = await open();

    const frame = JSON.parse((await say(socket, { action, fail: 'a secret' })) ?? 'null');

    expect(frame).toMatchObject({ message: 'Internal server error' });
    expect(Object.keys(frame).sort()).toEqual(['connectionId', 'message', 'requestId']);
  },
);

test('the time of the connection is the same in all of its events', async () => {
  const socket = await open();
  const first = (await ask(socket)).context;
  await new Promise((resolve) => setTimeout(resolve, 20));
  const second = (await ask(socket)).context;

  const connect = await until('its connect', async () =>
    (await kept<Context>('connect')).find(({ connectionId }) => connectionId === first.connectionId),
  );
  expect([second.connectedAt, connect.connectedAt]).toEqual([first.connectedAt, first.connectedAt]);
  expect(first.messageDirection).toBe('IN');
});

test('the subprotocol that connect chose is answered, and it may carry the token', async () => {
  const socket = await open('', ['good.token', 'baton.v1']);

  expect(socket.protocol).toBe('good.token');
});

test('a message over 128 KB closes the socket with 1009', async () => {
  const socket = await open();
  const closed = new Promise((resolve) => socket.once('close', resolve));

  expect(await ask(socket, { padding: 'x'.repeat(120 * 1024) })).toBeTruthy();
  socket.send('x'.repeat(129 * 1024));

  expect(await closed).toBe(1009);
});

test('six sockets are served beside each other', async () => {
  const sockets = await Promise.all(Array.from({ length: 6 }, () => open()));
  await Promise.all(sockets.map((socket) => ask(socket, { sleep: 100 })));

  const answers = await Promise.all(sockets.map((socket) => ask(socket, { sleep: 1500 })));

  // A busy machine may begin one call when another has already ended; in line there would be a single worker.
  expect(new Set(answers.map(({ worker }) => worker)).size).toBeGreaterThan(2);
});

test('a client that knows only the endpoint posts to a socket', async () => {
  const socket = await open();
  const frames: string[] = [];
  socket.on('message', (data) => frames.push(String(data)));

  socket.send(JSON.stringify({ action: 'ask', postTo: 'me' }));

  await until('both frames', async () => frames.length === 2);
  expect(frames).toContain('pushed');
  expect(frames.find((frame) => frame !== 'pushed')).toContain('"posted":"posted"');
});

test('a socket that has gone is answered with 410', async () => {
  const gone = await open();
  const { connectionId } = (await ask(gone)).context;
  gone.close();
  await until('its disconnect', async () =>
    (await kept<Context>('disconnect')).find((context) => context.connectionId === connectionId),
  );

  expect((await ask(await open(), { postTo: connectionId })).posted).toBe('GoneException');
});

test('a function behind a socket writes its log lines', async () => {
  const word = `word-${Date.now()}`;
  await ask(await open(), { word });
  const logGroupName = '/baton/fixture/socket';

  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));

  expect(events.some(({ message }) => message?.includes(word))).toBe(true);
});

test('known difference: bytes come to the function as text, where AWS marks them as base64', async () => {
  const socket = await open();

  const answered = next(socket);
  socket.send(Buffer.from(JSON.stringify({ action: 'ask' })));

  expect(JSON.parse((await answered) ?? 'null').context.messageDirection).toBe('IN');
});

test('known difference: messages of one socket are served one after the other, where AWS runs them at once', async () => {
  const socket = await open();
  const answers: string[] = [];
  socket.on('message', (data) => answers.push(JSON.parse(String(data)).worker));

  for (const _ of [1, 2, 3]) socket.send(JSON.stringify({ action: 'ask', sleep: 200 }));

  await until('three answers', async () => answers.length === 3);
  expect(new Set(answers).size).toBe(1);
});
