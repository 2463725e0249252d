import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { DeskChange } from '#shared/conversation/desk-change';
import { evolve } from '#shared/conversation/evolve';
import type { Head } from '#shared/conversation/head';
import { dueAt, owed } from '#shared/conversation/owed';
import { later } from '#shared/conversation/timings';
import { timings } from '#test/fakes/timings';
import { anyAct, deskOf, play } from './play.ts';

const histories = fc.array(anyAct, { maxLength: 60 });
const RUNS = { numRuns: 400 };

const everywhere = (holds: (played: ReturnType<typeof play> extends Generator<infer P> ? P : never) => void) =>
  fc.assert(
    fc.property(histories, (history) => {
      for (const played of play(history)) holds(played);
    }),
    RUNS,
  );

test('I4: the epoch rises by one with each change of owner and never otherwise', () => {
  everywhere(({ before, write }) => {
    let head: Head | undefined = before;
    for (const event of write?.events ?? []) {
      const next = evolve(head, event);
      const changed = head !== undefined && JSON.stringify(head.owner) !== JSON.stringify(next.owner);
      if (head) expect(next.epoch - head.epoch).toBe(changed ? 1 : 0);
      expect(event.epoch).toBe(next.epoch);
      head = next;
    }
  });
});

test('I17: the queue owns if and only if there is one place or one offered seat, and an agent’s load is her seats', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const changes: DeskChange[] = [];
      for (const { head, write } of play(history)) {
        changes.push(...(write?.desk ?? []));
        const { places, seats, load } = deskOf(changes);
        const waiting = places.size + [...seats.values()].filter((kind) => kind === 'offered').length;
        expect(waiting).toBe(head?.owner.kind === 'queue' ? 1 : 0);
        expect([...seats.values()].filter((kind) => kind === 'held').length).toBe(head?.owner.kind === 'agent' ? 1 : 0);
        expect([...load.values()].reduce((sum, one) => sum + one, 0)).toBe(seats.size);
      }
    }),
    RUNS,
  );
});

test('I6: a handoff is wrapped up at most once, and never before it has ended', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const wrapped: number[] = [];
      let handoffs = 0;
      for (const { before, write } of play(history)) {
        for (const event of write?.events ?? []) {
          if (event.kind === 'handed-off') handoffs += 1;
          if (event.kind !== 'wrapped-up') continue;
          expect(before?.handoff?.ended?.outcome).toBe(event.outcome);
          wrapped.push(event.handoff);
        }
      }
      expect(new Set(wrapped).size).toBe(wrapped.length);
      expect(wrapped.length).toBeLessThanOrEqual(handoffs);
      // A new handoff never begins while the one before it lacks its wrap-up.
      expect(handoffs - wrapped.length).toBeLessThanOrEqual(1);
    }),
    RUNS,
  );
});

test('I5: whatever has happened, somebody owns it, and what waits has a deadline', () => {
  everywhere(({ head, at }) => {
    if (!head) return;
    const waits =
      head.owner.kind === 'queue' ||
      head.owner.kind === 'agent' ||
      (head.owner.kind === 'bot' && head.askedUpTo > head.answeredUpTo);
    if (waits) expect(dueAt(head, timings)).toBeDefined();
    if (head.owner.kind === 'promise') expect(head.promises.length).toBeGreaterThan(0);
    if (head.owner.kind === 'closed') expect(head.promises).toEqual([]);
    expect(owed(head, later(at, -1_000_000), timings)).toEqual([]);
  });
});

test('I11: after a person has it no bot words are written until it is given back', () => {
  everywhere(({ before, write }) => {
    if (before?.owner.kind === 'agent') expect(write?.events.map(({ kind }) => kind) ?? []).not.toContain('bot-said');
  });
});

test('HEAD stays below 1 KB for the usual conversation', () => {
  const usual = [
    'says',
    'bot answers',
    'says',
    'bot answers',
    'asks',
    'place is told',
    'offers',
    'declines',
    'offers',
    'accepts',
    'replies',
    'says',
    'replies',
  ];
  const offer = { asks: 0, declines: 1, accepts: 2 } as Record<string, number>;
  let size = 0;
  for (const { head } of play(
    usual.map((act, i) => ({
      act,
      agentId: act === 'accepts' || i === 8 ? 'bo' : 'ana',
      n: offer[act] ?? 1,
      after: 5,
    })),
  )) {
    size = Math.max(size, JSON.stringify({ ...head, lastHash: 'x'.repeat(64) }).length);
  }
  expect(size).toBeLessThan(1024);
});

test('a customer who goes on writing does not move her own deadline', () => {
  const acts = ['says', 'says', 'says', 'says'].map((act) => ({ act, agentId: 'ana', n: 1, after: 10 }));
  const due = [...play(acts)].map(({ head }) => head && dueAt(head, timings));
  expect(new Set(due).size).toBe(1);
});
