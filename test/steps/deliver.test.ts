import { expect, test } from 'vitest';
import { deliver } from '#functions/deliver/step';
import type { Head } from '#shared/conversation/head';
import type { ServerFrameOf } from '#shared/protocol/frames';
import { CONVERSATION, CUSTOMER, type Scene, scene } from './scene.ts';

/** One change of HEAD: from where the conversation stood to where these acts bring it. */
const change = async (
  stage: Scene,
  ...acts: Parameters<Scene['so']>
): Promise<{ before: Head | undefined; after: Head }> => {
  const before = await stage.store.head(CONVERSATION);
  return { before, after: await stage.so(...acts) };
};
const withScreens = async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.ready('bo');
  for (const tab of ['tab-1', 'tab-2'])
    await stage.desk.putSocket({ role: 'customer', id: CUSTOMER }, tab, stage.now());
  for (const agent of ['ana', 'bo'])
    await stage.desk.putSocket({ role: 'agent', id: agent }, `console-${agent}`, stage.now());
  return stage;
};
const last = (stage: Scene, connection: string) => stage.sockets.to(connection).at(-1) as ServerFrameOf<'events'>;
const kindsAt = (stage: Scene, connection: string) => last(stage, connection).events.map(({ kind }) => kind);

test('what is new goes to each of the customer’s tabs, with the seqs it covers', async () => {
  const stage = await withScreens();
  await stage.so('says');

  await deliver(stage)(await change(stage, 'bot answers'));

  for (const tab of ['tab-1', 'tab-2'])
    expect(last(stage, tab)).toMatchObject({
      type: 'events',
      conversationId: CONVERSATION,
      after: 2,
      upTo: 3,
      events: [{ kind: 'bot-said', seq: 3 }],
      state: { version: 3 },
    });
});

test('agents who have nothing to do with the conversation hear nothing', async () => {
  const stage = await withScreens();

  await deliver(stage)(await change(stage, 'says'));

  expect(stage.sockets.to('console-ana')).toEqual([]);
});

test('an offer goes to the agent who is asked; the customer learns only that time goes by', async () => {
  const stage = await withScreens();
  await stage.so('says', 'asks');

  await deliver(stage)(await change(stage, 'offers'));

  expect(kindsAt(stage, 'console-ana')).toEqual(['offered']);
  expect(last(stage, 'console-ana').state?.offer).toMatchObject({ n: 1, agentId: 'ana' });
  expect(last(stage, 'tab-1').events).toEqual([]);
  expect(last(stage, 'tab-1').state).not.toHaveProperty('offer');
  expect(stage.sockets.to('console-bo')).toEqual([]);
});

test('the customer’s words reach the agent who holds the conversation', async () => {
  const stage = await withScreens();
  await stage.so('says', 'asks', 'offers', 'accepts');

  await deliver(stage)(await change(stage, 'says'));

  expect(kindsAt(stage, 'console-ana')).toEqual(['customer-said']);
});

test('an agent who loses the conversation learns how, the new state, and not a word of it', async () => {
  const stage = await withScreens();
  await stage.so('says', 'asks', 'offers', 'accepts');

  await deliver(stage)(await change(stage, 'agent is lost', 'says'));

  expect(last(stage, 'console-ana')).toMatchObject({
    events: [{ kind: 'agent-lost' }],
    state: { owner: { kind: 'queue' } },
  });
  expect(last(stage, 'console-ana').upTo).toBe(last(stage, 'console-ana').after);
  expect(kindsAt(stage, 'tab-1')).toEqual(['agent-lost', 'customer-said']);
});

test('words that were said after an offer passed to a colleague go to her alone', async () => {
  const stage = await withScreens();
  await stage.so('says', 'asks', 'offers');

  await deliver(stage)(await change(stage, 'declines', ['offers', 'bo'], ['accepts', 'bo', 2], 'says'));

  expect(last(stage, 'console-ana').events).toMatchObject([{ kind: 'declined' }]);
  expect(kindsAt(stage, 'console-bo')).toContain('customer-said');
});

test('who closes a conversation sees it closed, and may read it afterwards', async () => {
  const stage = await withScreens();
  await stage.so('says', 'asks', 'offers', 'accepts');

  await deliver(stage)(await change(stage, 'agent closes'));

  const frame = last(stage, 'console-ana');
  expect(frame.events).toMatchObject([{ kind: 'closed' }]);
  expect(frame.upTo).toBe(frame.state?.version);
});

test('a screen that is gone is forgotten, the others get theirs', async () => {
  const stage = await withScreens();
  stage.sockets.gone.add('tab-1');

  await deliver(stage)(await change(stage, 'says'));

  expect(await stage.desk.socketsOf({ role: 'customer', id: CUSTOMER })).toEqual(['tab-2']);
  expect(stage.sockets.to('tab-2')).toHaveLength(1);
});

test('a push that fails fails nothing, and the screen stays known', async () => {
  const stage = await withScreens();
  stage.sockets.failing.add('tab-1');

  await deliver(stage)(await change(stage, 'says'));

  expect(await stage.desk.socketsOf({ role: 'customer', id: CUSTOMER })).toEqual(['tab-1', 'tab-2']);
  expect(stage.sockets.to('tab-2')).toHaveLength(1);
});

test('a log that cannot be read fails the record, so that the stream brings it again', async () => {
  const stage = await withScreens();
  const changed = await change(stage, 'says');
  const store = { tail: async () => Promise.reject(new Error('throttled')) };

  await expect(deliver({ ...stage, store })(changed)).rejects.toThrow('throttled');
});
