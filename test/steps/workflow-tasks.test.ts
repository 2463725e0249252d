import { expect, test } from 'vitest';
import { assess } from '#functions/assess/step';
import { bury } from '#functions/bury/step';
import { passOn } from '#functions/pass-on/step';
import { executionParts, rescue } from '#functions/rescue/step';
import { settle } from '#functions/settle/step';
import { wait } from '#functions/wait/step';
import { wrapUp } from '#functions/wrap-up/step';
import type { Wait } from '#shared/conversation/waiting';
import { Packet } from '#shared/handoff/packet';
import { busy, CONVERSATION, handingOff, type Scene, scene } from './scene.ts';

const DUE = '2026-11-21T01:00:00.000Z';
const staged = async (...acts: Parameters<Scene['so']>) => {
  const stage = scene();
  await stage.ready('ana');
  const { epoch, handoff } = await stage.so(...acts);
  return { stage, epoch, handoff: handoff?.handoff ?? 0 };
};
const waitTask = (stage: Scene, name: Wait, handoff: number, more: { run?: number; n?: number } = {}) =>
  wait({ ...stage, choiceSeconds: 120 })({
    conversationId: CONVERSATION,
    wait: name,
    handoff,
    run: 0,
    token: 'token-1',
    ...more,
  });

test.each([
  ['matched', 'an offer is there already', ['says', 'asks', 'offers'], { success: { n: 1 } }],
  ['matched', 'it is over', ['says', 'asks', 'closes herself'], { failure: 'Over' }],
  ['matched', 'nobody is there', ['says', 'asks at night'], { failure: 'OutsideHours' }],
  ['accepted', 'she has accepted', ['says', 'asks', 'offers', 'accepts'], { success: {} }],
  ['accepted', 'she has declined', ['says', 'asks', 'offers', 'declines'], { failure: 'Declined' }],
  ['ended', 'it is closed', ['says', 'asks', 'offers', 'accepts', 'agent closes'], { success: { outcome: 'closed' } }],
  [
    'ended',
    'the bot has it',
    ['says', 'asks', 'offers', 'accepts', 'agent returns'],
    { success: { outcome: 'returned' } },
  ],
  ['ended', 'she lost it', ['says', 'asks', 'offers', 'accepts', 'agent is lost'], { failure: 'BackInQueue' }],
  ['chosen', 'she has chosen', ['says', 'asks at night', 'chooses a callback'], { success: { outcome: 'promise' } }],
  ['chosen', 'an agent came', ['says', 'asks at night', 'offers'], { failure: 'Taken' }],
] as const)('a wait until %s answers itself where %s', async (name, _, acts, answer) => {
  const { stage, handoff } = await staged(...acts);

  await waitTask(stage, name, handoff, { n: 1 });

  expect(stage.waits.told).toEqual([{ token: 'token-1', answer }]);
});

test('a wait whose fact is still to come keeps its token for whoever writes it', async () => {
  const { stage, handoff } = await staged('says', 'asks');

  await waitTask(stage, 'matched', handoff);

  expect(stage.waits.told).toEqual([]);
  expect(await stage.desk.wait(CONVERSATION)).toMatchObject({ wait: 'matched', token: 'token-1' });
});

test('a fact that came between the token and the read is not missed: the token is stored first', async () => {
  const { stage, handoff } = await staged('says', 'asks');
  const desk = {
    ...stage.desk,
    putWait: async (...given: Parameters<typeof stage.desk.putWait>) => {
      const stored = await stage.desk.putWait(...given);
      await stage.so('offers');
      return stored;
    },
  };

  await wait({ ...stage, desk, choiceSeconds: 120 })({
    conversationId: CONVERSATION,
    wait: 'matched',
    handoff,
    run: 0,
    token: 'token-1',
  });

  expect(stage.waits.told).toEqual([{ token: 'token-1', answer: { success: { n: 1 } } }]);
});

test('an execution that a newer run has replaced is told so and ends', async () => {
  const { stage, handoff } = await staged('says', 'asks', 'workflow resumes');
  await waitTask(stage, 'matched', handoff, { run: 1 });
  stage.waits.told.length = 0;

  await wait({ ...stage, choiceSeconds: 120 })({
    conversationId: CONVERSATION,
    wait: 'matched',
    handoff,
    run: 0,
    token: 'token-0',
  });

  expect(stage.waits.told).toEqual([{ token: 'token-0', answer: { failure: 'Superseded' } }]);
  expect(await stage.desk.wait(CONVERSATION)).toMatchObject({ token: 'token-1' });
});

test.each([
  ['waited-too-long', true],
  ['nobody-there', false],
] as const)('waiting for a choice puts the question, and says %s', async (reason, present) => {
  const stage = scene();
  if (present) await stage.ready('bo');
  const { handoff } = await stage.so('says', 'asks');

  await waitTask(stage, 'chosen', handoff?.handoff ?? 0);

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({
    kind: 'choice-asked',
    reason,
    until: new Date(Date.parse(stage.now()) + 120_000).toISOString(),
  });
  expect(await stage.desk.places('general', 10)).toHaveLength(1);
});

