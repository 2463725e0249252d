import { expect, test } from 'vitest';
import type { EventView } from '#shared/protocol/views';
import { brokenIn, isAtRest, type Log, lostAcks, wrongOn } from './invariants.ts';

type Told = [kind: EventView['kind'], epoch: number, more?: object];

const logOf = (told: Told[], owner: Log['state']['owner']['kind'], more: object = {}): Log => ({
  conversationId: 'c-1',
  events: told.map(([kind, epoch, fields], at) => ({ kind, epoch, seq: at + 1, ...fields }) as EventView),
  state: { owner: { kind: owner }, promises: [], ...more } as unknown as Log['state'],
});

const said: Told = ['customer-said', 1, { clientMessageId: 'a' }];
const offered: Told = ['offered', 2, { n: 1, agentId: 'ana' }];
const accepted: Told = ['accepted', 3, { n: 1, agentId: 'ana' }];
const wrapped: Told = ['wrapped-up', 4, { handoff: 2 }];
const whole: Told[] = [
  ['conversation-opened', 1],
  said,
  ['bot-said', 1],
  ['handed-off', 2],
  offered,
  accepted,
  ['agent-said', 3, { clientMessageId: 'b' }],
  ['closed', 4],
  wrapped,
];
const without = (kind: EventView['kind']) => whole.filter(([one]) => one !== kind);
const withAfter = (kind: EventView['kind'], ...more: Told[]) =>
  whole.flatMap((told) => (told[0] === kind ? [told, ...more] : [told]));

test('a conversation that went as it should breaks nothing', () => {
  expect(brokenIn(logOf(whole, 'closed'))).toEqual([]);
});

test.each<[string, string, Log]>([
  ['words stored twice', 'I1', logOf(withAfter('customer-said', said), 'closed')],
  ['a hole in the log', 'I2', { ...logOf(whole, 'closed'), events: logOf(whole, 'closed').events.toSpliced(2, 1) }],
  ['an owner that changed without an epoch', 'I4', logOf(without('accepted'), 'closed')],
  [
    'a change of hands after the close',
    'I4',
    logOf([...whole, ['handed-off', 5], ['wrapped-up', 5, { handoff: 5 }]], 'queue'),
  ],
  ['a state that says otherwise than the log', 'I4', logOf(whole, 'agent')],
  ['a handoff that was never wrapped up', 'I6', logOf(without('wrapped-up'), 'closed')],
  ['a handoff that was wrapped up twice', 'I6', logOf([...whole, wrapped], 'closed')],
  [
    'an offer accepted by another',
    'I7',
    logOf(
      whole.map((told) => (told[0] === 'accepted' ? ['accepted', 3, { n: 1, agentId: 'bo' }] : told)),
      'closed',
    ),
  ],
  ['the bot while a person is there', 'I11', logOf(withAfter('accepted', ['bot-said', 3]), 'closed')],
  ['the bot while a person is awaited', 'I11', logOf(withAfter('handed-off', ['bot-said', 2]), 'closed')],
  ['nobody who answers', 'I5', logOf(whole.slice(0, 2), 'bot', { unansweredSince: '2026-11-21T00:00:00.000Z' })],
  ['a queue for ever', 'I5', logOf(whole.slice(0, 4), 'queue')],
  [
    'a promise without a date',
    'I5',
    logOf([...whole.slice(0, 4), ['promised', 3], ['wrapped-up', 3, { handoff: 2 }]], 'promise'),
  ],
])('%s is noticed', (_, id, log) => {
  expect(brokenIn(log).map((fault) => fault.split(' ')[1])).toContain(`${id}:`);
});

test('the bot may speak while a person is awaited if the customer wished it', () => {
  const helped = withAfter('handed-off', ['bot-kept-helping', 2], ['bot-said', 2]);

  expect(brokenIn(logOf(helped, 'closed'))).toEqual([]);
});

test('it rests only once what was handed off is wrapped up', () => {
  expect(isAtRest(logOf(without('wrapped-up'), 'closed'))).toBe(false);
  expect(isAtRest(logOf(whole, 'closed'))).toBe(true);
});

test('an ack for words that are not there, or are others, is noticed', () => {
  const log = logOf(whole, 'closed');
  const ack = { action: 'say', conversationId: 'c-1', clientMessageId: 'a', seq: 2 };

  expect(lostAcks([ack], [log])).toEqual([]);
  expect(lostAcks([{ ...ack, seq: 99 }], [log])).toHaveLength(1);
  expect(lostAcks([{ ...ack, seq: 3 }], [log])).toHaveLength(1);
  expect(lostAcks([ack], [])).toHaveLength(1);
});

test('a screen with a hole, a doubled or a swapped event is noticed, and facts of the desk are not missed on it', () => {
  const log = logOf(whole, 'closed');
  const hers = log.events.filter(({ kind }) => kind !== 'offered' && kind !== 'wrapped-up');
  const screen = (events: EventView[]) => wrongOn([{ conversationId: 'c-1', events }], [log]);

  expect(screen(hers)).toEqual([]);
  expect(screen(hers.slice(1))).toHaveLength(1);
  expect(screen([...hers, ...hers.slice(-1)])).toHaveLength(1);
  expect(screen(hers.toReversed())).toHaveLength(1);
  expect(screen(log.events)).toHaveLength(1);
});
