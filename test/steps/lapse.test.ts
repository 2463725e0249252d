import { expect, test } from 'vitest';
import { lapse } from '#functions/lapse/step';
import { agent, CONVERSATION, CUSTOMER, type Scene, scene } from './scene.ts';

const DUE = '2026-11-21T01:00:00.000Z';
const lapsing = (stage: Scene, contact?: string) =>
  lapse({
    ...stage,
    newId: () => 'promise-1',
    promiseDueAt: () => DUE,
    queueWaitSeconds: 300,
    contactOf: async () => contact,
  });
const LAPSE = { timer: 'lapse' as const, agentId: 'ana' };
const GONE = { timer: 'gone' as const, customerId: CUSTOMER };
const present = async (...acts: string[]) => {
  const stage = scene();
  await stage.ready('ana', { leaseUntil: new Date(Date.parse(stage.now()) + 90_000).toISOString() });
  await stage.so(...acts);
  return stage;
};

test('an agent whose lease has run out loses what she holds: it goes back with its old waiting time', async () => {
  const stage = await present('says', 'asks', 'offers', 'accepts');
  const { epoch, handoff } = await stage.head();
  await stage.waiting('ended');
  stage.pass(120);

  await lapsing(stage)(LAPSE);

  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' }, epoch: epoch + 1 });
  expect(await stage.desk.places('general', 10)).toMatchObject([{ since: handoff?.since }]);
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0 }, seats: [] });
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { failure: 'BackInQueue' } }]);
  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
});

test('an offer to an agent who is gone expires, and is not counted as missed', async () => {
  const stage = await present('says', 'asks', 'offers');
  stage.pass(120);

  await lapsing(stage)(LAPSE);

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'offer-expired', cause: 'lease-lost' });
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0, misses: 0 }, seats: [] });
});

test('an agent who is back keeps everything: the timer alone proves nothing', async () => {
  const stage = await present('says', 'asks', 'offers', 'accepts');

  await lapsing(stage)(LAPSE);

  expect(await stage.head()).toMatchObject({ owner: { kind: 'agent', agentId: 'ana' } });
  expect(stage.matching.rung).toEqual([]);
});

test('a timer for an agent nobody knows does nothing', async () => {
  const stage = scene();

  await lapsing(stage)({ ...LAPSE, agentId: agent('bo').id });

  expect(stage.matching.rung).toEqual([]);
});

test('the end of a pause rings for its queue', async () => {
  const stage = scene();

  await lapsing(stage)({ timer: 'ring', skill: 'general' });

  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
});

test('a rescued handoff’s run is raised once, however often the timer comes', async () => {
  const stage = await present('says', 'asks');
  const { epoch: handoff } = await stage.head();
  const resume = { timer: 'resume' as const, conversationId: CONVERSATION, handoff, run: 1 };

  await lapsing(stage)(resume);
  await lapsing(stage)(resume);

  expect(await stage.head()).toMatchObject({ epoch: handoff, owner: { kind: 'queue' }, handoff: { run: 1 } });
  expect(stage.kinds().filter((kind) => kind === 'handoff-resumed')).toHaveLength(1);
});

test('a waiting customer who is gone for long gives up her place, and the workflow hears of it', async () => {
  const stage = await present('says', 'asks');
  await stage.waiting('matched');

  await lapsing(stage)(GONE);

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'closed', reason: 'abandoned' });
  expect(await stage.desk.places('general', 10)).toEqual([]);
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { failure: 'Over' } }]);
});

test.each([
  ['13800138000', 'callback'],
  ['li@example.com', 'message'],
])('where she has told how to reach her (%s) it becomes a promise of a %s', async (contact, promise) => {
  const stage = await present('says', 'asks');

  await lapsing(stage, contact)(GONE);

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'promised', promise, dueAt: DUE });
  expect(await stage.head()).toMatchObject({ owner: { kind: 'promise' } });
});

test.each([
  ['is back', ['says', 'asks'], true],
  ['waits no longer', ['says'], false],
  ['is offered an agent just now', ['says', 'asks', 'offers'], false],
  ['talks to an agent', ['says', 'asks', 'offers', 'accepts'], false],
])('a customer who %s keeps what she has', async (_, acts, back) => {
  const stage = await present(...acts);
  if (back) await stage.desk.putSocket({ role: 'customer', id: CUSTOMER }, 'tab-1', stage.now());
  const before = stage.kinds();

  await lapsing(stage)(GONE);

  expect(stage.kinds()).toEqual(before);
});

test('a timer for a customer who never wrote does nothing', async () => {
  const stage = scene();

  await lapsing(stage)(GONE);

  expect(stage.eventsOf(CONVERSATION)).toEqual([]);
});
