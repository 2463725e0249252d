import { expect, test } from 'vitest';
import { reply } from '#functions/reply/step';
import { agent, busy, CONVERSATION, messageId, STRANGERS, scene } from './scene.ts';

const ana = agent('ana');
const frame = (epoch: number, { text = 'Hello, I am Ana.', id = 1, conversationId = CONVERSATION } = {}) => ({
  action: 'reply' as const,
  conversationId,
  clientMessageId: messageId(id),
  epoch,
  body: { text },
});
const held = async () => {
  const stage = scene();
  await stage.ready('ana');
  const { epoch } = await stage.so('says', 'asks', 'offers', 'accepts', 'says');
  return { stage, epoch };
};

test('an agent’s words stand in the log under her name and answer what was open', async () => {
  const { stage, epoch } = await held();

  const answer = await reply(stage)(frame(epoch), ana);

  const head = await stage.head();
  expect(answer).toMatchObject({ type: 'ack', clientMessageId: messageId(1), seq: head.version, epoch });
  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({
    kind: 'agent-said',
    words: { text: 'Hello, I am Ana.', agentName: 'Ana' },
    by: { role: 'agent', agentId: 'ana' },
  });
  expect(head.answeredUpTo).toBe(head.askedUpTo);
});

test('a reply sent again is stored once; other words under its id are a conflict', async () => {
  const { stage, epoch } = await held();
  const first = await reply(stage)(frame(epoch), ana);

  expect(await reply(stage)(frame(epoch), ana)).toMatchObject({ type: 'ack', seq: (first as { seq: number }).seq });
  expect(await reply(stage)(frame(epoch, { text: 'Other' }), ana)).toMatchObject({ code: 'id-conflict' });
  expect(stage.kinds().filter((kind) => kind === 'agent-said')).toHaveLength(1);
});

test('a reply of an epoch that is past is refused, also by the same agent who has it again', async () => {
  const { stage, epoch } = await held();
  await stage.so('agent is lost');
  await stage.ready('ana');
  await stage.so(['offers', 'ana', 2], ['accepts', 'ana', 2]);

  expect(await reply(stage)(frame(epoch), ana)).toMatchObject({ code: 'stale-epoch' });
});

test('an agent who lost the conversation writes nothing more', async () => {
  const { stage, epoch } = await held();
  await stage.so('agent is lost');

  expect(await reply(stage)(frame(epoch), ana)).toMatchObject({ code: 'not-owner' });
  expect(stage.kinds()).not.toContain('agent-said');
});

test('a colleague who does not hold it is refused', async () => {
  const { stage, epoch } = await held();

  expect(await reply(stage)(frame(epoch), agent('bo'))).toMatchObject({ code: 'not-owner' });
});

test('after the close, and where there is no conversation, a reply is refused by its own code', async () => {
  const { stage, epoch } = await held();
  await stage.so('agent closes');

  expect(await reply(stage)(frame(epoch + 1), ana)).toMatchObject({ code: 'conversation-closed' });
  expect(await reply(stage)(frame(1, { conversationId: STRANGERS }), ana)).toMatchObject({
    code: 'unknown-conversation',
  });
});

test('a reply stored before the close is acknowledged when it is sent again after it', async () => {
  const { stage, epoch } = await held();
  const first = await reply(stage)(frame(epoch), ana);
  await stage.so('agent closes');

  expect(await reply(stage)(frame(epoch), ana)).toMatchObject({ type: 'ack', seq: (first as { seq: number }).seq });
});

test('where too many write at once the reply is to be sent again', async () => {
  const { stage, epoch } = await held();

  expect(await reply({ ...stage, store: busy(stage) })(frame(epoch), ana)).toMatchObject({
    type: 'retry-later',
    clientMessageId: messageId(1),
  });
});
