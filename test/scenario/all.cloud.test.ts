import { globSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { seedKnowledge } from '#local/seed';
import { compareCalls, policiesOf, type RecordedCall } from '#test/infra/permissions';
import { synthesised } from '#test/infra/synthesised';
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

/** The physical names of a stack's resources. The engine takes the administrator's key without looking at the signature. */
const namesOf = async (stack: string): Promise<[string, string][]> => {
  const answer = await fetch(cloud.endpoint, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/${cloud.region}/cloudformation/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: new URLSearchParams({ Action: 'DescribeStackResources', Version: '2010-05-15', StackName: stack }).toString(),
  });
  const text = await answer.text();
  const pairs = text.matchAll(/<LogicalResourceId>([^<]+)<\/LogicalResourceId><PhysicalResourceId>([^<]+)</g);
  return [...pairs].map(([, logical = '', physical = '']) => [logical, physical]);
};

/** Allowed, and not seen here, each with its reason. */
const RARELY: Record<string, string> = {
  'wrap-up dynamodb:GetItem': 'HEAD is read anew only after a lost race',
  'assess dynamodb:GetItem': 'HEAD is read anew only after a lost race',
  'settle dynamodb:GetItem': 'HEAD is read anew only after a lost race',
  'sync dynamodb:GetItem': 'HEAD is read apart only behind a page that was cut',
  'deliver dynamodb:GetItem': 'HEAD is read apart only behind a page that was cut',
  'answer sqs:SendMessage':
    'words that came while it was answering: burst-is-one-turn.yaml, whose environment is local',
  'conversation-cost dynamodb:GetItem': 'an agent’s own look at a cost: the browser journey',
};
/** One statement, one policy: who may tell a wait a success may tell it a failure. */
const PAIR: Record<string, string> = {
  'states:SendTaskSuccess': 'states:SendTaskFailure',
  'states:SendTaskFailure': 'states:SendTaskSuccess',
};

test('what the steps did, here and in the journeys before, is what their policies allow: nothing missing, nothing unused', async () => {
  const names = Object.fromEntries(
    (await Promise.all(['State', 'Service'].map((stack) => namesOf(`${cloud.environment}-${stack}`)))).flat(),
  );
  const lines = readFileSync(cloud.record, 'utf8').split('\n').filter(Boolean);
  const calls = lines
    .map((line) => JSON.parse(line) as RecordedCall & { action?: string })
    .filter(({ action }) => action !== undefined);

  const { missing, unused } = compareCalls(calls, policiesOf(synthesised(cloud.environment)), names);

  expect(missing).toEqual([]);
  const never = new Set(unused.map(({ step, action }) => `${step} ${action}`));
  const unexplained = unused.filter(
    ({ step, action }) => !RARELY[`${step} ${action}`] && (!PAIR[action] || never.has(`${step} ${PAIR[action]}`)),
  );
  expect(unexplained.map(({ step, action, resource }) => `${step} ${action} ${resource}`)).toEqual([]);
});
