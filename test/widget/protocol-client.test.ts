import { expect, test } from 'vitest';
import { type RefusalCode, refusals } from '#shared/protocol/refusals';
import { ProtocolClient } from '../../widget/protocol-client.ts';
import { rowsOf, unreadOf } from '../../widget/rows.ts';
import { standingOf } from '../../widget/standing.ts';
import { currentPart, draftText } from '../../widget/thread.ts';
import { catalogue, refusalWords } from '../../widget/words/words.ts';
import { VirtualWorld } from './virtual-world.ts';

/** A customer whose first words are stored. */
async function talking(text = 'hello'): Promise<VirtualWorld & { conversation: string }> {
  const world = new VirtualWorld();
  world.client.wish({ action: 'say', text });
  await world.time.pass(100);
  const conversation = world.cloud.logs[0]?.conversationId ?? '';
  return Object.assign(world, { conversation });
}

const texts = ({ client }: VirtualWorld) =>
  rowsOf(client.view.thread, client.view.unsent).map((row) => (row.kind === 'said' ? row.text : row.kind));
const sent = (world: VirtualWorld, action: string) => world.sent.filter((frame) => frame.action === action);
const part = (world: VirtualWorld) => currentPart(world.client.view.thread);

test('a question and its answer cost one session, one sync and one frame of words', async () => {
  const world = await talking();

  world.cloud.botSays(world.conversation, 'good morning');
  await world.time.pass(60_000);

  expect(texts(world)).toEqual(['hello', 'good morning']);
  expect(world.sent.map((frame) => frame.action)).toEqual(['sync', 'say']);
  expect(world.sessions).toBe(1);
});

test('only one message is under way at a time', async () => {
  const world = await talking();
  world.fate = (way) => ({ kind: 'arrives', delay: way === 'up' ? 5 : 3_000 });

  for (const text of ['one', 'two', 'three']) world.client.wish({ action: 'say', text });
  await world.time.pass(1_000);
  const underWay = sent(world, 'say').length;
  await world.time.pass(20_000);

  expect(underWay).toBe(2);
  expect(texts(world)).toEqual(['hello', 'one', 'two', 'three']);
});

test.each([
  { loss: 'the words never arrive', lost: ['up'], fate: { kind: 'lost' } },
  { loss: 'no acknowledgement comes', lost: ['answer', 'push'], fate: { kind: 'lost' } },
  { loss: 'the gateway reports an error of its own', lost: ['answer', 'push'], fate: { kind: 'error' } },
] as const)('when $loss, another socket is opened and the words are stored once', async ({ lost, fate }) => {
  const world = await talking();
  world.cloud.botSays(world.conversation, 'hello to you');
  await world.time.pass(100);
  world.fate = (way) => (lost.some((one) => one === way) ? fate : { kind: 'arrives', delay: 5 });
  const id = world.client.wish({ action: 'say', text: 'again' });
  await world.time.pass(50);
  world.fate = () => ({ kind: 'arrives', delay: 5 });
  await world.time.pass(20_000);

  expect(world.sessions).toBe(2);
  expect(texts(world)).toEqual(['hello', 'hello to you', 'again']);
  expect(world.cloud.logs[0]?.events.filter((event) => event.kind === 'customer-said')).toHaveLength(2);
  const ids = sent(world, 'say').map((frame) => frame.clientMessageId);
  expect(new Set(ids.slice(1))).toEqual(new Set([id]));
});

test('words that must be sent again later keep their id and hold up those behind them', async () => {
  const world = await talking();
  let refusedOnce = false;
  const receive = world.cloud.receive.bind(world.cloud);
  world.cloud.receive = (socket, text) => {
    const frame = JSON.parse(text);
    if (frame.action !== 'say' || refusedOnce) return receive(socket, text);
    refusedOnce = true;
    return { type: 'retry-later', action: 'say', clientMessageId: frame.clientMessageId, afterMs: 2_000 };
  };

  world.client.wish({ action: 'say', text: 'first' });
  world.client.wish({ action: 'say', text: 'second' });
  await world.time.pass(1_900);
  const before = sent(world, 'say').length;
  await world.time.pass(1_000);

  expect(before).toBe(2);
  expect(texts(world)).toEqual(['hello', 'first', 'second']);
  expect(world.sessions).toBe(1);
});

test('a token that is no longer good is dropped, and what was unsent goes into the new conversation', async () => {
  const world = await talking();
  world.online = false;
  world.disconnect();
  world.client.wish({ action: 'say', text: 'kept' });
  await world.time.pass(5_000);
  world.cloud.forget(world.storage.held.get('token') ?? '');
  world.online = true;
  await world.time.pass(60_000);

  expect(world.cloud.logs.map((log) => log.conversationId).at(-1)).not.toBe(world.conversation);
  expect(texts(world)).toEqual(['kept']);
});

