import { expect, test } from 'vitest';
import type { Differences } from '#infra/environments';
import { policiesOf } from './permissions.ts';
import { resources, synthesised } from './synthesised.ts';

const titan = { kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 256 };
const qwen = {
  kind: 'openAiCompatible',
  preset: 'qwen',
  secretName: 'baton/qwen',
  model: 'text-embedding-v4',
  dimensions: 512,
};
const EMBEDS = ['answer', 'build', 'try'];

/** What each step may do beyond what it may do without an embedder. */
const more = (overrides: Differences): Record<string, string[]> => {
  const before = policiesOf(synthesised('dev'));
  const steps = Object.entries(policiesOf(synthesised('dev', overrides))).map(([step, { permissions }]) => {
    const had = new Set(before[step]?.permissions.map((one) => JSON.stringify(one)));
    const added = permissions.filter((one) => !had.has(JSON.stringify(one)));
    return [step, added.map(({ action, resource }) => `${action} ${resource}`)] as const;
  });
  return Object.fromEntries(steps.filter(([, added]) => added.length > 0));
};
const same = (permission: string) => Object.fromEntries(EMBEDS.map((step) => [step, [permission]]));

type Function = { Code: { S3Key: unknown }; Environment: { Variables: Record<string, string> } };
const functionsOf = (overrides: Differences): Map<string, Function> =>
  new Map(
    resources(synthesised('dev', overrides), 'AWS::Lambda::Function').flatMap(({ Properties }) => {
      const one = Properties as Function;
      const step = one.Environment?.Variables.POWERTOOLS_SERVICE_NAME;
      return step ? [[step, one] as const] : [];
    }),
  );
const told = (overrides: Differences) =>
  [...functionsOf(overrides)].flatMap(([step, { Environment }]) => ('EMBEDDER' in Environment.Variables ? [step] : []));

test('steps that embed may invoke that one model of Bedrock, and no other step may', () => {
  expect(more({ embedder: titan })).toEqual(
    same('bedrock:InvokeModel arn:*:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0'),
  );
});

test('a model of another region is that region’s', () => {
  expect(more({ embedder: { ...titan, region: 'eu-central-1' } })).toEqual(
    same('bedrock:InvokeModel arn:*:bedrock:eu-central-1::foundation-model/amazon.titan-embed-text-v2:0'),
  );
});

test('steps that embed by another service may read the one secret that holds its key', () => {
  expect(more({ embedder: qwen })).toEqual(
    same('secretsmanager:GetSecretValue arn:*:secretsmanager:us-east-1:*:secret:baton/qwen-??????'),
  );
});

test('the steps that embed are told the embedder, and run another bundle; all others stay as they are', () => {
  const [plain, embeds] = [functionsOf({}), functionsOf({ embedder: titan })];
  const changed = [...embeds].filter(([step, one]) => JSON.stringify(one) !== JSON.stringify(plain.get(step)));

  expect(changed.map(([step]) => step).sort()).toEqual(EMBEDS);
  for (const [step, { Code, Environment }] of changed) {
    expect(Code.S3Key).not.toEqual(plain.get(step)?.Code.S3Key);
    expect(JSON.parse(Environment.Variables.EMBEDDER ?? '')).toEqual({ ...titan, queryMs: 600 });
  }
});

test('without an embedder nothing is told of one, and naming none changes no byte of the templates', () => {
  expect(told({})).toEqual([]);
  expect(JSON.stringify(synthesised('dev', { embedder: { kind: 'none' } }))).toBe(JSON.stringify(synthesised('dev')));
  expect(JSON.stringify(synthesised('dev'))).not.toMatch(/bedrock|embedder/i);
});

test.each([
  ['Bedrock', { embedder: titan }],
  ['another service beside models of Bedrock', { embedder: qwen, models: { kind: 'bedrock', large: 'global.a.b' } }],
])('AWS’s list of good practice finds nothing unexplained with an embedder of %s', (_, overrides) => {
  expect(() => synthesised('dev', overrides, true)).not.toThrow();
});
