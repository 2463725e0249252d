import { admit, type Bucket, fullBucket, type Quota, settle } from './admission.ts';
import { ask, type Breaker, type BreakerPolicy, breakerPolicy, closedBreaker, heard } from './breaker.ts';
import type { Failure } from './chat-model.ts';

export type Gate = {
  /** Why the model may not be asked now, or nothing: then `closed` must be told how it went. */
  open(reserved: number, now: number): Failure | undefined;
  closed(went: { failure: Failure | undefined; reserved: number; counted: number }, now: number): void;
};
/** One gate a model: its breaker and its quota. */
export type Gates = (model: string, quota: Quota | undefined) => Gate;

/**
 * The gates of one process, kept from turn to turn. What one function has learnt of a model another one learns by itself, within a few
 * calls; sharing it would cost a write a call.
 */
export const processGates = (policy: BreakerPolicy = breakerPolicy): Gates => {
  const breakers = new Map<string, Breaker>();
  const buckets = new Map<string, Bucket>();
  return (model, quota) => ({
    open(reserved, now) {
      const { admitted, breaker } = ask(breakers.get(model) ?? closedBreaker, now, policy);
      if (!admitted) return { kind: 'unavailable', code: 'breaker-open' };
      if (quota) {
        const taken = admit(buckets.get(model) ?? fullBucket(quota, now), reserved, quota, now);
        buckets.set(model, taken.bucket);
        if (!taken.admitted) return { kind: 'throttled', code: 'own-quota', retryAfterMs: taken.waitMs };
      }
      // Only a call that is really made is a trial.
      breakers.set(model, breaker);
      return undefined;
    },
    closed({ failure, reserved, counted }, now) {
      breakers.set(model, heard(breakers.get(model) ?? closedBreaker, failure, now, policy));
      const bucket = buckets.get(model);
      if (quota && bucket) buckets.set(model, settle(bucket, reserved, counted, quota, now));
    },
  });
};
