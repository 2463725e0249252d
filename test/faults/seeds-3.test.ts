import { expect, test } from 'vitest';
import { brokenIn } from './command/in-tests.ts';

test('seeds 1001 to 1500 keep every promise, I1 to I17', async () => {
  expect(await brokenIn(1001, 500)).toEqual([]);
}, 600_000);
