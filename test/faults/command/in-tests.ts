import { runOne } from './seeds.ts';

/** Runs a span of seeds in this process; returns what was broken, ready to be compared with nothing. */
export const brokenIn = async (from: number, seeds: number): Promise<string[]> => {
  const broken: string[] = [];
  for (let seed = from; seed < from + seeds; seed += 1)
    for (const { invariant, says } of (await runOne(seed)).violations)
      broken.push(`seed ${seed}: ${invariant} ${says} (npm run simulate -- --story ${seed})`);
  return broken;
};
