import { expect, test } from 'vitest';
import { sync } from '#functions/sync/step';
import type { ServerFrameOf } from '#shared/protocol/frames';
import { agent, CONVERSATION, CUSTOMER, customer, NEXT, type Scene, STRANGERS, scene } from './scene.ts';

const after = (since: number, conversationId = CONVERSATION) => ({ action: 'sync' as const, conversationId, since });
const events = async (stage: Scene, since = 0, sender = customer) =>
  (await sync(stage)(after(since), sender)) as ServerFrameOf<'events'>;

test('a customer gets everything after the seq she has, and what her conversation is now', async () => {
  const stage = scene();
  await stage.so('says', 'bot answers', 'says');

  const frame = await events(stage, 2);

  expect(frame.events.map(({ seq, kind }) => [seq, kind])).toEqual([
    [3, 'bot-said'],
    [4, 'customer-said'],
  ]);
  expect(frame).toMatchObject({ type: 'events', more: false, state: { version: 4, owner: { kind: 'bot' } } });
  expect(frame.state?.unansweredSince).toBeDefined();
});

test('the socket is registered before the log is read, so no push falls in between', async () => {
  const stage = scene();
  await stage.so('says');
  const registered: string[][] = [];
  const store = {
    ...stage.store,
    tail: async (id: string, since: number) => {
      registered.push(await stage.desk.socketsOf({ role: 'customer', id: CUSTOMER }));
      return stage.store.tail(id, since);
    },
  };

  await sync({ ...stage, store })(after(0), customer);

  expect(registered).toEqual([['tab-1']]);
});

test('a conversation not begun is empty for its customer, and her socket is registered', async () => {
  const stage = scene();

  const frame = await events(stage);

  expect(frame).toEqual({
    type: 'events',
    conversationId: CONVERSATION,
    after: 0,
    upTo: 0,
    events: [],
    more: false,
  });
  expect(await stage.desk.socketsOf({ role: 'customer', id: CUSTOMER })).toEqual(['tab-1']);
});

test('a long log comes in pages of at most 100 events, which join without a hole', async () => {
  const stage = scene();
  await stage.so(...Array.from({ length: 149 }, () => 'says'));

  const first = await events(stage);
  const second = await events(stage, first.events.at(-1)?.seq ?? 0);

  expect([first.events.length, first.more]).toEqual([100, true]);
  expect([second.events.length, second.more]).toEqual([50, false]);
  expect(second.events[0]?.seq).toBe(101);
});

test('a page says which seqs it covers, those of facts her customer may not see included', async () => {
  const stage = scene();
  await stage.ready('ana');
  const { version } = await stage.so('says', 'asks', 'offers');

  const frame = await events(stage, 2);

  expect(frame).toMatchObject({ after: 2, upTo: version });
  expect(frame.events.at(-1)?.seq).toBeLessThan(version);
});

test('after a close a customer is told of the conversation that follows, once it exists', async () => {
  const stage = scene();
  await stage.so('says', 'closes herself');
  expect(await events(stage)).not.toHaveProperty('next');
  await stage.store.append({
    conversationId: NEXT,
    at: stage.now(),
    decide: () => ({
      facts: [
        {
          kind: 'conversation-opened',
          channel: 'web',
          customerId: CUSTOMER,
          language: 'en',
          words: {},
          by: { role: 'system' },
        },
      ],
    }),
  });

  expect(await events(stage)).toMatchObject({ next: NEXT });
});

test('a customer sees nothing of the desk: no offer, no agent’s id, no note', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'accepts', 'replies');

  const frame = await events(stage);

  expect(frame.events.map(({ kind }) => kind)).not.toContain('offered');
  expect(frame.events.at(-1)).toMatchObject({ kind: 'agent-said', by: { role: 'agent', name: 'ana' } });
  expect(frame.events.at(-1)).not.toHaveProperty('agentId');
  expect(frame.state?.owner).toEqual({ kind: 'agent', agentId: 'agent' });
});

test('an agent reads what she holds with numbers masked, her customer reads them as they were written', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says');
  await stage.store.append({
    conversationId: CONVERSATION,
    at: stage.now(),
    decide: () => ({
      facts: [
        {
          kind: 'customer-said',
          clientMessageId: 'x',
          language: 'en',
          settled: true,
          words: { text: 'call me: 13800138000' },
          by: { role: 'customer', customerId: CUSTOMER },
        },
      ],
    }),
  });
  await stage.so('asks', 'offers', 'accepts');

  const [hers, customers] = [await events(stage, 0, agent('ana')), await events(stage)];

  expect(JSON.stringify(hers)).not.toContain('13800138000');
  expect(JSON.stringify(customers)).toContain('13800138000');
});

test.each([
  ['an agent who is offered it', agent('ana'), ['says', 'asks', 'offers']],
  ['an agent who holds it', agent('ana'), ['says', 'asks', 'offers', 'accepts']],
  ['an agent who held it when it was closed', agent('ana'), ['says', 'asks', 'offers', 'accepts', 'agent closes']],
  ['a supervisor, whoever holds it', agent('sue', ['supervisor']), ['says', 'asks', 'offers', 'accepts']],
  ['an administrator', agent('ada', ['admin']), ['says']],
])('%s may read a conversation', async (_, sender, acts) => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so(...acts);

  expect((await events(stage, 0, sender)).type).toBe('events');
});

test.each([
  ['the bot has it', ['says']],
  ['it waits', ['says', 'asks']],
  ['another agent is offered it', ['says', 'asks', 'offers']],
  ['another agent holds it', ['says', 'asks', 'offers', 'accepts']],
  ['it is closed', ['says', 'asks', 'offers', 'accepts', 'agent closes']],
])('an agent may not read a conversation while %s', async (_, acts) => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so(...acts);

  expect(await sync(stage)(after(0), agent('bo'))).toMatchObject({ code: 'not-yours' });
});

test('somebody else’s conversation is refused to a customer, and registers nothing', async () => {
  const stage = scene();

  expect(await sync(stage)(after(0, STRANGERS), customer)).toMatchObject({ code: 'not-yours' });
  expect(await stage.desk.socketsOf({ role: 'customer', id: CUSTOMER })).toEqual([]);
});

test('an agent who asks for a conversation that is not there is told so', async () => {
  expect(await sync(scene())(after(0), agent('ana'))).toMatchObject({ code: 'unknown-conversation' });
});

test('the conversation that follows is named with the last page only', async () => {
  const stage = scene();
  await stage.so(...Array.from({ length: 120 }, () => 'says'), 'closes herself');
  const store = { ...stage.store, head: async (id: string) => stage.store.head(id === NEXT ? CONVERSATION : id) };

  const first = await sync({ ...stage, store })(after(0), customer);
  const last = await sync({ ...stage, store })(after(100), customer);

  expect(first).not.toHaveProperty('next');
  expect(last).toHaveProperty('next', NEXT);
});
