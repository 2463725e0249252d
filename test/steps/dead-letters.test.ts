import { describe, expect, test } from 'vitest';
import { deadLetters } from '#functions/dead-letters/step';
import { redrive } from '#functions/redrive/step';
import {
  type DeadLetterQueue,
  DeadLettersAnswer,
  type LetterAsk,
  type LetterDeed,
  LetterOutcome,
  LettersAnswer,
} from '#shared/protocol/dead-letters';
import type { Caller } from '#shared/runtime/http-answer';
import { MemoryDeeds, MemoryFailures, MemoryLetters, RecordingRuns } from '#test/fakes/memory-letters';
import { CONVERSATION, scene } from './scene.ts';

const caller = (...groups: string[]): Caller => ({
  subject: 'root',
  name: 'Root',
  groups,
  origin: '',
  sourceIp: '192.0.2.1',
});
const turn = { letterId: 'm-1', body: JSON.stringify({ conversationId: CONVERSATION, id: 'turn-1' }), group: 'g' };
const streamPiece = (letterId: string, startSequenceNumber: string) => ({
  letterId,
  body: JSON.stringify({
    requestContext: { condition: 'RetryAttemptsExhausted', approximateInvokeCount: 21 },
    DDBStreamBatchInfo: { startSequenceNumber, batchSize: 2 },
  }),
});

const office = () => {
  const letters = new MemoryLetters();
  const failures = new MemoryFailures();
  const deeds = new MemoryDeeds();
  const runs = new RecordingRuns();
  const stage = scene();
  const told: LetterDeed[] = [];
  const needs = {
    letters,
    failures,
    deeds,
    runs,
    store: stage.store,
    recordOf: (head: object) => ({ head }),
    functionOf: (queue: DeadLetterQueue) => `the function of ${queue}`,
    now: stage.now,
    tell: (deed: LetterDeed) => void told.push(deed),
  };
  const look = async (queue?: string, groups = ['admin']) =>
    deadLetters(needs)({}, caller(...groups), queue ? { queue } : {});
  const act = async (queue: string, ask: LetterAsk, groups = ['admin']) =>
    redrive(needs)(ask, caller(...groups), { queue });
  return { ...needs, stage, told, look, act };
};
const outcome = ({ body }: { body: unknown }) => LetterOutcome.parse(body);

describe.each([['agent'], ['supervisor'], ['knowledge-editor'], ['finance'], ['book-club']])(
  'somebody of the group %s',
  (group) => {
    test('sees no dead letter, sends none back, and none is touched', async () => {
      const { letters, look, act, deeds } = office();
      letters.lay('FailedTurnsDead', turn);

      const answers = [
        await look(undefined, [group]),
        await look('FailedTurnsDead', [group]),
        await act('FailedTurnsDead', { act: 'redrive' }, [group]),
        await act('FailedTurnsDead', { act: 'discard', letterId: 'm-1' }, [group]),
      ];

      for (const answer of answers) expect(answer).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
      expect(await letters.count('FailedTurnsDead')).toEqual({ waiting: 1, inHand: 0 });
      expect([letters.sentBack, deeds.done]).toEqual([[], []]);
    });
  },
);

test('the overview counts every queue and tells what was done lately', async () => {
  const { letters, look, act } = office();
  letters.lay('FailedTurnsDead', turn, { ...turn, letterId: 'm-2' });
  await act('FailedTurnsDead', { act: 'redrive', letterId: 'm-1' });

  const { queues, deeds } = DeadLettersAnswer.parse((await look()).body);

  expect(queues.filter(({ waiting }) => waiting > 0)).toEqual([{ queue: 'FailedTurnsDead', waiting: 1, inHand: 0 }]);
  expect(deeds).toMatchObject([{ did: 'redriven', letterId: 'm-1', by: { id: 'root', name: 'Root' } }]);
});

test('a letter shows what it is about, each step that failed on it, how often and with what, and no number of a customer', async () => {
  const { letters, failures, look } = office();
  letters.lay('FailedTurnsDead', turn);
  const note = { id: 'm-1', conversationIds: [CONVERSATION], error: 'TypeError' };
  for (const second of [1, 2, 3])
    await failures.note({ ...note, step: 'answer', message: 'of 13800138000', at: `2026-11-20T09:00:0${second}.000Z` });
  await failures.note({ ...note, step: 'bury', message: 'refused', at: '2026-11-20T09:00:09.000Z' });

  const { letters: read, more } = LettersAnswer.parse((await look('FailedTurnsDead')).body);

  expect(more).toBe(false);
  expect(read).toMatchObject([{ letterId: 'm-1', conversationIds: [CONVERSATION], about: 'turn-1', redrivable: true }]);
  expect(read[0]?.failures).toEqual([
    { step: 'bury', error: 'TypeError', message: 'refused', times: 1, at: '2026-11-20T09:00:09.000Z' },
    { step: 'answer', error: 'TypeError', message: 'of 138****8000', times: 3, at: '2026-11-20T09:00:03.000Z' },
  ]);
});

