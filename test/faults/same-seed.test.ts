import { expect, test } from 'vitest';
import { runSeed } from './run.ts';

const asText = async (seed: number): Promise<string> => {
  const { history, struck } = await runSeed(seed);
  return JSON.stringify([history.entries, [...history.end.logs], history.end.screens, [...struck]]);
};

test('the same seed gives the same history, to the byte', async () => {
  for (const seed of [3, 11, 47]) expect(await asText(seed)).toBe(await asText(seed));
});

test('another seed gives another history', async () => {
  expect(await asText(3)).not.toBe(await asText(4));
});
