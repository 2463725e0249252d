import { expect, test } from 'vitest';
import { brokenIn } from './command/in-tests.ts';

test('seeds 501 to 1000 keep every promise, I1 to I17', async () => {
  expect(await brokenIn(501, 500)).toEqual([]);
}, 600_000);
