import { expect, test } from 'vitest';
import { type SweepNeeds, sweep, sweeps } from '#functions/sweep/step';
import { CONVERSATION, handingOff, type Scene, scene } from './scene.ts';

const DUE = '2026-11-21T01:00:00.000Z';
const failures: [string, unknown][] = [];
const sweeping = (stage: Scene, more: Partial<SweepNeeds> = {}) =>
  sweep({
    ...stage,
    newId: () => 'promise-1',
    skills: ['general'],
    queueWaitSeconds: 300,
    handingOff: (reason, at) => handingOff({ reason })(at),
    promiseDueAt: () => DUE,
    tellFailure: (id, error) => failures.push([id, error]),
    ...more,
  });
/** A conversation brought somewhere, then so many seconds of nothing. */
const after = async (seconds: number, ...acts: Parameters<Scene['so']>) => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so(...acts);
  stage.pass(seconds);
  return stage;
};
const lastKind = (stage: Scene) => stage.kinds().at(-1);

test('within its grace nothing is owed, and nothing is done', async () => {
  const stage = await after(19, 'says');

  expect(await sweeping(stage)()).toEqual({ overdue: 0 });
  expect(stage.turns.sent).toEqual([]);
});

test('a turn that was lost is queued again, under a name the queue does not know yet', async () => {
  const stage = await after(21, 'says');

  expect(await sweeping(stage)()).toEqual({ overdue: 1 });

  expect(stage.turns.sent).toEqual([
    { turn: expect.objectContaining({ id: `${CONVERSATION}-1-0` }), id: `${CONVERSATION}-1-0-sweep-2026-11-20T09:00` },
  ]);
});

test('a turn overdue twice is stuck: the customer gets a person instead', async () => {
  const stage = await after(90, 'says');

  await sweeping(stage)();

  expect(stage.kinds().slice(-2)).toEqual(['bot-failed', 'handed-off']);
  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' }, handoff: { reason: 'bot-failed' } });
  expect(stage.turns.sent).toEqual([]);
  expect(stage.matching.rung).toContainEqual(expect.objectContaining({ skill: 'general' }));
});

test('an offer that nobody ended expires a minute after its time', async () => {
  const stage = await after(81, 'says', 'asks', 'offers');
  await stage.waiting('accepted', { n: 1 });

  await sweeping(stage)();

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'offer-expired', cause: 'silence' });
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0, misses: 1 } });
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { failure: 'Declined' } }]);
});

test('words an agent leaves open: she is reminded, then the supervisor is told, then the customer is offered anew', async () => {
  const stage = await after(121, 'says', 'asks', 'offers', 'accepts', 'says');

  await sweeping(stage)();
  expect(lastKind(stage)).toBe('agent-reminded');
  stage.pass(121);
  await sweeping(stage)();
  expect(lastKind(stage)).toBe('supervisor-told');
  stage.pass(121);
  await sweeping(stage)();

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'agent-lost', cause: 'customer-unanswered' });
  expect(await stage.desk.places('general', 10)).toHaveLength(1);
});

test('a silent customer is warned, then the conversation is closed with a way back', async () => {
  const stage = await after(601, 'says', 'asks', 'offers', 'accepts', 'replies');

  await sweeping(stage)();
  expect(lastKind(stage)).toBe('silence-warned');
  stage.pass(301);
  await sweeping(stage)();

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'closed', reason: 'silence' });
});

test('a customer who waited too long and whose workflow never started is given the choice', async () => {
  const stage = await after(361, 'says', 'asks');
  const { epoch } = await stage.head();

  await sweeping(stage)();

  expect([...stage.workflow.executions]).toEqual([`${CONVERSATION}-${epoch}-0`]);
  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'choice-asked', reason: 'waited-too-long' });
});

test('a choice nobody made: a promise where she has told how to reach her, else an announced end', async () => {
  const reachable = scene();
  await reachable.tells('my number is 13800138000');
  await reachable.so('asks at night');
  reachable.pass(181);
  const silent = await after(181, 'says', 'asks at night');

  await sweeping(reachable)();
  await sweeping(silent)();

  expect(reachable.eventsOf(CONVERSATION).at(-1)).toMatchObject({
    kind: 'promised',
    promise: 'callback',
    dueAt: DUE,
    words: { contact: '13800138000' },
  });
  expect(silent.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'closed', reason: 'no-choice' });
});

