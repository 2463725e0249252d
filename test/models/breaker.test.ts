import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ask, type Breaker, breakerPolicy, closedBreaker, heard } from '#shared/models/breaker';
import type { Failure } from '#shared/models/chat-model';

const down: Failure = { kind: 'unavailable' };
const { failures, restMs, withinMs, longestRestMs, trialMs } = breakerPolicy;
const after = (breaker: Breaker, heardOf: (Failure | undefined)[], now = 0): Breaker =>
  heardOf.reduce((state, failure, i) => heard(state, failure, now + i, breakerPolicy), breaker);
const open = after(closedBreaker, Array(failures).fill(down));

test('one failure less than the limit leaves it closed, the limit opens it', () => {
  expect(after(closedBreaker, Array(failures - 1).fill(down)).kind).toBe('closed');
  expect(open.kind).toBe('open');
});

test('an answer in between forgets the failures', () => {
  expect(after(closedBreaker, [...Array(failures - 1).fill(down), undefined, down]).kind).toBe('closed');
});

test('failures long ago do not count', () => {
  const early = after(closedBreaker, Array(failures - 1).fill(down));

  expect(heard(early, down, withinMs + failures, breakerPolicy)).toMatchObject({ kind: 'closed' });
});

test('an open one lets nobody through until its rest is over, then one at a time', () => {
  expect(ask(open, restMs - 1, breakerPolicy).admitted).toBe(false);

  const { admitted, breaker } = ask(open, restMs + failures, breakerPolicy);

  expect([admitted, breaker.kind]).toEqual([true, 'half-open']);
  expect(ask(breaker, restMs + failures + 1, breakerPolicy).admitted).toBe(false);
});

test('a good trial closes it, a bad one opens it for twice as long, up to a limit', () => {
  const half = ask(open, restMs + failures, breakerPolicy).breaker;
  expect(heard(half, undefined, restMs + failures, breakerPolicy)).toEqual(closedBreaker);

  let [breaker, now] = [open as Breaker, 0];
  const rests: number[] = [];
  for (let i = 0; i < 8; i += 1) {
    if (breaker.kind !== 'open') throw new Error(breaker.kind);
    rests.push(breaker.until - now);
    now = breaker.until;
    breaker = heard(ask(breaker, now, breakerPolicy).breaker, down, now, breakerPolicy);
  }
  expect(rests[1]).toBe(2 * restMs);
  expect(Math.max(...rests)).toBe(longestRestMs);
});

test('a trial that was never heard of again does not shut a model out', () => {
  const half = ask(open, restMs + failures, breakerPolicy).breaker;

  expect(ask(half, restMs + failures + trialMs, breakerPolicy).admitted).toBe(true);
});

test.each<[Failure, boolean]>([
  [{ kind: 'misconfigured' }, true],
  [{ kind: 'throttled', retryAfterMs: 60_000 }, true],
  [{ kind: 'throttled', retryAfterMs: 500 }, false],
  [{ kind: 'timeout-first-token' }, false],
])('%j opens it at once: %s', (failure, opens) => {
  expect(heard(closedBreaker, failure, 0, breakerPolicy).kind).toBe(opens ? 'open' : 'closed');
});

test.each(['refused', 'too-long', 'cancelled'] as const)('%s, however often, is not the model’s fault', (kind) => {
  expect(after(closedBreaker, Array(20).fill({ kind }))).toEqual(closedBreaker);
});

test('whatever happens, it is never shut for longer than the longest rest', () => {
  const happening = fc.record({
    wait: fc.nat(400_000),
    failure: fc.constantFrom<Failure | undefined>(
      undefined,
      down,
      { kind: 'cancelled' },
      { kind: 'throttled', retryAfterMs: 10 ** 9 },
    ),
  });
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 40 }), (happenings) => {
      let [breaker, now, shutSince] = [closedBreaker, 0, -1];
      for (const { wait, failure } of happenings) {
        now += wait;
        const asked = ask(breaker, now, breakerPolicy);
        breaker = asked.breaker;
        if (asked.admitted) {
          shutSince = -1;
          breaker = heard(breaker, failure, now, breakerPolicy);
        } else if (shutSince < 0) shutSince = now;
        else expect(now - shutSince).toBeLessThanOrEqual(longestRestMs);
      }
    }),
  );
});
