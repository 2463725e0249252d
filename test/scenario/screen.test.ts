import { expect, test } from 'vitest';
import type { EventView } from '#shared/protocol/views';
import { logHolds } from './always.ts';
import { heard, Screen } from './screen.ts';

const at = '2026-11-20T10:00:00.000Z';
const event = (seq: number, kind: string, more: object = {}) =>
  ({ seq, kind, epoch: 1, at, by: { role: 'system' }, ...more }) as unknown as EventView;
const frame = (after: number, ...events: EventView[]) => ({
  type: 'events' as const,
  conversationId: 'thread-x-1',
  after,
  upTo: events.at(-1)?.seq ?? after,
  events,
  more: false,
});

test('an event pushed and asked for is on the screen once', () => {
  const screen = new Screen();

  screen.takeEvents(frame(0, event(1, 'a'), event(2, 'b')), 0, 'push');
  screen.takeEvents(frame(1, event(2, 'b'), event(3, 'c')), 1, 'asked');

  expect(screen.eventsOf('thread-x-1').map(({ seq }) => seq)).toEqual([1, 2, 3]);
  expect(screen.faults).toEqual([]);
});

test('one seq with two contents is a fault', () => {
  const screen = new Screen();

  screen.takeEvents(frame(0, event(1, 'a')), 0, 'push');
  screen.takeEvents(frame(0, event(1, 'b')), 1, 'push');

  expect(screen.faults).toHaveLength(1);
});

test('a page that begins after what is here leaves a gap, and what lies before it is asked for', () => {
  const screen = new Screen();
  const late = frame(3, event(4, 'd'));

  screen.takeEvents(frame(0, event(1, 'a')), 0, 'push');
  expect(screen.leavesGap(late)).toBe(true);
  screen.takeEvents(late, 1, 'push');
  expect(screen.sinceOf('thread-x-1')).toBe(1);

  screen.takeEvents(frame(1, event(4, 'd')), 2, 'asked');
  expect(screen.sinceOf('thread-x-1')).toBe(4);
});

test('deltas are joined at their offset, and one that leaves a hole is left out', () => {
  const screen = new Screen();
  const delta = (offset: number, text: string) => ({
    type: 'delta' as const,
    conversationId: 'thread-x-1',
    turn: 't',
    epoch: 1,
    offset,
    text,
  });

  screen.takeDelta(delta(0, 'With'), 5);
  screen.takeDelta(delta(4, 'in'), 6);
  screen.takeDelta(delta(9, 'days'), 7);

  expect(screen.drafts.get('t')).toMatchObject({ text: 'Within', firstAt: 5, deltas: 3 });
});

test('a delta of an epoch that is over is dropped', () => {
  const screen = new Screen();
  const state = { version: 1, epoch: 2, owner: { kind: 'queue' as const }, language: 'en' as const, promises: [] };

  screen.takeEvents({ ...frame(0, event(1, 'handed-off')), state }, 0, 'push');
  screen.takeDelta({ type: 'delta', conversationId: 'thread-x-1', turn: 't', epoch: 1, offset: 0, text: 'Late' }, 1);

  expect(screen.drafts.size).toBe(0);
});

test("the gateway's error, a frame of the protocol and anything else are told apart", () => {
  expect(heard('{"message": "Internal server error", "connectionId": "x", "requestId": "y"}')).toEqual({
    broken: 'Internal server error',
  });
  expect(heard('{"type": "ack", "action": "say", "conversationId": "thread-xy-1", "seq": 1}')).toHaveProperty('frame');
  expect(heard('{"type": "ack", "seq": "one"}')).toHaveProperty('strange');
  expect(heard('hello')).toHaveProperty('strange');
});

test('the bot speaking while a person is there, an answer without a source, and times running backwards are noticed', () => {
  const spoken = (seq: number, outcome = 'answered', sources: object[] = [{ articleId: 'a' }]) =>
    event(seq, 'bot-said', { outcome, words: { text: 'x', sources }, by: { role: 'bot' } });

  expect(() => logHolds([event(1, 'accepted'), spoken(2)])).toThrow('the bot to be silent');
  expect(() => logHolds([event(1, 'accepted'), event(2, 'returned-to-bot'), spoken(3)])).not.toThrow();
  expect(() => logHolds([spoken(1, 'answered', [])])).toThrow('a source behind each answer');
  expect(() => logHolds([event(1, 'a'), { ...event(2, 'b'), at: '2026-11-20T09:00:00.000Z' } as EventView])).toThrow(
    'backwards',
  );
});
