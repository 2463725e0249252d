import type { Usage } from './chat-model.ts';

/** A quota of tokens a minute, as full as it is at `at` (milliseconds). */
export type Bucket = { tokens: number; at: number };
/** `tokensPerMinute`: this process's share of the quota. `burndown`: how many tokens of the quota one of output uses. */
export type Quota = { tokensPerMinute: number; burndown: number };

export const fullBucket = ({ tokensPerMinute }: Quota, now: number): Bucket => ({ tokens: tokensPerMinute, at: now });

const refilled = ({ tokens, at }: Bucket, { tokensPerMinute }: Quota, now: number): Bucket => ({
  tokens: Math.min(tokensPerMinute, tokens + (Math.max(0, now - at) * tokensPerMinute) / 60_000),
  at: now,
});

/** What Bedrock reserves when a call begins: all input, cached or not, and the whole limit of output. */
export const reservedTokens = (input: number, maxTokens: number): number => input + maxTokens;

/** What it has counted when the call is over: what the cache gave is given back, and output counts by its burndown. */
export const countedTokens = ({ input, cacheWrite, output }: Usage, { burndown }: Quota): number =>
  input + cacheWrite + output * burndown;

/** Takes a call's reservation out, if there is enough; else nothing, and how long until there would be. */
export const admit = (
  bucket: Bucket,
  reserved: number,
  quota: Quota,
  now: number,
): { admitted: true; bucket: Bucket } | { admitted: false; bucket: Bucket; waitMs: number } => {
  const full = refilled(bucket, quota, now);
  if (full.tokens >= reserved) return { admitted: true, bucket: { ...full, tokens: full.tokens - reserved } };
  return {
    admitted: false,
    bucket: full,
    waitMs: Math.ceil(((reserved - full.tokens) * 60_000) / quota.tokensPerMinute),
  };
};

/** Gives back what was reserved and not used; output that burns down faster than it was reserved may leave a debt. */
export const settle = (bucket: Bucket, reserved: number, counted: number, quota: Quota, now: number): Bucket => {
  const full = refilled(bucket, quota, now);
  return { ...full, tokens: Math.min(quota.tokensPerMinute, full.tokens + reserved - counted) };
};
