import { readFileSync } from 'node:fs';
import { expect, inject, test } from 'vitest';
import { compareCalls, policiesOf, type RecordedCall } from './permissions.ts';
import { physicalNames } from './physical-names.ts';
import { synthesised } from './synthesised.ts';

// Runs last of the product's files (vitest.cloud.config.ts), when the record holds what all the others have done.
const cloud = inject('cloud');

/** Allowed, and not seen, each with its reason. */
const RARELY: Record<string, string> = {
  'deliver dynamodb:DeleteItem': 'a screen that went without a goodbye: test/steps/deliver.test.ts',
  'ask-person dynamodb:Query': 'the button pressed after a close: test/steps/ask-person.test.ts',
  'wrap-up dynamodb:GetItem': 'HEAD is read anew only after a lost race',
  'assess dynamodb:GetItem': 'HEAD is read anew only after a lost race',
  'settle dynamodb:GetItem': 'HEAD is read anew only after a lost race',
  'sync dynamodb:GetItem': 'HEAD is read apart only behind a page that was cut',
  'deliver dynamodb:GetItem': 'HEAD is read apart only behind a page that was cut',
  'lapse dynamodb:PutItem': 'the sweep may look at a lost agent’s seats first: test/steps/lapse.test.ts',
  'lapse dynamodb:UpdateItem': 'the sweep may look at a lost agent’s seats first: test/steps/lapse.test.ts',
  'answer sqs:SendMessage':
    'words that came while it was answering: burst-is-one-turn.yaml, whose environment is local',
  'conversation-cost dynamodb:GetItem': 'an agent’s own look at a cost: the browser journey',
};
/** Whoever comes first tells a waiting workflow, so which steps did differs from run to run; permissions.test.ts holds each to its wiring. */
const TELLS = /^states:SendTask(Success|Failure)$/;

test('what the steps have done in scenarios and journeys is what their policies allow: nothing missing, nothing unused', async () => {
  const names = await physicalNames(cloud);
  const lines = readFileSync(cloud.record, 'utf8').split('\n').filter(Boolean);
  const calls = lines
    .map((line) => JSON.parse(line) as RecordedCall & { action?: string })
    .filter(({ action }) => action !== undefined);

  const { missing, unused } = compareCalls(calls, policiesOf(synthesised(cloud.environment)), names);

  expect(missing).toEqual([]);
  const unexplained = unused.filter(({ step, action }) => !RARELY[`${step} ${action}`] && !TELLS.test(action));
  expect(unexplained.map(({ step, action, resource }) => `${step} ${action} ${resource}`)).toEqual([]);
  expect(new Set(calls.map(({ action }) => action).filter((action) => TELLS.test(action))).size).toBe(2);
});
