import { expect, test } from 'vitest';
import { askPerson } from '#functions/ask-person/step';
import {
  busy,
  CONVERSATION,
  CUSTOMER,
  customer,
  handingOff,
  messageId,
  NEXT,
  type Scene,
  STRANGERS,
  scene,
} from './scene.ts';

const press = (id = 1, conversationId = CONVERSATION) => ({
  action: 'ask-person' as const,
  conversationId,
  clientMessageId: messageId(id),
});
const asking = (stage: Scene, more = {}) => askPerson({ ...stage, handingOff: handingOff(more) });

test('one press makes the queue the owner and takes a place in it, without a second question', async () => {
  const stage = scene();
  await stage.so('says');

  const answer = await asking(stage)(press(), customer);

  expect(answer).toMatchObject({ type: 'ack', action: 'ask-person', epoch: 2, clientMessageId: messageId(1) });
  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' }, handoff: { reason: 'customer-asked' } });
  expect(await stage.desk.places('general', 10)).toMatchObject([{ conversationId: CONVERSATION }]);
  expect(stage.matching.rung).toEqual([{ skill: 'general', id: `${CONVERSATION}-3` }]);
});

test('the words that stood unanswered are the person’s to answer: the bot starts no turn for them', async () => {
  const stage = scene();
  const before = await stage.so('says');

  await asking(stage)(press(), customer);

  expect((await stage.head()).answeredUpTo).toBe(before.askedUpTo);
});

test('pressed before the first words it opens the conversation', async () => {
  const stage = scene();

  const answer = await asking(stage)({ ...press(), language: 'zh' }, customer);

  expect(answer).toMatchObject({ type: 'ack', conversationId: CONVERSATION });
  expect(stage.kinds()).toEqual(['conversation-opened', 'handed-off']);
  expect(await stage.head()).toMatchObject({ language: 'zh' });
  expect(await stage.customers.thread(CUSTOMER)).toMatchObject({ conversationId: CONVERSATION });
});

test('pressed after a close it opens the next conversation, linked', async () => {
  const stage = scene();
  await stage.so('says', 'closes herself');

  const answer = await asking(stage)(press(), customer);

  expect(answer).toMatchObject({ type: 'ack', conversationId: NEXT });
  expect(stage.eventsOf(NEXT)).toMatchObject([
    { kind: 'conversation-opened', previous: CONVERSATION },
    { kind: 'handed-off' },
  ]);
});

test('outside hours the choice is put in the same breath, and the place is kept', async () => {
  const stage = scene();
  await stage.so('says');

  await asking(stage, { open: false })(press(), customer);

  expect(stage.kinds().slice(-2)).toEqual(['handed-off', 'choice-asked']);
  expect(await stage.desk.places('general', 10)).toHaveLength(1);
});

test('who already waits for a person is told so and keeps her place', async () => {
  const stage = scene();
  await stage.so('says', 'asks');

  const answer = await asking(stage)(press(2), customer);

  expect(answer).toMatchObject({ code: 'already-with-person' });
  expect(await stage.desk.places('general', 10)).toHaveLength(1);
  expect(stage.matching.rung).toEqual([]);
});

test('the same press sent again is acknowledged once more and rings for nobody', async () => {
  const stage = scene();
  await stage.so('says');
  const first = await asking(stage)(press(), customer);

  const again = await asking(stage)(press(), customer);

  expect(again).toEqual(first);
  expect(stage.matching.rung).toHaveLength(1);
});

test('a press in somebody else’s conversation is refused', async () => {
  expect(await asking(scene())(press(1, STRANGERS), customer)).toMatchObject({ code: 'not-yours' });
});

test('a press may only open the first conversation of a thread', async () => {
  expect(await asking(scene())(press(1, NEXT), customer)).toMatchObject({ code: 'unknown-conversation' });
});

test('a press that could not be stored is to be sent again and rings for nobody', async () => {
  const stage = scene();

  const answer = await askPerson({ ...stage, store: busy(stage), handingOff: handingOff() })(press(), customer);

  expect(answer).toMatchObject({ type: 'retry-later', afterMs: 1000 });
  expect(stage.matching.rung).toEqual([]);
});
