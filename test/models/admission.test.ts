import fc from 'fast-check';
import { expect, test } from 'vitest';
import { admit, countedTokens, fullBucket, reservedTokens, settle } from '#shared/models/admission';

const quota = { tokensPerMinute: 2_000_000, burndown: 5 };

/** How many calls of 500 input tokens a minute's quota admits at once. */
const admitted = (maxTokens: number): number => {
  let bucket = fullBucket(quota, 0);
  for (let calls = 0; ; calls += 1) {
    const taken = admit(bucket, reservedTokens(500, maxTokens), quota, 0);
    if (!taken.admitted) return calls;
    bucket = taken.bucket;
  }
};

test('2 million tokens a minute admit 1,333 calls with a limit of 1,000, and 31 with a model’s own limit of 64,000', () => {
  expect(admitted(1000)).toBe(1333);
  expect(admitted(64_000)).toBe(31);
});

test('what the cache gave does not count in the end, output counts by its burndown', () => {
  const usage = { input: 100, cacheRead: 5000, cacheWrite: 20, output: 300, estimated: false };

  expect(countedTokens(usage, quota)).toBe(100 + 20 + 1500);
});

test('who is not admitted is told how long to wait, and is admitted then', () => {
  const { bucket } = admit(fullBucket(quota, 0), 1_999_000, quota, 0);
  const refused = admit(bucket, 3000, quota, 0);

  expect(refused).toMatchObject({ admitted: false, waitMs: 60 });
  expect(admit(refused.bucket, 3000, quota, 60).admitted).toBe(true);
});

test('a bucket never holds more than its quota, and loses nothing that was not counted', () => {
  const call = fc.record({
    reserved: fc.nat(100_000),
    share: fc.double({ min: 0, max: 1, noNaN: true }),
    wait: fc.nat(5000),
  });
  fc.assert(
    fc.property(fc.array(call, { maxLength: 30 }), (calls) => {
      let [bucket, now] = [fullBucket(quota, 0), 0];
      for (const { reserved, share, wait } of calls) {
        now += wait;
        const taken = admit(bucket, reserved, quota, now);
        bucket = taken.admitted
          ? settle(taken.bucket, reserved, Math.floor(reserved * share), quota, now)
          : taken.bucket;
        expect(bucket.tokens).toBeLessThanOrEqual(quota.tokensPerMinute);
        expect(bucket.tokens).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
