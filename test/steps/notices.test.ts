import { expect, test } from 'vitest';
import { tellSupervisors } from '#functions/deliver/tell-supervisors';
import { notices } from '#functions/notices/step';
import { sweep } from '#functions/sweep/step';
import { system } from '#shared/conversation/decision';
import { later } from '#shared/conversation/timings';
import { type ServerFrameOf, serverFrames } from '#shared/protocol/frames';
import { agent, CONVERSATION, handingOff, type Scene, scene } from './scene.ts';

const sue = agent('sue', ['supervisor']);
const asks = async (stage: Scene, seen?: { conversationId: string; at: string }, who = sue) => {
  const answer = await notices(stage)({ action: 'notices', ...(seen && { seen }) }, who);
  if (answer.type !== 'notices') throw new Error(JSON.stringify(answer));
  return serverFrames.notices.parse(answer);
};
/** Ana holds it, the customer waits for her words, and the supervisor is told. */
const told = async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'accepts', 'says');
  await tell(stage);
  return stage;
};
const tell = async (stage: Scene) => {
  stage.pass(1);
  const fact = { kind: 'supervisor-told', cause: 'customer-unanswered', by: system } as const;
  const before = await stage.head();
  await stage.store.append({ conversationId: CONVERSATION, at: stage.now(), decide: () => ({ facts: [fact] }) });
  return { before, after: await stage.head() };
};

test.each([['agent'], ['finance'], ['knowledge-editor']])(
  'somebody of the group %s is shown no notices',
  async (group) => {
    const stage = await told();

    const answer = await notices(stage)({ action: 'notices' }, agent('ana', [group]));

    expect(answer).toMatchObject({ type: 'refused', code: 'not-allowed', action: 'notices' });
    expect(await stage.notices.watchers()).toEqual([]);
  },
);

test.each([['supervisor'], ['admin']])(
  'a %s sees why she was told, who owns it and how long the customer waits',
  async (group) => {
    const stage = await told();
    const { askedSince } = await stage.head();

    const { open, seen, more } = await asks(stage, undefined, agent('sue', [group]));

    expect(open).toEqual([
      {
        conversationId: CONVERSATION,
        at: stage.now(),
        cause: 'customer-unanswered',
        holds: true,
        owner: 'agent',
        agentName: 'ana',
        waitsSince: askedSince,
      },
    ]);
    expect([seen, more]).toEqual([[], false]);
  },
);

test('once the agent has answered, the notice stays and says that it no longer holds', async () => {
  const stage = await told();
  await stage.so('replies');

  const { open } = await asks(stage);

  expect(open).toMatchObject([{ holds: false, owner: 'agent' }]);
  expect(open[0]).not.toHaveProperty('waitsSince');
});

test('told twice of one conversation, only the second notice holds', async () => {
  const stage = await told();
  await stage.so('replies', 'says');
  await tell(stage);

  const { open } = await asks(stage);

  expect(open.map(({ holds }) => holds)).toEqual([true, false]);
});

test('marked as seen it leaves the list for everybody, with who marked it and when; twice is once', async () => {
  const stage = await told();
  const [notice] = (await asks(stage)).open;
  if (!notice) throw new Error('no notice');
  stage.pass(5);

  const answer = await asks(stage, notice);
  stage.pass(5);
  const again = await asks(stage, notice, agent('root', ['admin']));

  expect(answer.open).toEqual([]);
  expect(again.seen).toEqual(answer.seen);
  expect(again.seen).toMatchObject([{ conversationId: CONVERSATION, seenBy: 'Bo', seenAt: later(stage.now(), -5) }]);
});

test('more than a frame can hold is said, the newest are shown', async () => {
  const stage = await told();
  for (let n = 0; n < 50; n += 1) await tell(stage);

  const { open, more } = await asks(stage);

  expect([open.length, more]).toEqual([50, true]);
  expect(open[0]?.at).toBe(stage.now());
  expect(Buffer.byteLength(JSON.stringify(await asks(stage)))).toBeLessThan(24_576);
});

test('a screen that asked is told when a supervisor is told, and when that is over; nothing else rings it', async () => {
  const stage = await told();
  await asks(stage);
  const delivered = tellSupervisors(stage);
  const rung = () => stage.sockets.to(sue.connectionId).length;

  const before = await stage.head();
  await delivered({ before, after: await stage.so('says') });
  expect(rung()).toBe(0);
  const waiting = await stage.head();
  await delivered({ before: waiting, after: await stage.so('replies') });
  expect(rung()).toBe(1);
  await stage.so('says');
  await delivered(await tell(stage));
  expect(stage.sockets.to(sue.connectionId)).toEqual([{ type: 'noticed' }, { type: 'noticed' }]);
});

test('a screen that is gone is rung no more', async () => {
  const stage = await told();
  await asks(stage);
  stage.sockets.gone.add(sue.connectionId);

  await tellSupervisors(stage)(await tell(stage));

  expect(await stage.notices.watchers()).toEqual([]);
});

test('the sweep that tells a supervisor puts it on her list', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'accepts', 'says');
  const needs = {
    ...stage,
    newId: () => 'id',
    queueWaitSeconds: stage.timings.queueWaitSeconds,
    skills: ['general'],
    handingOff: (_: string, at: string) => handingOff()(at),
    promiseDueAt: (_: unknown, at: string) => at,
    tellFailure: (_: string, error: unknown) => {
      throw error;
    },
  };
  for (const _ of ['reminded', 'told']) {
    stage.pass(stage.timings.agentReminderSeconds);
    await sweep(needs)();
  }

  expect((await asks(stage)).open).toMatchObject([{ cause: 'customer-unanswered', holds: true, agentName: 'ana' }]);
});

type Told = ServerFrameOf<'notices'>['open'][number];
test.each<[Told['cause']]>([['customer-unanswered'], ['handoff-gave-up']])(
  '%s is a cause a screen can be told',
  (cause) => {
    const at = '2026-11-20T09:00:00.000Z';

    expect(
      serverFrames.notices.parse({
        type: 'notices',
        open: [{ conversationId: CONVERSATION, at, cause, holds: true, owner: 'queue' }],
        seen: [],
        more: false,
        at,
      }).open,
    ).toMatchObject([{ cause }]);
  },
);
