import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Owner } from '#shared/conversation/head';
import {
  type Held,
  linearizable,
  type Operation,
  type OwnerOperation,
  ownerRegister,
  ownersLinearizable,
  type Specification,
} from './linearizable.ts';

const conversationId = 'customer-1';
const bot: Owner = { kind: 'bot' };
const queue: Owner = { kind: 'queue' };
const agent = (agentId: string): Owner => ({ kind: 'agent', agentId });
const held = (version: number, epoch: number, owner: Owner): Held => ({ version, epoch, owner });

const read = (process: string, invoked: number, returned: number, seen: Held | undefined): OwnerOperation => ({
  process,
  invoked,
  returned,
  call: { does: 'read', conversationId },
  result: { read: seen },
});
const append = (
  process: string,
  [invoked, returned]: [number, number?],
  expected: number,
  to: Held,
  outcome: 'written' | 'lost' | 'not-done' = 'written',
  epoch?: number,
): OwnerOperation => ({
  process,
  invoked,
  call: { does: 'append', conversationId, expected, to, ...(epoch !== undefined && { epoch }) },
  ...(returned !== undefined && { returned, result: { append: outcome } }),
});

const opened = append('ana', [0, 1], 0, held(1, 1, bot));
const why = (history: OwnerOperation[]): string => {
  const verdict = ownersLinearizable(history);
  return verdict.linearizable ? 'linearizable' : verdict.why;
};

test.each<[string, OwnerOperation[]]>([
  ['nothing at all', []],
  ['a write, then a read of it', [opened, read('bo', 2, 3, held(1, 1, bot))]],
  [
    'a read during the write that sees the old',
    [opened, append('ana', [2, 9], 1, held(2, 2, queue)), read('bo', 3, 4, held(1, 1, bot))],
  ],
  [
    'a read during the write that sees the new',
    [opened, append('ana', [2, 9], 1, held(2, 2, queue)), read('bo', 3, 4, held(2, 2, queue))],
  ],
  [
    'two at once on one version, of whom one loses',
    [opened, append('ana', [2, 9], 1, held(2, 2, queue)), append('bo', [3, 8], 1, held(2, 2, agent('bo')), 'lost')],
  ],
  [
    'a write whose answer was lost and that somebody sees later',
    [
      opened,
      append('ana', [2], 1, held(2, 2, queue)),
      read('bo', 20, 21, held(1, 1, bot)),
      read('bo', 30, 31, held(2, 2, queue)),
    ],
  ],
  [
    'a write whose answer was lost and that never happened',
    [opened, append('ana', [2], 1, held(2, 2, queue)), read('bo', 20, 21, held(1, 1, bot))],
  ],
  [
    'a conflict of transactions, after which nothing has changed',
    [opened, append('ana', [2, 3], 1, held(2, 2, queue), 'not-done'), read('bo', 4, 5, held(1, 1, bot))],
  ],
  [
    'words that keep the owner keep the epoch',
    [opened, append('ana', [2, 3], 1, held(2, 1, bot)), append('ana', [4, 5], 2, held(3, 1, bot), 'written', 1)],
  ],
])('%s is linearizable', (_what, history) => {
  expect(why(history)).toBe('linearizable');
});

test('a stale read after a write is caught, and the explanation names what was read and what was there', () => {
  const found = why([opened, append('ana', [2, 3], 1, held(2, 2, queue)), read('bo', 4, 5, held(1, 1, bot))]);

  expect(found).toContain('bo [4, 5] read version 1, epoch 1, owner bot');
  expect(found).toContain('there was version 2, epoch 2, owner queue');
});

test('two readers who see the write in the opposite order are caught', () => {
  const found = why([
    opened,
    append('ana', [2, 90], 1, held(2, 2, queue)),
    read('bo', 3, 4, held(2, 2, queue)),
    read('cy', 5, 6, held(1, 1, bot)),
  ]);

  expect(found).toContain('cy [5, 6] read version 1');
});

test('two winners of one epoch are caught', () => {
  const found = why([
    opened,
    append('ana', [2, 9], 1, held(2, 2, agent('ana'))),
    append('bo', [3, 8], 1, held(2, 2, agent('bo'))),
  ]);

  expect(found).toMatch(/decided on version 1, the log was at 2/);
});

test('a second owner in the same epoch is caught even where its version fits', () => {
  const found = why([opened, append('ana', [2, 3], 1, held(2, 1, agent('ana')))]);

  expect(found).toContain('a second owner in epoch 1: bot, then agent ana');
});

test('a lost update is caught: both were told "written", one of them is not there', () => {
  const found = why([
    opened,
    append('ana', [2, 3], 1, held(2, 1, bot)),
    append('bo', [4, 5], 1, held(2, 2, queue)),
    read('cy', 6, 7, held(2, 2, queue)),
  ]);

  expect(found).not.toBe('linearizable');
});

test('a write that carried a stale epoch and went through is caught', () => {
  const found = why([
    opened,
    append('ana', [2, 3], 1, held(2, 2, queue)),
    append('the bot', [4, 5], 2, held(3, 2, queue), 'written', 1),
  ]);

  expect(found).toContain('carried epoch 1, in force was 2');
});

test('an epoch that falls is caught', () => {
  expect(why([append('ana', [0, 1], 0, held(1, 5, bot)), append('ana', [2, 3], 1, held(2, 4, queue))])).toContain(
    'the epoch fell from 5 to 4',
  );
});

