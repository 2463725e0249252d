import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { type Cloud, startCloud } from '#local/cloud';
import { seedKnowledge } from '#local/seed';
import { cloudStage } from './cloud-stage.ts';
import { play } from './play.ts';
import { outcomeLines } from './report.ts';
import { readFiles, type Scenario } from './schema.ts';
import type { Stage } from './stage.ts';

const read = readFiles(globSync('test/scenarios/*.yaml').sort());
const scenarios = read.flatMap((one) => ('scenario' in one ? [one.scenario] : []));
const shared = inject('cloud').environment;
const environments = [...new Set(scenarios.map(({ environment }) => environment))].filter((name) => name !== shared);

const named = ({ file, scenario }: Scenario): [string, string] => [file, scenario];

// What is written for the cloud of this run is played by all.cloud.test.ts.
describe.each(environments)('in environment %s', (environment) => {
  const its = scenarios.filter((one) => one.environment === environment);
  let stage: Stage;
  let cloud: Cloud;

  beforeAll(async () => {
    cloud = await startCloud({ environment });
    stage = await cloudStage(cloud);
    await seedKnowledge(cloud);
  });
  afterAll(() => cloud.stop());

  test.each(its.map(named))('%s: %s', async (file) => {
    const scenario = its.find((one) => one.file === file);
    if (!scenario) throw new Error(`no scenario in ${file}`);

    const outcome = await play(stage, scenario);

    if (!outcome.passed) expect.fail(outcomeLines(outcome).join('\n'));
  });
});
