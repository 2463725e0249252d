import { expect, test } from 'vitest';
import { Packet } from '#shared/handoff/packet';
import type { EventView } from '#shared/protocol/views';
import { packetOf } from '../../console/context/packet-of.ts';
import { linesOf } from '../../console/conversation/transcript.ts';
import { catalogues, formatsOf, tellingOf } from '../../console/words/locale.ts';

const words = catalogues.en;
const formats = formatsOf('en', 'UTC');
const telling = tellingOf(words, formats);

let seq = 0;
const event = (fact: Record<string, unknown>, at = '2026-11-20T10:00:00.000Z') => {
  seq += 1;
  return { seq, epoch: 1, at, by: { role: 'system' }, ...fact } as unknown as EventView;
};
const linesFor = (events: EventView[]) =>
  linesOf({ events, outbox: [], agentId: 'mei', words, telling, dayOf: formats.day });

test('a new day is parted from the one before, and a day without words has no line', () => {
  const lines = linesFor([
    event({ kind: 'customer-said', words: { text: 'late' } }, '2026-11-19T23:59:00.000Z'),
    event({ kind: 'customer-said', words: { text: 'later' } }, '2026-11-20T00:01:00.000Z'),
    event({ kind: 'customer-said', words: { text: 'latest' } }, '2026-11-20T00:02:00.000Z'),
  ]);

  expect(lines.map(({ kind }) => kind)).toEqual(['day', 'said', 'day', 'said', 'said']);
});

test('only her own words are hers, and what staff alone may see is marked', () => {
  const lines = linesFor([
    event({ kind: 'agent-said', agentId: 'mei', clientMessageId: 'a', words: { text: 'mine', agentName: 'Mei' } }),
    event({ kind: 'agent-said', agentId: 'bo', clientMessageId: 'b', words: { text: 'his', agentName: 'Bo' } }),
    event({ kind: 'declined', n: 1, agentId: 'bo', excludedUntil: '2026-11-20T10:00:00.000Z' }),
    event({ kind: 'accepted', n: 2, agentId: 'mei', words: { agentName: 'Mei' } }),
  ]).slice(1);

  expect(lines).toMatchObject([
    { kind: 'said', own: true },
    { kind: 'said', own: false, name: 'Bo' },
    { kind: 'told', inside: true, text: 'Offer 1 declined' },
    { kind: 'told', inside: false, text: 'Mei took over' },
  ]);
});

test('a kind of fact that this page does not know is passed over, whatever its name', () => {
  expect(linesFor([event({ kind: 'toString' }), event({ kind: 'a-fact-of-tomorrow' })])).toEqual([]);
});

const packet = {
  version: 1,
  summary: 'A parcel is late.',
  reason: 'bot-missed',
  waitingSince: '2026-11-20T10:00:00.000Z',
  tried: [],
  slots: [{ name: 'order-number', value: '1', seq: 2 }],
  emotion: { now: 'calm', curve: [{ seq: 2, score: 0 }] },
  promises: [],
  language: 'en',
  turns: 1,
};

test('the newest packet that can be read is shown; one of another version is not misread', () => {
  const events = [
    event({ kind: 'packet-prepared', words: { packet } }),
    event({ kind: 'packet-prepared', words: { packet: { ...packet, summary: 'Newer.' } } }),
    event({ kind: 'packet-prepared', words: { packet: { ...packet, version: 2 } } }),
  ];

  expect(packetOf(events)?.summary).toBe('Newer.');
  expect(packetOf([])).toBeUndefined();
});

test.each([
  ['a score beyond the scale', { emotion: { now: 'calm', curve: [{ seq: 1, score: 1.5 }] } }],
  ['a slot from no message', { slots: [{ name: 'phone', value: '1', seq: 0 }] }],
  ['an unknown reason', { reason: 'boredom' }],
])('a packet with %s is refused', (_what, change) => {
  expect(Packet.safeParse({ ...packet, ...change }).success).toBe(false);
});
