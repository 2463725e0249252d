import type { Failure } from './chat-model.ts';

/** Whether a model is asked at all. Times in milliseconds; `rests`: how often in a row it was opened. */
export type Breaker =
  | { kind: 'closed'; failures: readonly number[] }
  | { kind: 'open'; until: number; rests: number }
  | { kind: 'half-open'; triedAt: number; rests: number };

export type BreakerPolicy = {
  /** So many failures … */
  failures: number;
  /** … within this time open it … */
  withinMs: number;
  /** … for this long, doubled at each further opening … */
  restMs: number;
  /** … up to this. */
  longestRestMs: number;
  /** A trial that was never heard of again is forgotten after this. */
  trialMs: number;
};

export const breakerPolicy: BreakerPolicy = {
  failures: 5,
  withinMs: 60_000,
  restMs: 15_000,
  longestRestMs: 300_000,
  trialMs: 30_000,
};

export const closedBreaker: Breaker = { kind: 'closed', failures: [] };

/** May it be asked now? An open breaker whose rest is over lets one call through. */
export const ask = (
  breaker: Breaker,
  now: number,
  { trialMs }: BreakerPolicy,
): { admitted: boolean; breaker: Breaker } => {
  switch (breaker.kind) {
    case 'closed':
      return { admitted: true, breaker };
    case 'open':
      if (now < breaker.until) return { admitted: false, breaker };
      return { admitted: true, breaker: { kind: 'half-open', triedAt: now, rests: breaker.rests } };
    case 'half-open':
      if (now < breaker.triedAt + trialMs) return { admitted: false, breaker };
      return { admitted: true, breaker: { ...breaker, triedAt: now } };
  }
};

/** What the request itself has caused says nothing about the model. */
const innocent = new Set<Failure['kind']>(['refused', 'too-long', 'cancelled']);

/** What a call has brought: `undefined` for an answer. */
export const heard = (breaker: Breaker, failure: Failure | undefined, now: number, policy: BreakerPolicy): Breaker => {
  if (failure && innocent.has(failure.kind)) return breaker.kind === 'half-open' ? { ...breaker, triedAt: 0 } : breaker;
  if (!failure) return breaker.kind === 'open' ? breaker : closedBreaker;
  if (breaker.kind === 'open') return breaker;
  if (breaker.kind === 'half-open') return opened(breaker.rests, failure, now, policy);
  const failures = [...breaker.failures.filter((at) => at > now - policy.withinMs), now];
  const atOnce = failure.kind === 'misconfigured' || (failure.retryAfterMs ?? 0) >= policy.restMs;
  return atOnce || failures.length >= policy.failures ? opened(0, failure, now, policy) : { kind: 'closed', failures };
};

const opened = (rests: number, { retryAfterMs = 0 }: Failure, now: number, policy: BreakerPolicy): Breaker => {
  const rest = Math.min(policy.restMs * 2 ** rests, policy.longestRestMs);
  return { kind: 'open', until: now + Math.max(rest, Math.min(retryAfterMs, policy.longestRestMs)), rests: rests + 1 };
};
