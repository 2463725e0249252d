import { expect, test } from 'vitest';
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
