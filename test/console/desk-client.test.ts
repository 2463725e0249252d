import { expect, test } from 'vitest';
import { UNDO_MS } from '../../console/desk/desk-client.ts';
import { World } from './world.ts';

const id = 'thread0001-1';

function online(prepare: (world: World) => void = (world) => world.hold(id)) {
  const world = new World();
  prepare(world);
  world.client.start();
  world.pass(200);
  return world;
}
const offered =
  (seconds = 20) =>
  (world: World) => {
    world.cloud.open(id, { epoch: 1 });
    world.says(id, 'I want a person');
    world.cloud.offer(id, seconds);
  };
const logged = (world: World, kind: string) => world.cloud.conversation(id).log.filter((event) => event.kind === kind);
const conversation = (world: World) => world.client.state().conversations[id];

test('a desk that opens has its conversations with their whole log', () => {
  const world = online((one) => {
    one.hold(id);
    for (let n = 0; n < 9; n += 1) one.says(id, `question ${n}`);
  });

  expect(world.client.state().connection).toEqual({ kind: 'online' });
  expect(conversation(world)?.events).toHaveLength(10);
  expect(world.client.state().selected).toBe(id);
});

test('a gap is fetched at once and nothing after it is shown before it', () => {
  const world = online();
  world.cloud.push = () => {};
  world.says(id, 'lost on its way');
  world.cloud.push = (frame) => world.push(frame);
  world.says(id, 'after the gap');
  world.pass(6);

  expect(conversation(world)?.known).toBe(1);
  world.pass(1_100);
  expect(conversation(world)?.known).toBe(3);
});

test('a reply that is refused keeps its words, stops those behind it, and is sent again under the new epoch', () => {
  const world = online();
  const first = world.client.enact(id, { kind: 'reply', text: 'one' });
  world.client.enact(id, { kind: 'reply', text: 'two' });
  world.cloud.conversation(id).epoch = 4;
  world.pass(500);

  expect(world.client.state().outbox.map(({ phase, code }) => [phase, code])).toEqual([
    ['failed', 'stale-epoch'],
    ['failed', 'stale-epoch'],
  ]);
  world.client.retry(first);
  world.pass(500);
  expect(logged(world, 'agent-said')).toMatchObject([{ words: { text: 'one' }, epoch: 4 }]);
  expect(world.client.state().outbox).toMatchObject([{ deed: { text: 'two' }, phase: 'failed' }]);
});

test('a close can be undone for five seconds and is sent only then', () => {
  const world = online();
  const close = world.client.enact(id, { kind: 'close', disposition: 'resolved' });
  world.pass(UNDO_MS - 100);
  world.client.withdraw(close);
  world.pass(10_000);
  expect(logged(world, 'closed')).toEqual([]);

  world.client.enact(id, { kind: 'close', disposition: 'resolved' });
  world.pass(UNDO_MS + 100);
  expect(logged(world, 'closed')).toHaveLength(1);
  expect(conversation(world)?.ending).toBe('closed');
});

test('a page that goes away sends the close that waited for its undo, or keeps it for the next page', () => {
  const world = online();
  world.client.enact(id, { kind: 'close', disposition: 'follow-up' });
  expect(world.kept).toEqual([]);
  world.client.hurry();
  world.pass(50);
  expect(logged(world, 'closed')).toHaveLength(1);

  const offline = online();
  offline.cut();
  offline.client.enact(id, { kind: 'close', disposition: 'follow-up' });
  offline.client.hurry();
  expect(offline.kept).toMatchObject([{ deed: { kind: 'close' } }]);
  offline.reload();
  offline.pass(2_000);
  expect(logged(offline, 'closed')).toHaveLength(1);
});

test('a close waits for the words before it', () => {
  const world = online();
  world.cut();
  world.client.enact(id, { kind: 'reply', text: 'goodbye' });
  world.client.enact(id, { kind: 'close', disposition: 'resolved' });
  world.pass(60_000);

  const kinds = world.cloud.conversation(id).log.map(({ kind }) => kind);
  expect(kinds).toEqual(['customer-said', 'agent-said', 'closed']);
});

test.each([
  ['close', 'closed'],
  ['return-to-bot', 'returned'],
] as const)('a %s whose answer was lost ends as %s, without complaint', (kind, ending) => {
  const world = online();
  world.faults = ['answer-lost'];
  world.cloud.push = () => {};
  world.client.enact(id, kind === 'close' ? { kind, disposition: 'resolved' } : { kind });
  world.client.hurry();
  world.pass(60_000);

  expect(conversation(world)?.ending).toBe(ending);
  expect(world.client.state()).toMatchObject({ notices: [], outbox: [] });
});

