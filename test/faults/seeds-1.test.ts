import { expect, test } from 'vitest';
import { brokenIn } from './command/in-tests.ts';

test('seeds 1 to 500 keep every promise, I1 to I17', async () => {
  expect(await brokenIn(1, 500)).toEqual([]);
}, 600_000);