test('a step that ended without a word leaves a letter without a reason, and looking leaves every letter where it was', async () => {
  const { letters, look } = office();
  letters.lay('TimersDead', { letterId: 'm-1', body: '{"timer":"lapse","agentId":"ana"}' });

  for (const _ of [1, 2]) {
    const { letters: read } = LettersAnswer.parse((await look('TimersDead')).body);
    expect(read).toMatchObject([{ about: 'lapse ana', failures: [], conversationIds: [] }]);
  }
  expect(await letters.count('TimersDead')).toEqual({ waiting: 1, inHand: 0 });
});

test('a build that could not be made is named by its version', async () => {
  const { letters, look } = office();
  letters.lay('BuildsDead', { letterId: 'm-1', body: '{"version":"v-7","by":{"id":"eve","name":"Eve"}}' });

  expect(LettersAnswer.parse((await look('BuildsDead')).body).letters).toMatchObject([
    { about: 'v-7', redrivable: true },
  ]);
});

test.each([
  [
    'an invocation nobody waited for',
    { body: JSON.stringify({ responsePayload: { errorType: 'Timeout', errorMessage: 'after 50 s' } }) },
    { step: 'invocation', error: 'Timeout', message: 'after 50 s' },
  ],
  [
    'a delivery that did not happen',
    { body: '{"detail":{}}', error: { code: 'THROTTLED', message: 'rate exceeded' } },
    { step: 'platform', error: 'THROTTLED', message: 'rate exceeded' },
  ],
])('%s carries its own reason', async (_, letter, failure) => {
  const { letters, look } = office();
  letters.lay('SweeperDead', { letterId: 'm-1', ...letter });

  const { letters: read } = LettersAnswer.parse((await look('SweeperDead')).body);

  expect(read[0]?.failures).toMatchObject([failure]);
});

test('a letter that is no JSON is shown, and can be thrown away', async () => {
  const { letters, look, act, deeds } = office();
  letters.lay('TimersDead', { letterId: 'm-1', body: 'half a mess' });

  expect(LettersAnswer.parse((await look('TimersDead')).body).letters).toMatchObject([{ letterId: 'm-1', about: '' }]);
  await act('TimersDead', { act: 'discard', letterId: 'm-1' });

  expect(letters.in('TimersDead')).toEqual([]);
  expect(deeds.done).toMatchObject([{ did: 'discarded', body: 'half a mess' }]);
});

test('one letter goes back with its body and group; the others stay, and the deed is told and written down', async () => {
  const { letters, act, deeds, told } = office();
  letters.lay('FailedTurnsDead', turn, { ...turn, letterId: 'm-2' });

  const answer = await act('FailedTurnsDead', { act: 'redrive', letterId: 'm-2' });

  expect(outcome(answer)).toEqual({ done: ['m-2'], failed: [], more: false });
  expect(letters.sentBack).toEqual([{ queue: 'FailedTurnsDead', letterId: 'm-2', body: turn.body, group: 'g' }]);
  expect(letters.in('FailedTurnsDead')).toEqual(['m-1']);
  expect(await letters.count('FailedTurnsDead')).toEqual({ waiting: 1, inHand: 0 });
  expect(told).toMatchObject([{ did: 'redriven', letterId: 'm-2', conversationIds: [CONVERSATION] }]);
  expect(deeds.done).toHaveLength(1);
});

test('all of a queue go back in calls of twenty', async () => {
  const { letters, act } = office();
  letters.lay('MatchingDead', ...Array.from({ length: 25 }, (_, i) => ({ letterId: `m-${i}`, body: '{"skill":"a"}' })));

  const first = outcome(await act('MatchingDead', { act: 'redrive' }));
  const second = outcome(await act('MatchingDead', { act: 'redrive' }));

  expect([first.done.length, first.more, second.done.length, second.more]).toEqual([20, true, 5, false]);
  expect(letters.in('MatchingDead')).toEqual([]);
});

