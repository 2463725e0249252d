import { expect, test } from 'vitest';
import { choose } from '#functions/choose/step';
import type { ClientFrameOf } from '#shared/protocol/frames';
import { CONVERSATION, customer, messageId, type Scene, STRANGERS, scene } from './scene.ts';

const DUE = '2026-11-21T01:00:00.000Z';
const choosing = (stage: Scene) => choose({ ...stage, newId: () => 'promise-1', promiseDueAt: () => DUE });
const frame = (choice: ClientFrameOf<'choose'>['choice'], more: Partial<ClientFrameOf<'choose'>> = {}) => ({
  action: 'choose' as const,
  conversationId: CONVERSATION,
  clientMessageId: messageId(1),
  choice,
  ...more,
});
/** A workflow that waits for the choice. */
const waiting = async (stage: Scene): Promise<void> => {
  const { handoff } = await stage.head();
  const row = { conversationId: CONVERSATION, wait: 'chosen' as const, handoff: handoff?.handoff ?? 0, run: 0 };
  await stage.desk.putWait({ ...row, token: 'token-1' }, 2_000_000_000);
};

test.each(['callback', 'message'] as const)(
  'a %s is promised with its date, and the waiting workflow hears of it',
  async (choice) => {
    const stage = scene();
    await stage.so('says', 'asks at night');
    await waiting(stage);

    const answer = await choosing(stage)(frame(choice, { contact: '13800138000', text: 'after six' }), customer);

    expect(answer).toMatchObject({ type: 'ack', action: 'choose' });
    expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({
      kind: 'promised',
      promiseId: 'promise-1',
      promise: choice,
      dueAt: DUE,
      words: { contact: '13800138000', text: 'after six' },
    });
    expect(await stage.head()).toMatchObject({ owner: { kind: 'promise' }, promises: [{ dueAt: DUE }] });
    expect(await stage.desk.places('general', 10)).toEqual([]);
    expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: { outcome: 'promise' } } }]);
  },
);

test('going on with the bot gives up the place; words that came meanwhile are its next turn', async () => {
  const stage = scene();
  await stage.so('says', 'asks', 'says');

  await choosing(stage)(frame('bot'), customer);

  expect(await stage.head()).toMatchObject({ owner: { kind: 'bot' }, handoff: { ended: { outcome: 'returned' } } });
  expect(await stage.desk.places('general', 10)).toEqual([]);
  expect(stage.turns.ids).toEqual([`${CONVERSATION}-3-2`]);
});

test('the bot’s help while waiting keeps the place and the owner', async () => {
  const stage = scene();
  await stage.so('says', 'asks', 'says');

  await choosing(stage)(frame('keep-helping'), customer);

  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' }, handoff: { botHelps: true } });
  expect(await stage.desk.places('general', 10)).toHaveLength(1);
  expect(stage.turns.sent).toHaveLength(1);
});

test('help that is given already is acknowledged and written once', async () => {
  const stage = scene();
  await stage.so('says', 'asks', 'keeps the bot');

  const answer = await choosing(stage)(frame('keep-helping'), customer);

  expect(answer).toMatchObject({ type: 'ack' });
  expect(stage.kinds().filter((kind) => kind === 'bot-kept-helping')).toHaveLength(1);
});

test.each(['callback', 'message'] as const)(
  'a %s without a contact is refused, and the choice stays open',
  async (choice) => {
    const stage = scene();
    await stage.so('says', 'asks at night');

    expect(await choosing(stage)(frame(choice), customer)).toMatchObject({ code: 'contact-needed' });
    expect((await stage.head()).handoff?.choosing).toBeDefined();
  },
);

test('with nobody asked for there is nothing to choose', async () => {
  const stage = scene();
  await stage.so('says');

  expect(await choosing(stage)(frame('bot'), customer)).toMatchObject({ code: 'nothing-to-choose' });
});

test('a promise can only be chosen once the question was put', async () => {
  const stage = scene();
  await stage.so('says', 'asks');

  const answer = await choosing(stage)(frame('callback', { contact: '13800138000' }), customer);

  expect(answer).toMatchObject({ code: 'nothing-to-choose' });
});

test('an agent who came meanwhile wins over the choice', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks at night', 'offers', 'accepts');

  const answer = await choosing(stage)(frame('callback', { contact: '13800138000' }), customer);

  expect(answer).toMatchObject({ code: 'nothing-to-choose' });
  expect(await stage.head()).toMatchObject({ owner: { kind: 'agent', agentId: 'ana' } });
});

test('the same choice sent again is one promise, and another under its id is a conflict', async () => {
  const stage = scene();
  await stage.so('says', 'asks at night');
  const first = await choosing(stage)(frame('callback', { contact: '13800138000' }), customer);

  expect(await choosing(stage)(frame('callback', { contact: '13800138000' }), customer)).toEqual(first);
  expect(await choosing(stage)(frame('callback', { contact: '13900139000' }), customer)).toMatchObject({
    code: 'id-conflict',
  });
  expect((await stage.head()).promises).toHaveLength(1);
});

test('somebody else’s conversation and one that is not there are refused', async () => {
  const stage = scene();

  expect(await choosing(stage)(frame('bot', { conversationId: STRANGERS }), customer)).toMatchObject({
    code: 'not-yours',
  });
  expect(await choosing(stage)(frame('bot'), customer)).toMatchObject({ code: 'unknown-conversation' });
});
