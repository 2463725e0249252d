import { expect, test } from 'vitest';
import { MOST_MISSED } from '#shared/conversation/head';
import { dueAt, owed } from '#shared/conversation/owed';
import { timings } from '#test/fakes/timings';
import { type Act, play } from './play.ts';

const after = (names: string[]) => {
  const acts = names.map((act): Act => ({ act, agentId: 'ana', n: 1, after: 10 }));
  const [head] = [...play(acts)].map((played) => played.head).slice(-1);
  if (!head) throw new Error('nothing was played');
  return head;
};
const promised = ['asks', 'wait is long', 'chooses a callback', 'wraps up'];

test('a promise comes due at its date', () => {
  const head = after(promised);
  const [promise] = head.promises;

  expect(dueAt(head, timings)).toBe(promise?.dueAt);
  expect(owed(head, promise?.dueAt ?? '', timings)).toEqual([{ owes: 'promise', promiseId: promise?.promiseId }]);
});

test('words after a promise do not forget it: answered by the bot, the conversation is still due at the date', () => {
  const head = after([...promised, 'says', 'bot answers']);

  expect(head.owner).toEqual({ kind: 'bot' });
  expect(dueAt(head, timings)).toBe(head.promises[0]?.dueAt);
  expect(owed(head, head.promises[0]?.dueAt ?? '', timings)).toMatchObject([{ owes: 'promise' }]);
});

test('a promise is not called for while a person has the conversation', () => {
  const head = after([...promised, 'says', 'asks', 'offers', 'accepts']);

  expect(head.owner.kind).toBe('agent');
  expect(owed(head, head.promises[0]?.dueAt ?? '', timings).map(({ owes }) => owes)).not.toContain('promise');
});

const missedAgain = ['wait is long', 'settles with contact', 'wraps up', 'promise comes due'];
const missed = ['asks', ...missedAgain];

test('promises in a row that nobody came for are counted, so that the pauses between them grow', () => {
  expect(after([...promised, 'promise comes due']).handoff?.missed).toBe(1);
  expect(after([...missed, ...missedAgain]).handoff?.missed).toBe(2);
  expect(after([...missed, ...Array.from({ length: 9 }, () => missedAgain).flat()]).handoff?.missed).toBe(MOST_MISSED);
});

test('whoever had a person, or asks for one, is counted from the beginning', () => {
  const had = [...missed, ...missedAgain, 'offers', 'accepts', 'agent is lost', ...missedAgain];

  expect(after(had).handoff?.missed).toBe(1);
  expect(
    after([...missed, 'wait is long', 'settles with contact', 'wraps up', 'asks']).handoff?.missed,
  ).toBeUndefined();
});