test('a desk answer from before the end does not bring a conversation back', () => {
  const world = online();
  const before = world.cloud.desk();
  world.client.enact(id, { kind: 'return-to-bot' });
  world.pass(500);
  world.push(before);
  world.pass(500);
  expect(conversation(world)).toMatchObject({ ending: 'returned', sync: 'none' });

  world.cloud.offer(id, 20);
  world.pass(500);
  expect(conversation(world)?.seat?.kind).toBe('offered');
});

test('an offer appears by push, is accepted once, and becomes a seat', () => {
  const world = online(offered());
  expect(conversation(world)?.seat).toMatchObject({ kind: 'offered', n: 1 });

  world.faults = ['answer-lost'];
  world.client.enact(id, { kind: 'accept', n: 1 });
  world.pass(15_000);

  expect(logged(world, 'accepted')).toHaveLength(1);
  expect(conversation(world)?.seat?.kind).toBe('held');
  expect(world.client.state().notices).toEqual([]);
});

test('an accept that comes too late is refused in words and the offer leaves the list', () => {
  const world = online(offered());
  delete world.cloud.conversation(id).offer;
  world.client.enact(id, { kind: 'accept', n: 1 });
  world.pass(1_500);

  expect(world.client.state().notices).toMatchObject([{ kind: 'refused', code: 'offer-gone', action: 'accept' }]);
  expect(conversation(world)?.seat).toBeUndefined();
});

test('a conversation taken away ends with its reason, and the words written for it are kept', () => {
  const world = online();
  world.cut();
  world.client.enact(id, { kind: 'reply', text: 'too late' });
  world.cloud.takeAway(id);
  world.pass(30_000);

  expect(conversation(world)?.ending).toBe('taken');
  expect(world.client.state().outbox).toMatchObject([{ phase: 'failed', deed: { text: 'too late' } }]);
});

test('a cloud that may not show a conversation any longer ends it on the desk', () => {
  const world = online();
  world.cloud.kept.delete(id);
  world.pass(70_000);

  expect(conversation(world)).toMatchObject({ ending: 'taken', sync: 'none' });
});

test('the ready switch is told by each heartbeat and outlives a reload, and is taken back when the cloud says so', () => {
  const world = online();
  world.client.setReady(true);
  world.pass(100);
  expect(world.cloud.agent.ready).toBe(true);
  world.reload();
  world.pass(100);
  expect(world.cloud.agent.ready).toBe(true);

  world.cloud.agent.ready = false;
  world.push(world.cloud.desk());
  world.pass(10);
  expect(world.client.state()).toMatchObject({ wantsReady: false, notices: [{ kind: 'set-not-ready' }] });
});

test('a heartbeat without an answer means that the socket is dead', () => {
  const world = online();
  const heartbeats = () => world.sent.filter(({ action }) => action === 'presence').length;
  expect(heartbeats()).toBe(1);
  world.faults = Array.from({ length: 50 }, () => 'lost' as const);
  world.pass(45_000);
  expect(world.client.state().connection.kind).not.toBe('online');

  world.faults = [];
  world.pass(30_000);
  expect(world.client.state().connection).toEqual({ kind: 'online' });
});

test.each(['signed-out', 'no-permission'] as const)('a desk that is %s says so and keeps what was written', (kind) => {
  const world = online();
  world.cut();
  world.ticketOutcome = { kind };
  world.client.enact(id, { kind: 'reply', text: 'still here' });
  world.pass(60_000);

  expect(world.client.state().connection).toEqual({ kind });
  expect(world.kept).toMatchObject([{ deed: { text: 'still here' } }]);
});

test('a socket is renewed before the gateway ends it, without a pause', () => {
  const world = online();
  const kinds = new Set<string>();
  world.client.subscribe(() => kinds.add(world.client.state().connection.kind));
  world.pass(120 * 60_000);

  expect([...kinds]).toEqual(['online', 'connecting']);
});

test('typing is told at most each three seconds', () => {
  const world = online();
  for (let n = 0; n < 10; n += 1) {
    world.client.typing(id);
    world.pass(500);
  }

  expect(world.sent.filter(({ action }) => action === 'typing')).toHaveLength(2);
});