/** A conversation overdue, of which somebody else does these acts while the sweep is at it: between its look and its append. */
const meanwhile = async (seconds: number, begun: string[], ...acts: Parameters<Scene['so']>): Promise<Scene> => {
  const stage: Scene = scene();
  await stage.ready('ana');
  await stage.so(...begun);
  stage.pass(seconds);
  const store: Scene['store'] = {
    ...stage.store,
    append: async (entry) => {
      await stage.so(...acts.splice(0));
      return stage.store.append(entry);
    },
  };
  await sweeping(stage, { store })();
  return stage;
};

test('a choice nobody made does not end a wait that has begun while the sweep looked', async () => {
  const begun = ['says', 'asks at night'];

  const stage = await meanwhile(181, begun, 'chooses the bot', 'wraps up', 'asks at night');

  expect(lastKind(stage)).not.toBe('closed');
  expect((await stage.head()).owner).toEqual({ kind: 'queue' });
});

test('a choice that an offer took back while the sweep looked is not settled', async () => {
  const stage = await meanwhile(181, ['says', 'asks at night'], 'offers', 'expires');

  expect((await stage.head()).owner).toEqual({ kind: 'queue' });
});

test('who waited too long is not asked for a choice in a wait that has begun while the sweep looked', async () => {
  const stage = await meanwhile(361, ['says', 'asks'], 'offers', 'accepts', 'agent returns', 'wraps up', 'asks');

  expect(stage.kinds()).not.toContain('choice-asked');
});

test('a handoff that ended without its wrap-up is wrapped up', async () => {
  const stage = await after(61, 'says', 'asks', 'offers', 'accepts', 'agent closes');
  await stage.waiting('ended');

  await sweeping(stage)();

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'wrapped-up', outcome: 'closed' });
  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: { outcome: 'closed' } } }]);
});

test('a promise that comes due while nobody talks gives the customer her place', async () => {
  const stage = await after(3601, 'says', 'asks at night', 'chooses a callback', 'wraps up');

  await sweeping(stage)();

  expect(await stage.head()).toMatchObject({
    owner: { kind: 'queue' },
    promises: [],
    handoff: { reason: 'promise-due' },
  });
});

test('a promise whose handoff is not wrapped up yet is kept all the same', async () => {
  const stage = await after(3601, 'says', 'asks at night', 'chooses a callback');

  await sweeping(stage)();
  stage.pass(60);
  await sweeping(stage)();

  expect(stage.kinds().filter((kind) => kind === 'wrapped-up')).toHaveLength(1);
  expect((await stage.head()).handoff?.reason).toBe('promise-due');
});

test('what was paid is not overdue any more', async () => {
  const stage = await after(61, 'says', 'asks', 'offers', 'accepts', 'agent closes');
  await sweeping(stage)();

  expect(await sweeping(stage)()).toEqual({ overdue: 0 });
});

test('one conversation’s fault is told and keeps nobody else waiting', async () => {
  const stage = await after(21, 'says');
  failures.length = 0;
  const overdue = { ...stage.store, overdue: async () => ['broken-1', CONVERSATION] };
  const store = {
    ...overdue,
    head: async (id: string) => (id === 'broken-1' ? Promise.reject(new Error('no such table')) : stage.store.head(id)),
  };

  await sweeping(stage, { store })();

  expect(failures).toEqual([['broken-1', new Error('no such table')]]);
  expect(stage.turns.sent).toHaveLength(1);
});

test('an agent whose lease ran out unnoticed loses what she holds', async () => {
  const stage = await after(3700, 'says', 'asks', 'offers', 'accepts', 'replies');

  await sweeping(stage)();

  expect(stage.kinds()).toContain('agent-lost');
  expect(await stage.desk.desk('ana')).toMatchObject({ agent: { load: 0 } });
});

test('each queue that is not empty is rung, once a minute', async () => {
  const stage = await after(5, 'says', 'asks');

  await sweeping(stage)();

  expect(stage.matching.rung).toEqual([{ skill: 'general', id: 'general-sweep-2026-11-20T09:00' }]);
});

test('room that a paid debt makes is rung for at once, under the append’s own name', async () => {
  const stage = await after(81, 'says', 'asks', 'offers');

  await sweeping(stage, { skills: [] })();

  expect(stage.matching.rung).toEqual([{ skill: 'general', id: `${CONVERSATION}-${(await stage.head()).version}` }]);
});

test.each([
  ['a ring that asks for nothing more', {}, 1],
  ['a ring that asks for one each 5 seconds, in a function of 58', { everySeconds: 5 }, 11],
])('%s sweeps as often as surely fits, and counts what all of them found', async (_, ring, times) => {
  let left = 58_000;
  const pause = async (seconds: number) => {
    left -= seconds * 1000;
  };

  const { overdue } = await sweeps(async () => ({ overdue: 1 }), pause)(ring, () => left);

  expect(overdue).toBe(times);
});