test('unsent words survive a page load, in their order', async () => {
  const world = await talking();
  world.online = false;
  world.disconnect();
  for (const text of ['one', 'two', 'three']) world.client.wish({ action: 'say', text });
  world.reload();
  const shown = texts(world);
  world.online = true;
  await world.time.pass(60_000);

  expect(shown).toEqual(['one', 'two', 'three']);
  expect(texts(world)).toEqual(['hello', 'one', 'two', 'three']);
});

test.each(Object.keys(refusals) as RefusalCode[])(
  'a refusal of words with %s loses none of them and is said in both languages',
  async (code) => {
    const world = await talking();
    const receive = world.cloud.receive.bind(world.cloud);
    let refuse = true;
    world.cloud.receive = (socket, text) => {
      const { action, clientMessageId, conversationId } = JSON.parse(text);
      if (action !== 'say' || !refuse) return receive(socket, text);
      return { type: 'refused', code, action, message: '', clientMessageId, conversationId };
    };

    const id = world.client.wish({ action: 'say', text: 'mine' });
    await world.time.pass(100);
    const kept = texts(world);
    refuse = false;
    const failed = world.client.view.unsent.find((entry) => entry.refused);
    if (failed) world.client.retry(id);
    await world.time.pass(60_000);

    expect(kept).toEqual(['hello', 'mine']);
    expect(texts(world)).toEqual(['hello', 'mine']);
    expect(refusalWords(catalogue.zh, code)).toMatch(/[\u4e00-\u9fff]/);
    expect(refusalWords(catalogue.en, code)).toMatch(/^[A-Z].+[.]$/);
  },
);

test('a button pressed too late is no failure: a person asked for twice is asked for once', async () => {
  const world = await talking();
  world.cloud.handOff(world.conversation);

  world.client.wish({ action: 'ask-person' });
  world.client.wish({ action: 'ask-person' });
  await world.time.pass(1_000);

  expect(world.client.view).toMatchObject({ unsent: [], refused: undefined });
  expect(standingOf(part(world)).owner).toBe('queue');
});

test('after a close the next words open another conversation, and both are one thread', async () => {
  const world = await talking();
  world.cloud.closes(world.conversation);
  await world.time.pass(100);

  world.client.wish({ action: 'say', text: 'one more thing' });
  world.client.wish({ action: 'say', text: 'and another' });
  await world.time.pass(5_000);

  expect(sent(world, 'say')[1]).toMatchObject({ conversationId: world.conversation });
  expect(part(world)?.conversationId).toBe('thread001-2');
  expect(texts(world)).toEqual(['hello', 'notice', 'divider', 'one more thing', 'and another']);
});

test('a page that names a later conversation is followed, though every push of it was lost', async () => {
  const world = await talking();
  const other = new ProtocolClient({ ...world.effects(), storage: world.storage });
  other.start();
  await world.time.pass(100);
  world.fate = (way) => (way === 'push' ? { kind: 'lost' } : { kind: 'arrives', delay: 5 });
  world.cloud.closes(world.conversation);
  other.wish({ action: 'say', text: 'from the other tab' });
  await world.time.pass(600_000);

  expect(texts(world)).toEqual(['hello', 'notice', 'divider', 'from the other tab']);
});

test('after a page load the conversation before this one is on the screen too', async () => {
  const world = await talking();
  world.cloud.closes(world.conversation);
  world.client.wish({ action: 'say', text: 'second time' });
  await world.time.pass(1_000);
  world.reload();
  await world.time.pass(1_000);

  expect(texts(world)).toEqual(['hello', 'notice', 'divider', 'second time']);
});

test('a draft grows with its pieces, waits for one that is missing, and is replaced by the answer of its turn', async () => {
  const world = await talking();
  const turn = world.cloud.turnOf(world.conversation);
  const draft = () => {
    const held = part(world)?.draft;
    return held && draftText(held);
  };

  const drafts: (string | undefined)[] = [];
  for (const [offset, text] of [
    [0, 'It '],
    [9, 'free.'],
    [3, 'ships '],
  ] as const) {
    world.cloud.streams(world.conversation, turn, offset, text);
    await world.time.pass(20);
    drafts.push(draft());
  }
  world.cloud.botSays(world.conversation, 'It ships free.', { turn });
  await world.time.pass(20);
  world.cloud.streams(world.conversation, turn, 0, 'It ');
  await world.time.pass(20);

  expect(drafts).toEqual(['It ', 'It ', 'It ships free.']);
  expect(draft()).toBeUndefined();
  expect(texts(world)).toEqual(['hello', 'It ships free.']);
});

test('a draft is withdrawn when the conversation changes hands, and late pieces of it are dropped', async () => {
  const world = await talking();
  const turn = world.cloud.turnOf(world.conversation);
  world.cloud.streams(world.conversation, turn, 0, 'The answer is');
  await world.time.pass(20);
  const before = part(world)?.draft;

  world.cloud.handOff(world.conversation);
  await world.time.pass(20);
  world.cloud.streams(world.conversation, turn, 13, ' 42', 0);
  await world.time.pass(20);

  expect(before).toBeDefined();
  expect(part(world)?.draft).toBeUndefined();
});

