import { globSync } from 'node:fs';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { seedKnowledge } from '#local/seed';
import { cloudStage } from './cloud-stage.ts';
import { play } from './play.ts';
import { outcomeLines } from './report.ts';
import { readFiles } from './schema.ts';
import type { Stage } from './stage.ts';

const cloud = inject('cloud');
const read = readFiles(globSync('test/scenarios/*.yaml').sort());
const scenarios = read.flatMap((one) => ('scenario' in one ? [one.scenario] : []));
const here = scenarios.filter(({ environment }) => environment === cloud.environment);

let stage: Stage;
beforeAll(async () => {
  stage = await cloudStage(cloud);
  await seedKnowledge(cloud);
}, 60_000);

test('every file is a scenario, and at least 25 of them are played here', () => {
  expect(read.filter((one) => 'faults' in one)).toEqual([]);
  expect(here.length).toBeGreaterThanOrEqual(25);
});

describe('scenarios', () => {
  test.each(here.map((scenario) => [scenario.scenario, scenario] as const))(
    '%s',
    { timeout: 120_000 },
    async (_, scenario) => {
      const outcome = await play(stage, scenario);

      if (!outcome.passed) expect.fail(outcomeLines(outcome).join('\n'));
    },
  );
});
