import type { Reading } from '#shared/store/readings';
import type { CallSite, Fault } from './faults.ts';

/** What a call uses, by the meters of the price book. */
export type CallOptions = {
  spends?: readonly (readonly [meter: string, unit: string])[];
};

/**
 * The one way to a port: it yields before the effect and after it, knows who calls what for the how-manieth time, and lets
 * the plan of faults strike. `effect` happens in one instant.
 */
export interface Caller {
  /** Number of the invocation that calls; 0 outside of any. */
  readonly invocation: number;
  readonly step: string;
  call<T>(site: CallSite, effect: (fault: Fault | undefined) => T, options?: CallOptions): Promise<T>;
  now(): string;
  sleep(milliseconds: number): Promise<void>;
  newId(): string;
  newSecretName(): string;
  /** 0 ≤ n < 1. */
  random(): number;
  /** More that this work has used: what only an answer tells, as a model's tokens. */
  spend(reading: Reading): void;
  /** What this work has used so far, taken once. */
  take(): Reading[];
}

/** For a port outside of a run, as the contract suites use it: each call happens at once, nothing goes wrong. */
export const instantly = (): Caller => {
  let ids = 0;
  return {
    invocation: 0,
    step: 'none',
    call: async (_site, effect) => effect(undefined),
    now: () => '2026-11-20T09:00:00.000Z',
    sleep: async () => {},
    newId: () => `id-${++ids}`,
    newSecretName: () => `${++ids}`.padStart(40, '0'),
    random: () => 0.5,
    spend: () => {},
    take: () => [],
  };
};
