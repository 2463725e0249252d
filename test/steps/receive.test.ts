import { expect, test } from 'vitest';
import { receive } from '#functions/receive/step';
import { system } from '#shared/conversation/decision';
import { busy, CONVERSATION, CUSTOMER, customer, messageId, NEXT, type Scene, STRANGERS, scene } from './scene.ts';

const say = (text: string, id = 1, conversationId = CONVERSATION) => ({
  action: 'say' as const,
  conversationId,
  clientMessageId: messageId(id),
  body: { text },
});
const receiving = (stage: Scene, perMinute = 100) => receive({ ...stage, perMinute });

test('words are acknowledged with the seq at which they stand in the log', async () => {
  const stage = scene();

  const answer = await receiving(stage)(say('Where is my order?'), customer);

  expect(answer).toEqual({
    type: 'ack',
    action: 'say',
    conversationId: CONVERSATION,
    clientMessageId: messageId(1),
    seq: 2,
  });
  expect(stage.eventsOf(CONVERSATION)[1]).toMatchObject({
    seq: 2,
    kind: 'customer-said',
    language: 'en',
    settled: true,
    words: { text: 'Where is my order?' },
    by: { role: 'customer', customerId: CUSTOMER },
  });
});

test('the turn is asked for only after the words are stored', async () => {
  const stage = scene();
  const seen: string[][] = [];
  const turns = {
    enqueue: async () => {
      seen.push(stage.kinds());
    },
  };

  await receive({ ...stage, turns, perMinute: 100 })(say('Hello'), customer);

  expect(seen).toEqual([['conversation-opened', 'customer-said']]);
});

test('words that could not be stored start no turn and are to be sent again under the same id', async () => {
  const stage = scene();

  const answer = await receive({ ...stage, store: busy(stage), perMinute: 100 })(say('Hello'), customer);

  expect(answer).toEqual({
    type: 'retry-later',
    action: 'say',
    conversationId: CONVERSATION,
    clientMessageId: messageId(1),
    afterMs: 1000,
  });
  expect(stage.turns.sent).toEqual([]);
});

test('several short messages are one turn', async () => {
  const stage = scene();

  await receiving(stage)(say('my order', 1), customer);
  await receiving(stage)(say('it has not come', 2), customer);

  expect(new Set(stage.turns.ids)).toEqual(new Set([`${CONVERSATION}-1-0`]));
});

test('the same words under the same id are stored once and answered with the same seq', async () => {
  const stage = scene();
  const first = await receiving(stage)(say('Hello', 1), customer);
  await receiving(stage)(say('another', 2), customer);

  const again = await receiving(stage)(say('Hello', 1), customer);

  expect(again).toEqual(first);
  expect(stage.kinds()).toEqual(['conversation-opened', 'customer-said', 'customer-said']);
});

test('other words under an id that was used are a conflict, and nothing is stored', async () => {
  const stage = scene();
  await receiving(stage)(say('Hello', 1), customer);

  const answer = await receiving(stage)(say('Goodbye', 1), customer);

  expect(answer).toMatchObject({ type: 'refused', code: 'id-conflict', clientMessageId: messageId(1) });
  expect(stage.kinds()).toHaveLength(2);
});

test('a conversation of somebody else is refused before anything is read', async () => {
  const stage = scene();

  const answer = await receiving(stage)(say('Hello', 1, STRANGERS), customer);

  expect(answer).toMatchObject({ code: 'not-yours', conversationId: STRANGERS });
  expect(stage.eventsOf(STRANGERS)).toEqual([]);
});

test('first words may only open the first conversation of a thread', async () => {
  const stage = scene();

  const answer = await receiving(stage)(say('Hello', 1, NEXT), customer);

  expect(answer).toMatchObject({ code: 'unknown-conversation' });
  expect(stage.eventsOf(NEXT)).toEqual([]);
});

test('words to a closed conversation open the next one, linked, and the thread moves there', async () => {
  const stage = scene();
  await stage.so('says', 'closes herself');

  const answer = await receiving(stage)(say('One more thing'), customer);

  expect(answer).toMatchObject({ type: 'ack', conversationId: NEXT, seq: 2 });
  expect(stage.eventsOf(NEXT)).toMatchObject([
    { kind: 'conversation-opened', previous: CONVERSATION, words: { summary: expect.stringMatching(/\S/) } },
    { kind: 'customer-said', words: { text: 'One more thing' } },
  ]);
  expect(stage.turns.ids).toEqual([`${NEXT}-1-0`]);
  expect(await stage.customers.thread(CUSTOMER)).toMatchObject({ conversationId: NEXT });
});

test('a browser that names a conversation closed long ago is led to the newest one', async () => {
  const stage = scene();
  await stage.so('says', 'closes herself');
  await receiving(stage)(say('second conversation', 1), customer);

  const answer = await receiving(stage)(say('still the old tab', 2), customer);

  expect(answer).toMatchObject({ conversationId: NEXT, seq: 3 });
});

test('a retry of words stored before the close is answered where they stand, not stored anew', async () => {
  const stage = scene();
  await receiving(stage)(say('Hello', 1), customer);
  await stage.so('closes herself');

  const again = await receiving(stage)(say('Hello', 1), customer);

  expect(again).toMatchObject({ type: 'ack', conversationId: CONVERSATION, seq: 2 });
  expect(stage.eventsOf(NEXT)).toEqual([]);
});

test('more words in a minute than the limit are refused, and a minute later they are welcome', async () => {
  const stage = scene();
  await receiving(stage, 2)(say('one', 1), customer);
  await receiving(stage, 2)(say('two', 2), customer);

  const third = await receiving(stage, 2)(say('three', 3), customer);
  stage.pass(61);
  const later = await receiving(stage, 2)(say('three', 3), customer);

  expect(third).toMatchObject({ code: 'too-many', clientMessageId: messageId(3) });
  expect(later).toMatchObject({ type: 'ack' });
});

test('a conversation at its limit of events takes no more words', async () => {
  const stage = scene();
  await stage.so('says');
  await stage.store.append({
    conversationId: CONVERSATION,
    at: stage.now(),
    decide: () => ({
      facts: Array.from(
        { length: 5000 },
        () => ({ kind: 'place-told', place: 1, waitSeconds: 60, by: system }) as const,
      ),
    }),
  });

  expect(await receiving(stage)(say('more'), customer)).toMatchObject({ code: 'conversation-full' });
});

test('while a person has the conversation, words are stored and start no turn', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'accepts');

  const answer = await receiving(stage)(say('Are you there?', 9), customer);

  expect(answer).toMatchObject({ type: 'ack' });
  expect(stage.turns.sent).toEqual([]);
});

test('words while a promise stands give the conversation to the bot, and the promise stays', async () => {
  const stage = scene();
  await stage.so('says', 'asks at night', 'chooses a callback');

  await receiving(stage)(say('Another question', 9), customer);

  const head = await stage.head();
  expect(head.owner).toEqual({ kind: 'bot' });
  expect(head.promises).toHaveLength(1);
  expect(stage.turns.sent).toHaveLength(1);
});

test('the language of the conversation is the one its customer writes', async () => {
  const stage = scene();

  await receiving(stage)(say('我的订单在哪里？'), customer);

  expect(await stage.head()).toMatchObject({ language: 'zh' });
});
