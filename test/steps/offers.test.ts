import { expect, test } from 'vitest';
import { accept } from '#functions/accept/step';
import { decline } from '#functions/decline/step';
import { agent, busy, CONVERSATION, type Scene, STRANGERS, scene } from './scene.ts';

const frame = <A extends 'accept' | 'decline'>(action: A, n = 1, conversationId = CONVERSATION) => ({
  action,
  conversationId,
  n,
});
const accepting = (stage: Scene) => accept(stage);
const declining = (stage: Scene) => decline({ ...stage, declinePauseSeconds: 60 });
const ana = agent('ana');

/** Ana is asked, and a workflow waits for her word. */
const offered = async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.ready('bo');
  const { handoff } = await stage.so('says', 'asks', 'offers');
  const row = { conversationId: CONVERSATION, wait: 'accepted' as const, handoff: handoff?.handoff ?? 0, run: 0, n: 1 };
  await stage.desk.putWait({ ...row, token: 'token-1' }, 2_000_000_000);
  return stage;
};

test('accepting raises the epoch, turns the offer into a held seat, and the workflow hears of it', async () => {
  const stage = await offered();
  const { epoch } = await stage.head();

  const answer = await accepting(stage)(frame('accept'), ana);

  expect(answer).toMatchObject({ type: 'ack', action: 'accept', epoch: epoch + 1 });
  expect(await stage.head()).toMatchObject({ owner: { kind: 'agent', agentId: 'ana' } });
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 1 }, seats: [{ kind: 'held' }] });
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: {} } }]);
});

test('an offer is accepted once: the second press changes nothing', async () => {
  const stage = await offered();
  await accepting(stage)(frame('accept'), ana);
  const before = stage.kinds();

  expect(await accepting(stage)(frame('accept'), ana)).toMatchObject({ code: 'already-accepted' });
  expect(stage.kinds()).toEqual(before);
});

test('two presses at the same moment: one is acknowledged, one is told', async () => {
  const stage = await offered();

  const answers = await Promise.all([accepting(stage)(frame('accept'), ana), accepting(stage)(frame('accept'), ana)]);

  expect(answers.map((answer) => (answer.type === 'refused' ? answer.code : answer.type)).sort()).toEqual([
    'ack',
    'already-accepted',
  ]);
});

test('an offer whose time is over cannot be accepted, even where the workflow is late', async () => {
  const stage = await offered();
  stage.pass(3600);

  expect(await accepting(stage)(frame('accept'), ana)).toMatchObject({ code: 'offer-gone' });
  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' } });
});

test('an offer that has expired cannot be accepted', async () => {
  const stage = await offered();
  await stage.so('expires');

  expect(await accepting(stage)(frame('accept'), ana)).toMatchObject({ code: 'offer-gone' });
});

test.each([
  ['accept', accepting],
  ['decline', declining],
] as const)(
  'to %s somebody else’s offer, one that never was, or one of no conversation is refused',
  async (action, doing) => {
    const stage = await offered();
    const run = doing(stage) as (asked: ReturnType<typeof frame>, sender: typeof ana) => Promise<unknown>;

    expect(await run(frame(action), agent('bo'))).toMatchObject({ code: 'not-your-offer' });
    expect(await run(frame(action, 7), ana)).toMatchObject({ code: 'offer-gone' });
    expect(await run(frame(action, 1, STRANGERS), ana)).toMatchObject({ code: 'unknown-conversation' });
    expect(stage.waits.told).toEqual([]);
  },
);

test('declining gives load and place back with the old waiting time, and rings for the next agent', async () => {
  const stage = await offered();
  const { handoff } = await stage.head();

  const answer = await declining(stage)(frame('decline'), ana);

  expect(answer).toMatchObject({ type: 'ack', action: 'decline' });
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0, misses: 0 }, seats: [] });
  expect(await stage.desk.places('general', 10)).toMatchObject([{ since: handoff?.since }]);
  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { failure: 'Declined' } }]);
});

test('who declines is not asked again for a pause, whose end rings by itself', async () => {
  const stage = await offered();
  await declining(stage)(frame('decline'), ana);

  const { handoff } = await stage.head();
  expect(handoff?.excluded).toEqual([
    { agentId: 'ana', until: new Date(Date.parse(stage.now()) + 60_000).toISOString() },
  ]);
  expect(stage.timers.set).toEqual([{ after: 61, timer: 'ring', skill: 'general' }]);
});

test('an accepted offer can no longer be declined', async () => {
  const stage = await offered();
  await accepting(stage)(frame('accept'), ana);

  expect(await declining(stage)(frame('decline'), ana)).toMatchObject({ code: 'already-accepted' });
});

test('where too many write at once both are to be sent again', async () => {
  const stage = await offered();
  const store = busy(stage);

  expect(await accept({ ...stage, store })(frame('accept'), ana)).toMatchObject({ type: 'retry-later' });
  expect(await decline({ ...stage, store, declinePauseSeconds: 60 })(frame('decline'), ana)).toMatchObject({
    type: 'retry-later',
  });
  expect(stage.timers.set).toEqual([]);
});
