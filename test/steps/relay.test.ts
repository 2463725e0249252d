import { expect, test } from 'vitest';
import { relay } from '#functions/relay/step';
import type { Head } from '#shared/conversation/head';
import { CONVERSATION, type Scene, scene } from './scene.ts';

type Change = { before: Head | undefined; after: Head };
const change = async (stage: Scene, ...acts: Parameters<Scene['so']>): Promise<Change> => {
  const before = await stage.store.head(CONVERSATION);
  return { before, after: await stage.so(...acts) };
};
/** After these acts, what the change made by the last ones starts. */
const started = async (first: Parameters<Scene['so']>, then: Parameters<Scene['so']>) => {
  const stage = scene();
  await stage.ready('ana');
  if (first.length > 0) await stage.so(...first);
  const changed = await change(stage, ...then);
  await relay(stage)(changed);
  return { stage, ...changed };
};

test('new words start the turn that answers them, under the turn’s own id', async () => {
  const { stage } = await started([], ['says']);

  expect(stage.turns.ids).toEqual([`${CONVERSATION}-1-0`]);
  expect([...stage.workflow.executions]).toEqual([]);
  expect(stage.matching.rung).toEqual([]);
});

test('more words of the same turn start nothing more', async () => {
  const { stage } = await started(['says'], ['says']);

  expect(stage.turns.sent).toEqual([]);
});

test('an answer that leaves words open starts their turn', async () => {
  const { stage } = await started(['says', 'bot answers'], ['says']);

  expect(stage.turns.ids).toEqual([`${CONVERSATION}-1-2`]);
});

test('asking for a person starts the workflow of this handoff and rings for its queue', async () => {
  const { stage, after } = await started(['says'], ['asks']);

  expect([...stage.workflow.executions]).toEqual([`${CONVERSATION}-${after.epoch}-0`]);
  expect(stage.matching.rung).toEqual([{ skill: 'general', id: `${CONVERSATION}-${after.version}` }]);
  expect(stage.turns.sent).toEqual([]);
});

test('a rescued handoff starts its next run', async () => {
  const { stage, after } = await started(['says', 'asks'], ['workflow resumes']);

  expect([...stage.workflow.executions]).toEqual([`${CONVERSATION}-${after.epoch}-1`]);
});

test.each([
  ['declined', ['says', 'asks', 'offers'], ['declines']],
  ['expired', ['says', 'asks', 'offers'], ['expires']],
  ['lost by its agent', ['says', 'asks', 'offers', 'accepts'], ['agent is lost']],
] as const)('a conversation %s rings for its queue again', async (_, first, then) => {
  const { stage } = await started([...first], [...then]);

  expect(stage.matching.rung).toContainEqual(expect.objectContaining({ skill: 'general' }));
  expect([...stage.workflow.executions]).toEqual([]);
});

test.each(['agent closes', 'agent returns', 'closes herself'])(
  'room at a desk (%s) rings for its queue',
  async (ending) => {
    const { stage } = await started(['says', 'asks', 'offers', 'accepts'], [ending]);

    expect(stage.matching.rung).toHaveLength(1);
  },
);

test('an offer made, accepted or answered rings for nobody', async () => {
  for (const acts of [['offers'], ['offers', 'accepts'], ['offers', 'accepts', 'replies']]) {
    const { stage } = await started(['says', 'asks'], acts);
    expect(stage.matching.rung).toEqual([]);
  }
});

test('each change is projected with exactly the seqs it wrote', async () => {
  const { stage, after } = await started(['says'], ['asks at night']);

  expect(stage.projections.asked).toEqual([{ conversationId: CONVERSATION, from: 3, to: after.version }]);
});

test('the words of a waiting customer are the bot’s only where she wanted its help', async () => {
  expect((await started(['says', 'asks'], ['says'])).stage.turns.sent).toEqual([]);
  expect((await started(['says', 'asks', 'keeps the bot'], ['says'])).stage.turns.sent).toHaveLength(1);
});

test('a waiting workflow is answered from HEAD as it is now, not from the image', async () => {
  const stage = scene();
  await stage.ready('ana');
  const asked = await stage.so('says', 'asks');
  const offered = await stage.so('offers');
  const row = { conversationId: CONVERSATION, wait: 'accepted' as const, handoff: asked.epoch, run: 0, n: 1 };
  await stage.desk.putWait({ ...row, token: 'token-1' }, 2_000_000_000);
  await stage.so('accepts');

  await relay(stage)({ before: asked, after: offered });

  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: {} } }]);
});

test('an image that comes again starts nothing that its ids would not have made one', async () => {
  const { stage, before, after } = await started(['says'], ['asks']);
  const ids = { rung: [...stage.matching.rung], executions: [...stage.workflow.executions] };

  await relay(stage)({ before, after });

  expect(stage.matching.rung).toEqual(ids.rung);
  expect([...stage.workflow.executions]).toEqual(ids.executions);
});

test('an image of a handoff wrapped up meanwhile answers no wait and starts nothing', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'accepts', 'agent closes');
  const wrapped = await change(stage, 'wraps up');

  await relay(stage)(wrapped);

  expect(stage.waits.told).toEqual([]);
  expect([...stage.workflow.executions]).toEqual([]);
  expect(stage.matching.rung).toEqual([]);
});

test('what the service counts is read off the change', async () => {
  expect((await started([], ['says'])).stage.measured).toEqual([{ ConversationsOpened: 1 }]);
  expect((await started(['says'], ['bot answers'])).stage.measured).toEqual([{ BotUnknown: 1 }]);
  expect((await started(['says'], ['asks'])).stage.measured).toEqual([{ HandoffsAsked: 1 }]);
  expect((await started(['says', 'asks', 'offers'], ['accepts'])).stage.measured).toEqual([{ HandoffWaitSeconds: 2 }]);
  expect((await started(['says', 'asks', 'offers'], ['expires'])).stage.measured).toEqual([{ OffersMissed: 1 }]);
  expect((await started(['says'], ['closes herself'])).stage.measured).toEqual([{ ConversationsClosed: 1 }]);
});