test('a choice put with the handoff is not put again', async () => {
  const { stage, handoff } = await staged('says', 'asks at night');

  await waitTask(stage, 'chosen', handoff);

  expect(stage.kinds().filter((kind) => kind === 'choice-asked')).toHaveLength(1);
});

const passing = (stage: Scene) => passOn({ ...stage, missesAllowed: 3 });

test('an offer whose time is over expires, and its queue is rung', async () => {
  const { stage } = await staged('says', 'asks', 'offers');

  await passing(stage)({ conversationId: CONVERSATION, n: 1 });

  expect(stage.kinds().at(-1)).toBe('offer-expired');
  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
  expect((await stage.desk.desk('ana')).agent).toMatchObject({ misses: 1, ready: true });
});

test('an offer accepted at the last moment stays accepted', async () => {
  const { stage } = await staged('says', 'asks', 'offers', 'accepts');

  await passing(stage)({ conversationId: CONVERSATION, n: 1 });

  expect(await stage.head()).toMatchObject({ owner: { kind: 'agent', agentId: 'ana' } });
  expect(stage.matching.rung).toEqual([]);
});

test('an agent who lets a third offer in a row pass is set not ready', async () => {
  const again = ['offers', 'expires', 'chooses the bot', 'wraps up', 'asks'];
  const { stage } = await staged('says', 'asks', ...again, ...again, 'offers');

  await passing(stage)({ conversationId: CONVERSATION, n: 1 });

  expect((await stage.desk.desk('ana')).agent).toMatchObject({ misses: 3, ready: false, load: 0 });
});

const settling = (stage: Scene) => settle({ ...stage, newId: () => 'promise-1', promiseDueAt: () => DUE });

test('nothing chosen in time: a promise by the contact she has told, else an announced end', async () => {
  const reachable = scene();
  await reachable.tells('write to li@example.com please');
  await reachable.so('asks at night');
  const { stage: silent } = await staged('says', 'asks at night');

  for (const stage of [reachable, silent])
    await settling(stage)({ conversationId: CONVERSATION, handoff: (await stage.head()).handoff?.handoff ?? 0 });

  expect(reachable.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'promised', promise: 'message', dueAt: DUE });
  expect(silent.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'closed', reason: 'no-choice' });
});

test('a settling that comes late does not end the wait that has begun since', async () => {
  const { stage, handoff } = await staged('says', 'asks at night');
  await stage.so('chooses the bot', 'asks at night');

  await settling(stage)({ conversationId: CONVERSATION, handoff });

  expect((await stage.head()).owner).toEqual({ kind: 'queue' });
});

test('a settling whose question was taken back by an offer waits for the question to be put anew', async () => {
  const { stage, handoff } = await staged('says', 'asks at night', 'offers', 'expires');

  await settling(stage)({ conversationId: CONVERSATION, handoff });

  expect((await stage.head()).owner).toEqual({ kind: 'queue' });
});

test('who was taken by an agent at the last moment is not closed', async () => {
  const { stage, handoff } = await staged('says', 'asks at night', 'offers');

  await settling(stage)({ conversationId: CONVERSATION, handoff });

  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' } });
});

test('a handoff is wrapped up once, with its outcome, disposition and a summary', async () => {
  const { stage, handoff } = await staged('says', 'asks', 'offers', 'accepts', 'replies', 'agent closes');

  await wrapUp(stage)({ conversationId: CONVERSATION, handoff });
  await wrapUp(stage)({ conversationId: CONVERSATION, handoff });

  const wrapped = stage.eventsOf(CONVERSATION).filter(({ kind }) => kind === 'wrapped-up');
  expect(wrapped).toMatchObject([{ handoff, outcome: 'closed', disposition: 'resolved' }]);
  expect((wrapped[0] as { words: { summary: string } }).words.summary).not.toBe('');
});

test('a handoff that is not over is not wrapped up', async () => {
  const { stage, handoff } = await staged('says', 'asks', 'offers', 'accepts');

  await wrapUp(stage)({ conversationId: CONVERSATION, handoff });

  expect(stage.kinds()).not.toContain('wrapped-up');
});

test('a wrap-up that could not be written fails, so that the workflow tries again', async () => {
  const { stage, handoff } = await staged('says', 'asks', 'closes herself');

  await expect(wrapUp({ ...stage, store: busy(stage) })({ conversationId: CONVERSATION, handoff })).rejects.toThrow(
    CONVERSATION,
  );
});

const rescuing = (stage: Scene) => rescue({ ...stage, choiceSeconds: 120 });

test.each([
  [0, 1],
  [1, 10],
  [2, 60],
])('run %i of a workflow that ended early is followed by the next after %i s', async (run, seconds) => {
  const { stage, handoff } = await staged('says', 'asks');

  await rescuing(stage)(`${CONVERSATION}-${handoff}-${run}`);

  expect(stage.timers.set).toEqual([
    { after: seconds, timer: 'resume', conversationId: CONVERSATION, handoff, run: run + 1 },
  ]);
});

