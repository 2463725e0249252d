import { expect, test } from 'vitest';
import { match } from '#functions/match/step';
import { handsOff } from '#shared/conversation/bot';
import { openedBy } from '#shared/conversation/customer';
import { later } from '#shared/conversation/timings';
import { CONVERSATION, handingOff, type Scene, scene } from './scene.ts';

const matching = (stage: Scene, acceptance: 'confirm' | 'auto' = 'confirm') =>
  match({ ...stage, offerSeconds: 20, handleSeconds: 240, acceptanceOf: () => acceptance });
const RING = { skill: 'general' };

/** One more customer who asks for a person now. */
const waits = async (stage: Scene, thread: string, more: Parameters<typeof handingOff>[0] = {}): Promise<string> => {
  const conversationId = `${thread}00000000-1`;
  const at = stage.now();
  for (const facts of [
    () => ({ facts: [openedBy(thread, 'en', { conversationId, channel: 'web' as const })] }),
    (head: Parameters<typeof handsOff>[0]) => handsOff(head, handingOff(more)(at), { role: 'system' }),
  ])
    await stage.store.append({ conversationId, at, decide: facts });
  return conversationId;
};
const offerOf = async (stage: Scene, id: string) => (await stage.head(id)).handoff?.offer;

test('the front of the queue is offered to the agent who is ready', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks');

  await matching(stage)(RING);

  expect(await offerOf(stage, CONVERSATION)).toEqual({ n: 1, agentId: 'ana', until: later(stage.now(), 20) });
  expect(await stage.desk.places('general', 10)).toEqual([]);
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 1 }, seats: [{ kind: 'offered' }] });
});

test('who waits longest is first, and a higher priority is worth minutes', async () => {
  const stage = scene();
  await stage.ready('ana', { capacity: 1 });
  const first = await waits(stage, 'aaaa');
  stage.pass(60);
  const urgent = await waits(stage, 'bbbb', { priority: 3 });

  await matching(stage)(RING);

  expect(await offerOf(stage, urgent)).toMatchObject({ agentId: 'ana' });
  expect(await offerOf(stage, first)).toBeUndefined();
});

test('two customers and two agents of one place each: each agent is asked once', async () => {
  const stage = scene();
  await stage.ready('ana', { capacity: 1 });
  await stage.ready('bo', { capacity: 1 });
  const ids = [await waits(stage, 'aaaa'), await waits(stage, 'bbbb')];

  await matching(stage)(RING);

  const agents = await Promise.all(ids.map(async (id) => (await offerOf(stage, id))?.agentId));
  expect(agents.sort()).toEqual(['ana', 'bo']);
});

test('an agent who has become busy meanwhile is struck, and the next is asked', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.ready('bo');
  await stage.so('says', 'asks');
  const asked = await stage.desk.agentsOf('general');
  await stage.desk.setNotReady('ana');
  const desk = { ...stage.desk, agentsOf: async () => asked };

  await match({ ...stage, desk, offerSeconds: 20, handleSeconds: 240, acceptanceOf: () => 'confirm' })(RING);

  expect(await offerOf(stage, CONVERSATION)).toMatchObject({ agentId: 'bo' });
});

const notReady = async (stage: Scene): Promise<void> => {
  await stage.ready('ana');
  await stage.desk.setNotReady('ana');
};

test.each([
  ['nobody is signed in', async () => {}],
  ['she is not ready', notReady],
  ['her lease has run out', async (stage: Scene) => stage.ready('ana', { leaseUntil: stage.now() })],
  ['she is full', async (stage: Scene) => stage.ready('ana', { capacity: 0 })],
])('nobody is offered anything while %s, and the customer hears her place', async (_, prepare) => {
  const stage = scene();
  await prepare(stage);
  await stage.so('says', 'asks');

  await matching(stage)(RING);

  expect(await offerOf(stage, CONVERSATION)).toBeUndefined();
  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'place-told', place: 1 });
});