test.each([
  ['the sending', 'sendBack', 0],
  ['the writing down', 'record', 1],
  ['the removal', 'remove', 1],
] as const)('killed before %s, the letter still lies there and goes back the next time', async (_, call, sent) => {
  const { letters, deeds, act } = office();
  letters.lay('FailedTurnsDead', turn);
  const owner = (call === 'record' ? deeds : letters) as unknown as Record<string, () => Promise<void>>;
  const whole = owner[call];
  owner[call] = () => new Promise(() => {});
  void act('FailedTurnsDead', { act: 'redrive' });
  await expect.poll(() => letters.sentBack.length).toBe(sent);
  expect(letters.in('FailedTurnsDead')).toEqual(['m-1']);

  if (whole) owner[call] = whole;
  letters.comeBack();
  await act('FailedTurnsDead', { act: 'redrive' });

  expect(letters.sentBack.at(-1)).toMatchObject({ letterId: 'm-1' });
  expect(letters.in('FailedTurnsDead')).toEqual([]);
});

test('what cannot go back is told with its reason, lies there still, and keeps no other from going', async () => {
  const { letters, act, deeds } = office();
  letters.lay('MatchingDead', { letterId: 'm-1', body: '{}' }, { letterId: 'm-2', body: '{}' });
  const sendBack = letters.sendBack.bind(letters);
  letters.sendBack = async (queue, letter) => {
    if (letter.letterId === 'm-1') throw new Error('throttled');
    return sendBack(queue, letter);
  };

  const answer = outcome(await act('MatchingDead', { act: 'redrive' }));

  expect(answer).toEqual({ done: ['m-2'], failed: [{ letterId: 'm-1', why: 'throttled' }], more: false });
  expect(await letters.count('MatchingDead')).toEqual({ waiting: 1, inHand: 0 });
  expect(deeds.done.map(({ letterId }) => letterId)).toEqual(['m-2']);
});

test.each([
  ['a letter that another admin has just redriven', 'MatchingDead', 'm-9'],
  ['a queue that does not exist', 'NoSuchDead', 'm-1'],
])('%s is gone', async (_, queue, letterId) => {
  const { letters, act, look } = office();
  letters.lay('MatchingDead', { letterId: 'm-1', body: '{}' });

  expect(await act(queue, { act: 'redrive', letterId })).toMatchObject({ status: 404, body: { code: 'letter-gone' } });
  expect(await letters.count('MatchingDead')).toEqual({ waiting: 1, inHand: 0 });
  if (queue === 'NoSuchDead') expect((await look(queue)).status).toBe(404);
});

test('a failed invocation is run again with the event it was given', async () => {
  const { letters, runs, act } = office();
  const requestPayload = { awslogs: { data: 'abc' } };
  letters.lay('MeterLinesDead', { letterId: 'm-1', body: JSON.stringify({ requestPayload }) });
  letters.lay('HandoffRescueDead', { letterId: 'm-2', body: '{"detail":{"name":"c-1-2-0"}}' });

  await act('MeterLinesDead', { act: 'redrive' });
  await act('HandoffRescueDead', { act: 'redrive' });

  expect(runs.ran).toEqual([
    { how: 'again', functionName: 'the function of MeterLinesDead', event: requestPayload },
    { how: 'again', functionName: 'the function of HandoffRescueDead', event: { detail: { name: 'c-1-2-0' } } },
  ]);
});

test('a piece of the stream goes back as the log has its conversations now', async () => {
  const { letters, failures, runs, act, stage } = office();
  await stage.so('says');
  letters.lay('RelayStreamDead', streamPiece('m-1', '801'));
  const ids = [CONVERSATION, 'nobody00000000000000-1'];
  await failures.note({ id: '801', step: 'relay', error: 'E', message: '', conversationIds: ids, at: stage.now() });

  const answer = outcome(await act('RelayStreamDead', { act: 'redrive' }));

  expect(answer.done).toEqual(['m-1']);
  expect(runs.ran).toMatchObject([{ how: 'now', event: { Records: [{ head: { conversationId: CONVERSATION } }] } }]);
});

test('a piece of the stream whose conversations nobody noted cannot go back, and one that fails again stays', async () => {
  const { letters, failures, runs, act, look, stage } = office();
  await stage.so('says');
  letters.lay('DeliverStreamDead', streamPiece('m-1', '801'), streamPiece('m-2', '802'));
  const note = { step: 'deliver', error: 'E', message: '', conversationIds: [CONVERSATION], at: stage.now() };
  await failures.note({ id: '802', ...note });
  runs.failing = true;

  const { letters: read } = LettersAnswer.parse((await look('DeliverStreamDead')).body);
  const { failed } = outcome(await act('DeliverStreamDead', { act: 'redrive' }));

  expect(read.map(({ redrivable }) => redrivable)).toEqual([false, true]);
  expect(failed).toEqual([
    { letterId: 'm-1', why: 'nobody noted which conversations these records were of' },
    { letterId: 'm-2', why: 'it failed again' },
  ]);
  expect(letters.in('DeliverStreamDead')).toEqual(['m-1', 'm-2']);
});