test('after three runs the supervisor is told and the customer chooses', async () => {
  const { stage, handoff } = await staged('says', 'asks');

  await rescuing(stage)(`${CONVERSATION}-${handoff}-3`);

  expect(stage.timers.set).toEqual([]);
  expect(stage.eventsOf(CONVERSATION).slice(-2)).toMatchObject([
    { kind: 'supervisor-told', cause: 'handoff-gave-up' },
    { kind: 'choice-asked', reason: 'nobody-there' },
  ]);
});

test('after three runs an agent who has the conversation goes on, and the supervisor is told', async () => {
  const { stage, handoff } = await staged('says', 'asks', 'offers', 'accepts');

  await rescuing(stage)(`${CONVERSATION}-${handoff}-3`);

  expect(stage.kinds().at(-1)).toBe('supervisor-told');
  expect(await stage.head()).toMatchObject({ owner: { kind: 'agent' } });
});

test('an execution of a handoff long over tells nobody anything', async () => {
  const { stage, handoff } = await staged('says', 'asks', 'chooses the bot', 'wraps up', 'asks');
  const before = stage.kinds();

  await rescuing(stage)(`${CONVERSATION}-${handoff - 2}-3`);

  expect(stage.kinds()).toEqual(before);
});

test('an execution’s name tells conversation, handoff and run, though ids hold hyphens and digits', () => {
  expect(executionParts('a-1b-2-7-4-1')).toEqual({ conversationId: 'a-1b-2-7', handoff: 4, run: 1 });
});

const assessing = (stage: Scene) => assess({ ...stage, offerSeconds: 20, choiceSeconds: 120 });
const task = (handoff: number, run = 0) => ({ conversationId: CONVERSATION, handoff, run });

test('the packet is prepared while the customer waits, and the workflow gets its deadlines', async () => {
  const stage = scene();
  await stage.tells('Where is my order 2026111300871?');
  const { epoch, handoff } = await stage.so('asks');

  const assessed = await assessing(stage)(task(epoch));

  const prepared = stage.eventsOf(CONVERSATION).at(-1) as { kind: string; words: { packet: unknown } };
  expect(prepared.kind).toBe('packet-prepared');
  expect(Packet.parse(prepared.words.packet)).toMatchObject({
    question: { text: 'Where is my order 2026111300871?' },
    slots: [{ name: 'order-number', value: '2026111300871' }],
  });
  expect(assessed).toEqual({ queueUntil: Date.parse(handoff?.queueUntil ?? ''), offerSeconds: 20, choiceSeconds: 120 });
});

test('a resumed run finds the packet there and prepares no other', async () => {
  const { stage, handoff } = await staged('says', 'asks');
  await assessing(stage)(task(handoff));

  await assessing(stage)(task(handoff, 1));

  expect(stage.kinds().filter((kind) => kind === 'packet-prepared')).toHaveLength(1);
});

test('the next handoff of the same conversation gets a packet of its own', async () => {
  const { stage, handoff } = await staged('says', 'asks');
  await assessing(stage)(task(handoff));
  const { epoch } = await stage.so('chooses the bot', 'wraps up', 'says', 'asks');

  await assessing(stage)(task(epoch));

  expect(stage.kinds().filter((kind) => kind === 'packet-prepared')).toHaveLength(2);
});

test('a handoff that ended meanwhile needs no packet', async () => {
  const { stage, handoff } = await staged('says', 'asks', 'chooses the bot');

  await assessing(stage)(task(handoff));

  expect(stage.kinds()).not.toContain('packet-prepared');
});

const burying = (stage: Scene) => bury({ ...stage, handingOff: handingOff({ reason: 'bot-failed' }) });
const failedTurn = { id: `${CONVERSATION}-1-0`, conversationId: CONVERSATION, epoch: 1, after: 0 };

test('a turn that failed three times is recorded and handed to a person in the same breath', async () => {
  const { stage } = await staged('says');

  await burying(stage)(failedTurn);

  expect(stage.eventsOf(CONVERSATION).slice(-2)).toMatchObject([
    { kind: 'bot-failed', cause: 'dead-letter' },
    { kind: 'handed-off', reason: 'bot-failed' },
  ]);
  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
});

test.each([
  ['answered after all', ['says', 'bot answers']],
  ['taken by a person', ['says', 'asks']],
])('a failed turn that was %s changes nothing', async (_, acts) => {
  const { stage } = await staged(...acts);
  const before = stage.kinds();

  await burying(stage)(failedTurn);

  expect(stage.kinds()).toEqual(before);
  expect(stage.matching.rung).toEqual([]);
});

test('a burial that could not be written goes back to its queue', async () => {
  const { stage } = await staged('says');

  await expect(
    bury({ ...stage, store: busy(stage), handingOff: handingOff({ reason: 'bot-failed' }) })(failedTurn),
  ).rejects.toThrow(CONVERSATION);
});