test('an agent who let the offer pass is not asked again; a colleague is', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'expires');
  await matching(stage)(RING);
  expect(await offerOf(stage, CONVERSATION)).toBeUndefined();

  await stage.ready('bo');
  await matching(stage)(RING);

  expect(await offerOf(stage, CONVERSATION)).toMatchObject({ n: 2, agentId: 'bo' });
});

test('a pause that has ended makes the one who declined free to be asked again', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'declines');

  await matching(stage)(RING);
  expect(await offerOf(stage, CONVERSATION)).toBeUndefined();
  stage.pass(61);
  await matching(stage)(RING);

  expect(await offerOf(stage, CONVERSATION)).toMatchObject({ n: 2, agentId: 'ana' });
});

test('those who go on waiting are told their place, and told again only when it changes', async () => {
  const stage = scene();
  const ids = [await waits(stage, 'aaaa')];
  stage.pass(1);
  ids.push(await waits(stage, 'bbbb'));
  const told = async () => Promise.all(ids.map(async (id) => (await stage.head(id)).handoff?.told?.place));

  await matching(stage)(RING);
  expect(await told()).toEqual([1, 2]);
  const versions = await Promise.all(ids.map(async (id) => (await stage.head(id)).version));
  await matching(stage)(RING);
  expect(await Promise.all(ids.map(async (id) => (await stage.head(id)).version))).toEqual(versions);

  await stage.ready('ana', { capacity: 1 });
  await matching(stage)(RING);

  expect((await stage.head(ids[1])).handoff?.told).toMatchObject({ place: 1 });
});

test('who has been given a choice is not told a place beside it', async () => {
  const stage = scene();
  await stage.so('says', 'asks at night');

  await matching(stage)(RING);

  expect(stage.kinds()).not.toContain('place-told');
});

test('where a skill accepts by itself the agent holds the conversation at once', async () => {
  const stage = scene();
  await stage.ready('ana');
  const { epoch } = await stage.so('says', 'asks');

  await matching(stage, 'auto')(RING);

  expect(await stage.head()).toMatchObject({ owner: { kind: 'agent', agentId: 'ana' }, epoch: epoch + 1 });
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 1 }, seats: [{ kind: 'held' }] });
});

test('the waiting workflow hears of the offer’s number', async () => {
  const stage = scene();
  await stage.ready('ana');
  const { epoch } = await stage.so('says', 'asks');
  const row = { conversationId: CONVERSATION, wait: 'matched' as const, handoff: epoch, run: 0, token: 'token-1' };
  await stage.desk.putWait(row, 2_000_000_000);

  await matching(stage)(RING);

  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: { n: 1 } } }]);
});

test('two matchers at the same moment make one offer', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.ready('bo');
  await stage.so('says', 'asks');

  await Promise.all([matching(stage)(RING), matching(stage)(RING)]);

  expect(stage.kinds().filter((kind) => kind === 'offered')).toHaveLength(1);
});

test.each([
  ['closed', ['asks', 'closes herself'], 0],
  ['asked for in an earlier handoff', ['asks', 'chooses the bot', 'wraps up', 'asks'], -2],
])('a place that is out of date (%s) takes nobody’s turn', async (_, acts, earlier) => {
  const stage = scene();
  await stage.ready('ana', { capacity: 1 });
  await stage.so('says', ...acts);
  const { handoff } = await stage.head();
  const next = await waits(stage, 'bbbb');
  const places = await stage.desk.places('general', 10);
  const place = { ...places.at(-1), conversationId: CONVERSATION, handoff: (handoff?.handoff ?? 0) + earlier };
  const own = places.filter(({ conversationId }) => conversationId === next);
  const desk = { ...stage.desk, places: async () => [place, ...own] as typeof places };

  await match({ ...stage, desk, offerSeconds: 20, handleSeconds: 240, acceptanceOf: () => 'confirm' })(RING);

  expect(await offerOf(stage, CONVERSATION)).toBeUndefined();
  expect(await offerOf(stage, next)).toMatchObject({ agentId: 'ana' });
});
