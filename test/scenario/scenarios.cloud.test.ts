import { globSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { startCloud } from '#local/cloud';
import { seedKnowledge } from '#local/seed';
import { type CloudPlace, cloudStage } from './cloud-stage.ts';
import { play } from './play.ts';
import { outcomeLines } from './report.ts';
import { readFiles, type Scenario } from './schema.ts';
import type { Stage } from './stage.ts';

const read = readFiles(globSync('test/scenarios/*.yaml').sort());
const scenarios = read.flatMap((one) => ('scenario' in one ? [one.scenario] : []));
const environments = [...new Set(scenarios.map(({ environment }) => environment))];

/** The cloud of this run where it is of that environment, else one of its own. */
const cloudOf = async (environment: string): Promise<{ cloud: CloudPlace; stop: () => Promise<void> }> => {
  const shared = inject('cloud');
  if (shared.environment === environment) return { cloud: shared, stop: async () => {} };
  const cloud = await startCloud({ environment });
  return { cloud, stop: cloud.stop };
};

const named = ({ file, scenario }: Scenario): [string, string] => [file, scenario];

describe.each(environments)('in environment %s', (environment) => {
  const its = scenarios.filter((one) => one.environment === environment);
  let stage: Stage;
  let stop = async () => {};

  beforeAll(async () => {
    const place = await cloudOf(environment);
    stop = place.stop;
    stage = await cloudStage(place.cloud);
    await seedKnowledge(place.cloud);
  });
  afterAll(() => stop());

  test.each(its.map(named))('%s: %s', async (file) => {
    const scenario = its.find((one) => one.file === file);
    if (!scenario) throw new Error(`no scenario in ${file}`);

    const outcome = await play(stage, scenario);

    if (!outcome.passed) expect.fail(outcomeLines(outcome).join('\n'));
  });
});
