import { expect, test } from 'vitest';
import { close } from '#functions/close/step';
import { returnToBot } from '#functions/return-to-bot/step';
import type { ClientFrameOf } from '#shared/protocol/frames';
import { agent, busy, CONVERSATION, customer, type Scene, STRANGERS, scene } from './scene.ts';

const ana = agent('ana');
const closing = (more: Partial<ClientFrameOf<'close'>> = {}): ClientFrameOf<'close'> => ({
  action: 'close',
  conversationId: CONVERSATION,
  disposition: 'none',
  ...more,
});
const giving = (epoch: number, more: Partial<ClientFrameOf<'return-to-bot'>> = {}) => ({
  action: 'return-to-bot' as const,
  conversationId: CONVERSATION,
  epoch,
  ...more,
});
const waiting = (stage: Scene, handoff: number) =>
  stage.desk.putWait({ conversationId: CONVERSATION, wait: 'ended', handoff, run: 0, token: 'token-1' }, 2_000_000_000);
const held = async () => {
  const stage = scene();
  await stage.ready('ana');
  const { epoch, handoff } = await stage.so('says', 'asks', 'offers', 'accepts');
  await waiting(stage, handoff?.handoff ?? 0);
  return { stage, epoch };
};

test('an agent closes with a disposition: her seat is free, the workflow goes on, the queue is rung', async () => {
  const { stage, epoch } = await held();

  const answer = await close(stage)(closing({ epoch, disposition: 'resolved', note: 'sent anew' }), ana);

  expect(answer).toMatchObject({ type: 'ack', action: 'close', epoch: epoch + 1 });
  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({
    kind: 'closed',
    reason: 'by-agent',
    disposition: 'resolved',
    words: { note: 'sent anew' },
  });
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0 }, seats: [] });
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: { outcome: 'closed' } } }]);
  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
});

test('a customer closes her own conversation from any state, with her consent alone', async () => {
  for (const acts of [
    ['says'],
    ['says', 'asks'],
    ['says', 'asks', 'offers', 'accepts'],
    ['says', 'asks at night', 'chooses a callback'],
  ]) {
    const stage = scene();
    await stage.ready('ana');
    await stage.so(...acts);

    expect(await close(stage)(closing(), customer)).toMatchObject({ type: 'ack' });
    expect(await stage.head()).toMatchObject({ owner: { kind: 'closed' }, promises: [] });
    expect(await stage.desk.places('general', 10)).toEqual([]);
    expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0 }, seats: [] });
  }
});

test('a customer who closes twice is acknowledged twice, and it is written once', async () => {
  const stage = scene();
  await stage.so('says');
  const first = await close(stage)(closing(), customer);

  expect(await close(stage)(closing(), customer)).toEqual(first);
  expect(stage.kinds().filter((kind) => kind === 'closed')).toHaveLength(1);
});

test('a customer cannot close somebody else’s conversation nor one that is not there', async () => {
  const stage = scene();

  expect(await close(stage)(closing({ conversationId: STRANGERS }), customer)).toMatchObject({ code: 'not-yours' });
  expect(await close(stage)(closing(), customer)).toMatchObject({ code: 'unknown-conversation' });
});

test('an agent who does not say which epoch she has seen cannot close', async () => {
  const { stage } = await held();

  expect(await close(stage)(closing(), ana)).toMatchObject({ code: 'stale-epoch' });
});

test('a note told to nobody: a customer’s close carries neither note nor disposition', async () => {
  const stage = scene();
  await stage.so('says');

  await close(stage)(closing({ disposition: 'spam', note: 'x' }), customer);

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ reason: 'by-customer', disposition: 'none', words: {} });
});

test('given back to the bot, what nobody answered is its next turn under a new id', async () => {
  const { stage, epoch } = await held();
  await stage.so('says');
  const { answeredUpTo } = await stage.head();

  const answer = await returnToBot(stage)(giving(epoch, { note: 'only an opening time' }), ana);

  expect(answer).toMatchObject({ type: 'ack', epoch: epoch + 1 });
  expect(await stage.head()).toMatchObject({ owner: { kind: 'bot' }, handoff: { ended: { outcome: 'returned' } } });
  expect(stage.turns.ids).toEqual([`${CONVERSATION}-${epoch + 1}-${answeredUpTo}`]);
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: { outcome: 'returned' } } }]);
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0 } });
  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
});

test('given back with everything answered, the bot keeps silent', async () => {
  const { stage, epoch } = await held();
  await stage.so('replies');

  await returnToBot(stage)(giving(epoch), ana);

  expect(stage.turns.sent).toEqual([]);
});

test.each([
  ['to close', (stage: Scene, epoch: number, sender = ana) => close(stage)(closing({ epoch }), sender)],
  ['to return', (stage: Scene, epoch: number, sender = ana) => returnToBot(stage)(giving(epoch), sender)],
])('%s needs the conversation, in the epoch she has seen, and open', async (_, ending) => {
  const { stage, epoch } = await held();

  expect(await ending(stage, epoch, agent('bo'))).toMatchObject({ code: 'not-owner' });
  expect(await ending(stage, epoch - 1)).toMatchObject({ code: 'stale-epoch' });
  expect(await ending(scene(), epoch)).toMatchObject({ code: 'unknown-conversation' });
  await stage.so('agent closes');
  expect(await ending(stage, epoch)).toMatchObject({ code: 'conversation-closed' });
});

test('where too many write at once both are to be sent again', async () => {
  const { stage, epoch } = await held();
  const store = busy(stage);

  expect(await close({ ...stage, store })(closing({ epoch }), ana)).toMatchObject({ type: 'retry-later' });
  expect(await returnToBot({ ...stage, store })(giving(epoch), ana)).toMatchObject({ type: 'retry-later' });
  expect(stage.matching.rung).toEqual([]);
});
