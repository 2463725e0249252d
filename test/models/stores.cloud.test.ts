import { randomUUID } from 'node:crypto';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, inject, test } from 'vitest';
import { dynamoAnswerCache } from '#shared/models/answer-cache-store';
import { dynamoBudget } from '#shared/models/budget-store';
import { dynamoChoices } from '#shared/models/choice-store';
import { ModelChoice, modelsOf } from '#shared/models/settings';
import { answerCacheContract } from '#test/contracts/answer-cache.contract';
import { budgetContract } from '#test/contracts/budget.contract';

const { endpoint, region, environmentVariables, outputs, environment } = inject('cloud');
const client = new DynamoDBClient({
  endpoint,
  region,
  credentials: {
    accessKeyId: environmentVariables.AWS_ACCESS_KEY_ID ?? '',
    secretAccessKey: environmentVariables.AWS_SECRET_ACCESS_KEY ?? '',
  },
});
const table = (id: string): string => {
  const state = outputs[`${environment}-State`] ?? {};
  const name = Object.keys(state).find((key) => key.startsWith(`ExportsOutputRef${id}Table`));
  if (!name) throw new Error(`no output of table ${id}: ${Object.keys(state).join(', ')}`);
  return state[name] ?? '';
};

budgetContract('budgets in a real table', () => dynamoBudget({ client, table: table('Desk'), now: Date.now }));
answerCacheContract('answers in a real table', () => dynamoAnswerCache({ client, table: table('Desk') }));

const fallback = ModelChoice.parse({ models: { kind: 'none' } });
const choices = (faults: unknown[] = []) =>
  dynamoChoices({ client, table: table('Desk'), fallback, tellFault: (error) => faults.push(error) });
const bedrock = (large: string) => ({ kind: 'bedrock', large });

test('a published choice holds from the next turn on, for each brand its own, and an older one can be taken again', async () => {
  const [one, two] = [randomUUID(), randomUUID()];
  const store = choices();
  await store.publish(one, ModelChoice.parse({ models: bedrock('m1'), brands: { tea: bedrock('m2') } }));
  const turn = await store.current();
  await store.publish(two, ModelChoice.parse({ models: { kind: 'none' } }));

  expect(turn.version).toBe(one);
  expect([modelsOf(turn, 'shop'), modelsOf(turn, 'tea')]).toMatchObject([{ large: 'm1' }, { large: 'm2' }]);
  expect(modelsOf(await store.current(), 'tea')).toEqual({ kind: 'none' });

  await store.activate(one);
  expect(await choices().current()).toEqual(turn);
});

test('a version is written once, and one that is not there cannot be made live', async () => {
  const version = randomUUID();
  await choices().publish(version, fallback);

  await expect(choices().publish(version, fallback)).rejects.toThrow();
  await expect(choices().activate('never')).rejects.toThrow("There is no version 'never' of the models.");
});
