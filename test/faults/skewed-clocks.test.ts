import { expect, test } from 'vitest';
import { runScenario } from './run.ts';
import { scenarioOf } from './world/scenario.ts';

test('I16: with clocks five minutes off, either way, function by function, every other promise is kept', async () => {
  const broken: string[] = [];
  for (let seed = 1; seed <= 80; seed += 1) {
    const { violations } = await runScenario({ ...scenarioOf(seed), skewMs: 300_000 });
    broken.push(...violations.map(({ invariant, says }) => `seed ${seed}: ${invariant} ${says}`));
  }
  expect(broken).toEqual([]);
}, 300_000);
