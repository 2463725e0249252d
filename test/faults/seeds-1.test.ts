import { expect, test } from 'vitest';
import { runSeed } from './run.ts';

test('seeds 1 to 100 keep every promise', async () => {
  const broken: string[] = [];
  for (let seed = 1; seed <= 100; seed += 1)
    for (const { invariant, says } of (await runSeed(seed)).violations)
      broken.push(`seed ${seed}: ${invariant} ${says}`);
  expect(broken).toEqual([]);
}, 120_000);
