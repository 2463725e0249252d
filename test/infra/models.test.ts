import { expect, test } from 'vitest';
import { type Differences, environment } from '#infra/environments';
import { policiesOf } from './permissions.ts';
import { resources, synthesised } from './synthesised.ts';

const profile = 'global.anthropic.claude-haiku-5-5';
const bedrock = { kind: 'bedrock', small: profile, large: 'amazon.nova-pro-v1:0' };
const qwen = { kind: 'openAiCompatible', preset: 'qwen', secretName: 'baton/qwen', large: 'qwen3.8-max' };
const persona = { brand: 'lantern', version: '1', name: { en: 'Lumi' }, look: { colour: '#1c7ed6' } };

const answerIn = (overrides: Differences) => {
  const stacks = synthesised('dev', overrides);
  const found = resources(stacks, 'AWS::Lambda::Function').find(
    ({ Properties }) =>
      (Properties.Environment as { Variables?: Record<string, string> } | undefined)?.Variables
        ?.POWERTOOLS_SERVICE_NAME === 'answer',
  );
  if (!found) throw new Error('nothing answers');
  return { stacks, variables: (found.Properties.Environment as { Variables: Record<string, unknown> }).Variables };
};
const permissions = (overrides: Differences) => policiesOf(synthesised('dev', overrides)).answer?.permissions ?? [];
/** What the answering step may do with models, beyond what it may do without any. */
const more = (models: Differences): string[] => {
  const without = new Set(permissions({}).map((one) => JSON.stringify(one)));
  return permissions({ models })
    .filter((one) => !without.has(JSON.stringify(one)))
    .filter(({ action }) => !action.startsWith('kms:'))
    .map(({ action, resource, within }) => `${action} ${resource}${within ? ' within' : ''}`)
    .sort();
};
const table = /Settings/;
const ofTable = (all: string[]) =>
  all.filter((one) => table.test(one)).map((one) => one.replace(/\*\{.*\}/, 'settings'));

test('a step that asks Bedrock may call its models and their profiles, by streaming alone, and nothing else', () => {
  const all = more({ ...bedrock, guardrail: { id: 'g1', version: '1' } });

  expect(all.filter((one) => !table.test(one))).toEqual([
    'bedrock:ApplyGuardrail arn:*:bedrock:us-east-1:*:guardrail/g1',
    'bedrock:InvokeModelWithResponseStream arn:*:bedrock:*::foundation-model/anthropic.claude-haiku-5-5',
    'bedrock:InvokeModelWithResponseStream arn:*:bedrock:us-east-1:*:inference-profile/global.anthropic.claude-haiku-5-5',
    'bedrock:InvokeModelWithResponseStream arn:*:bedrock:us-east-1::foundation-model/amazon.nova-pro-v1:0',
  ]);
  expect(more({ ...bedrock, streaming: false }).filter((one) => one.startsWith('bedrock:'))).toHaveLength(3);
  expect(more({ ...bedrock, streaming: false }).join()).not.toContain('ResponseStream');
});

test('a step that asks another service may read the one secret that holds its key', () => {
  expect(more(qwen).filter((one) => !table.test(one))).toEqual([
    'secretsmanager:GetSecretValue arn:*:secretsmanager:us-east-1:*:secret:baton/qwen-??????',
  ]);
});

test('choices are read, budgets and kept answers are written, each under its own prefix', () => {
  expect(ofTable(more(bedrock))).toEqual([
    'dynamodb:GetItem settings',
    'dynamodb:PutItem settings within',
    'dynamodb:UpdateItem settings within',
  ]);
  const policies = JSON.stringify(resources(synthesised('dev', { models: bedrock }), 'AWS::IAM::Policy'));
  for (const prefix of ['answer#*', 'budget#*'])
    expect(policies).toContain(`{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["${prefix}"]}}`);
});

test('with models, and only then, budgets and kept answers expire and the step is told their table', () => {
  const expires = (overrides: Differences) =>
    resources(synthesised('dev', overrides), 'AWS::DynamoDB::Table').find(({ id }) => table.test(id))?.Properties
      .TimeToLiveSpecification;

  expect(expires({ models: bedrock })).toEqual({ AttributeName: 'ttl', Enabled: true });
  expect(expires({})).toBeUndefined();
  expect(answerIn({ models: bedrock }).variables).toHaveProperty('SETTINGS_TABLE');
  expect(answerIn({}).variables).not.toHaveProperty('SETTINGS_TABLE');
});

test('a persona is told to the step that speaks and to the bench that shows it, and to no other', () => {
  const { stacks, variables } = answerIn({ persona });
  const told = resources(stacks, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
    const { Environment } = Properties as { Environment: { Variables: Record<string, string> } };
    return 'PERSONA' in Environment.Variables ? [Environment.Variables.POWERTOOLS_SERVICE_NAME] : [];
  });

  expect(JSON.parse(String(variables.PERSONA))).toMatchObject(persona);
  expect(told.toSorted()).toEqual(['answer', 'try']);
  expect(answerIn({}).variables).not.toHaveProperty('PERSONA');
});

test('a persona too long for a function’s variables stops the synth', () => {
  const words = Array.from({ length: 50 }, (_, i) => `a word that is never said, number ${i}`);
  const long = { ...persona, banned: [{ words, instead: 'it' }] };

  expect(() => environment('dev', { persona: long })).toThrow('persona: must be at most 1800 characters as JSON');
});

test.each([
  ['Bedrock', { models: { ...bedrock, guardrail: { id: 'g1', version: '1' } } }],
  ['Qwen and a persona', { models: qwen, persona }],
])('AWS’s list of good practice finds nothing unexplained with %s', (_, overrides) => {
  expect(() => synthesised('dev', overrides, true)).not.toThrow();
});
