import { globSync } from 'node:fs';
import { beforeAll, expect, inject, test } from 'vitest';
import { seedKnowledge } from '#local/seed';
import { cloudStage } from './cloud-stage.ts';
import { play } from './play.ts';
import { outcomeLines } from './report.ts';
import { readFiles, type Scenario } from './schema.ts';
import type { Stage } from './stage.ts';

const read = readFiles(globSync('test/scenarios/*.yaml').sort());
const scenarios = read.flatMap((one) => ('scenario' in one ? [one.scenario] : []));
const here = scenarios.filter(({ environment }) => environment === inject('cloud').environment);

let stage: Stage;

beforeAll(async () => {
  const cloud = inject('cloud');
  stage = await cloudStage(cloud);
  await seedKnowledge(cloud);
});

const named = ({ file, scenario }: Scenario): [string, string] => [file, scenario];

test.each(here.map(named))('%s: %s', async (file) => {
  const scenario = here.find((one) => one.file === file);
  if (!scenario) throw new Error(`no scenario in ${file}`);

  const outcome = await play(stage, scenario);

  if (!outcome.passed) expect.fail(outcomeLines(outcome).join('\n'));
});