test('a write that was refused although it alone was there is caught', () => {
  expect(why([opened, append('ana', [2, 3], 1, held(2, 2, queue), 'lost')])).toContain('which was the log');
});

test('the explanation ends with the first answer that cannot be explained, whatever comes after it', () => {
  const after = Array.from({ length: 50 }, (_, i) => read('cy', 10 + 2 * i, 11 + 2 * i, held(2, 2, queue)));
  const found = why([opened, append('ana', [2, 3], 1, held(2, 2, queue)), read('bo', 4, 5, held(1, 1, bot)), ...after]);

  expect(found).toContain('bo [4, 5]');
  expect(found).not.toContain('cy');
});

test('conversations are registers of their own', () => {
  const other = (one: OwnerOperation): OwnerOperation => ({ ...one, call: { ...one.call, conversationId: 'other-1' } });

  expect(why([opened, other(opened), other(read('bo', 2, 3, held(1, 1, bot)))])).toBe('linearizable');
  expect(why([opened, other(opened), other(read('bo', 2, 3, undefined))])).toMatch(/^other-1: /);
});

test('an operation that returned before it was called is a fault of the recorder, and said', () => {
  expect(() => ownersLinearizable([read('bo', 5, 4, undefined)])).toThrow(/before its call/);
});

/** Histories made by running the register itself at chosen moments: linearizable by construction. */
type Plan = { process: number; gap: number; before: number; long: number; kind: number; answered: boolean };
const madeBy = (plans: Plan[], processes: number): OwnerOperation[] => {
  const free = Array.from({ length: processes }, () => 0);
  const timed = plans.map((plan) => {
    const process = plan.process % processes;
    const invoked = (free[process] ?? 0) + 1 + plan.gap;
    const effect = invoked + 1 + plan.before;
    const returned = effect + 1 + plan.long;
    free[process] = returned;
    return { ...plan, process, invoked, effect, returned };
  });
  let state: Held | undefined;
  return timed
    .toSorted((a, b) => a.effect - b.effect)
    .map(({ process, invoked, returned, kind, answered }, i): OwnerOperation => {
      const who = answered ? `process ${process}` : `crashed ${i}`;
      if (kind === 0) return read(who, invoked, returned, state);
      const version = state?.version ?? 0;
      const to =
        kind === 1
          ? held(version + 1, (state?.epoch ?? 0) + 1, agent(who))
          : held(version + 1, state?.epoch ?? 1, state?.owner ?? bot);
      if (kind === 3) return append(who, [invoked, returned], version + 7, held(version + 8, 99, queue), 'lost');
      state = to;
      return append(who, answered ? [invoked, returned] : [invoked], version, to);
    });
};
const plans = (length: number) =>
  fc.array(
    fc.record({
      process: fc.nat(5),
      gap: fc.nat(3),
      before: fc.nat(9),
      long: fc.nat(9),
      kind: fc.nat(3),
      answered: fc.nat(9).map((n) => n > 0),
    }),
    { minLength: 1, maxLength: length },
  );

test('whatever a real register answers at whatever moments is linearizable', () => {
  fc.assert(
    fc.property(plans(60), (plan) => {
      expect(why(madeBy(plan, 6))).toBe('linearizable');
    }),
    { numRuns: 300 },
  );
});

/** Every order of a small history, tried one by one: slow and obviously right. */
const byBruteForce = <State, Call, Result>(
  left: readonly Operation<Call, Result>[],
  state: State,
  specification: Specification<State, Call, Result>,
): boolean => {
  const answered = left.filter(({ returned }) => returned !== undefined);
  if (answered.length === 0) return true;
  const firstReturn = Math.min(...answered.map(({ returned }) => returned ?? Infinity));
  return left.some((one) => {
    if (one.invoked > firstReturn) return false;
    const next = specification.after(state, one.call, one.result);
    return (
      'state' in next &&
      byBruteForce(
        left.filter((other) => other !== one),
        next.state,
        specification,
      )
    );
  });
};

test('on small histories, true and forged, it says what trying every order says', () => {
  let caught = 0;
  fc.assert(
    fc.property(plans(7), fc.nat(6), fc.nat(5), (plan, which, shift) => {
      const history = madeBy(plan, 3).map((one, i): OwnerOperation => {
        if (i !== which || one.call.does !== 'read') return one;
        return { ...one, result: { read: shift === 0 ? undefined : held(shift, shift, bot) } };
      });
      const verdict = linearizable(history, ownerRegister).linearizable;
      if (!verdict) caught += 1;
      expect(verdict).toBe(byBruteForce(history, undefined, ownerRegister));
    }),
    { numRuns: 600, seed: 7 },
  );
  expect(caught).toBeGreaterThan(50);
});

test('200 operations of 6 processes need few configurations', () => {
  const [plan] = fc.sample(
    fc.array(
      plans(1).map(([one]) => one as Plan),
      { minLength: 200, maxLength: 200 },
    ),
    { seed: 1, numRuns: 1 },
  );
  const verdict = linearizable(madeBy(plan ?? [], 6), ownerRegister);

  expect(verdict).toMatchObject({ linearizable: true });
  expect(verdict.linearizable && verdict.configurations).toBeLessThan(5000);
});
