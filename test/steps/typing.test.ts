import { expect, test } from 'vitest';
import { typing } from '#functions/typing/step';
import { agent, CONVERSATION, CUSTOMER, customer, STRANGERS, scene } from './scene.ts';

const frame = (conversationId = CONVERSATION) => ({ action: 'typing' as const, conversationId });
const withBoth = async (...acts: string[]) => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so(...acts);
  await stage.desk.putSocket({ role: 'customer', id: CUSTOMER }, 'tab-1', stage.now());
  await stage.desk.putSocket({ role: 'agent', id: 'ana' }, 'console-ana', stage.now());
  return stage;
};

test('each side sees that the other is writing, and the log keeps nothing of it', async () => {
  const stage = await withBoth('says', 'asks', 'offers', 'accepts');
  const before = stage.kinds();

  await typing(stage)(frame(), customer);
  await typing(stage)(frame(), agent('ana'));

  expect(stage.sockets.to('console-ana')).toEqual([{ type: 'typing', conversationId: CONVERSATION, by: 'customer' }]);
  expect(stage.sockets.to('tab-1')).toEqual([{ type: 'typing', conversationId: CONVERSATION, by: 'agent' }]);
  expect(stage.kinds()).toEqual(before);
});

test('before an agent holds it, nobody is shown that the customer is writing', async () => {
  const stage = await withBoth('says', 'asks', 'offers');

  const answer = await typing(stage)(frame(), customer);

  expect(answer).toMatchObject({ type: 'ack' });
  expect(stage.sockets.pushed).toEqual([]);
});

test('an agent who does not hold it, and a customer whose it is not, are refused', async () => {
  const stage = await withBoth('says', 'asks', 'offers', 'accepts');

  expect(await typing(stage)(frame(), agent('bo'))).toMatchObject({ code: 'not-owner' });
  expect(await typing(stage)(frame(), { ...customer, id: 'stranger0000000000000' })).toMatchObject({
    code: 'not-yours',
  });
  expect(stage.sockets.pushed).toEqual([]);
});

test('a conversation that is not there is refused', async () => {
  expect(await typing(scene())(frame(STRANGERS), customer)).toMatchObject({ code: 'unknown-conversation' });
});