test('an answer that was cut is shown as cut', async () => {
  const world = await talking();
  world.cloud.cutAnswer(world.conversation, world.cloud.turnOf(world.conversation), 'Half of');
  await world.time.pass(100);

  const rows = rowsOf(world.client.view.thread, []);
  expect(rows.at(-1)).toMatchObject({ kind: 'said', from: 'bot', text: 'Half of', cut: true });
});

test('an answer that its close has cut reaches the screen with the next ping, though its push was lost', async () => {
  const world = await talking();
  world.cloud.closes(world.conversation);
  world.client.wish({ action: 'say', text: 'one more thing' });
  await world.time.pass(5_000);
  world.fate = (way) => (way === 'push' ? { kind: 'lost' } : { kind: 'arrives', delay: 5 });
  world.cloud.cutAnswer(world.conversation, 'a turn', 'Within 30');
  await world.time.pass(480_000);

  expect(world.client.view.thread.parts[0]?.events.at(-1)?.kind).toBe('answer-cut');
});

test('an answer whose push was lost is asked for within five seconds', async () => {
  const world = await talking();
  world.fate = (way) => (way === 'push' ? { kind: 'lost' } : { kind: 'arrives', delay: 5 });

  world.cloud.botSays(world.conversation, 'here');
  await world.time.pass(5_100);

  expect(texts(world)).toEqual(['hello', 'here']);
});

test('an idle socket is pinged every four to eight minutes and exchanged before its second hour ends', async () => {
  const world = await talking();
  world.cloud.botSays(world.conversation, 'hello to you');
  const before = sent(world, 'sync').length;

  await world.time.pass(99 * 60_000);
  const pings = sent(world, 'sync').length - before;
  const sessions = world.sessions;
  await world.time.pass(17 * 60_000);

  expect(pings).toBeGreaterThanOrEqual(12);
  expect(pings).toBeLessThanOrEqual(25);
  expect(sessions).toBe(1);
  expect(world.sessions).toBe(2);
});

test('tries to reconnect spread out, up to half a minute apart, and begin anew when the network is back', async () => {
  const world = await talking();
  world.online = false;
  world.disconnect();

  await world.time.pass(10 * 60_000);
  const tries = world.sessions - 1;
  world.online = true;
  world.client.nudge();
  await world.time.pass(50);

  expect(tries).toBeGreaterThan(20);
  expect(tries).toBeLessThan(120);
  expect(world.client.view.ready).toBe(true);
});

test('a page of a strange origin is told so, and does not knock again by itself', async () => {
  const world = new VirtualWorld();
  world.cloud.sessionRefusal = 'origin-not-allowed';

  world.client.start();
  await world.time.pass(600_000);

  expect(world.sessions).toBe(1);
  expect(world.client.view.connection).toEqual({ kind: 'refused', code: 'origin-not-allowed' });
});

test('who has the conversation follows the events, and the state of a frame where it is newer', async () => {
  const world = await talking();
  const owners: string[] = [];
  const note = async () => {
    await world.time.pass(20);
    owners.push(standingOf(part(world)).owner);
  };

  await note();
  world.cloud.handOff(world.conversation);
  await note();
  world.cloud.tellsPlace(world.conversation, 2, 120);
  world.cloud.offers(world.conversation);
  world.cloud.accepts(world.conversation, 'Lin');
  await note();
  world.cloud.returnsToBot(world.conversation);
  await note();
  world.cloud.closes(world.conversation);
  await note();

  expect(owners).toEqual(['bot', 'queue', 'agent', 'bot', 'closed']);
  const stateless = part(world);
  expect(stateless && standingOf({ ...stateless, state: undefined })).toMatchObject({
    owner: 'closed',
    agentName: 'Lin',
  });
});

test('unread counts what others said behind the mark, over conversations, and nothing of the customer’s own', async () => {
  const world = await talking();
  world.cloud.botSays(world.conversation, 'one');
  world.cloud.closes(world.conversation);
  world.client.wish({ action: 'say', text: 'again' });
  await world.time.pass(1_000);
  world.cloud.botSays('thread001-2', 'two');
  await world.time.pass(1_000);
  const { thread } = world.client.view;

  expect(unreadOf(thread, undefined)).toBe(2);
  expect(unreadOf(thread, { conversationId: world.conversation, seq: 3 })).toBe(1);
  expect(unreadOf(thread, { conversationId: 'thread001-2', seq: 99 })).toBe(0);
});

test('events that only agents see cost the customer’s end nothing', async () => {
  const world = await talking();
  world.cloud.handOff(world.conversation);
  const before = world.sent.length;

  world.cloud.offers(world.conversation);
  world.cloud.accepts(world.conversation, 'Lin');
  world.cloud.offers(world.conversation);
  await world.time.pass(60_000);

  expect(world.sent.length).toBe(before);
  expect(part(world)).toMatchObject({ upTo: 6, highest: 6 });
});
