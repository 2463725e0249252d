import { afterEach, describe, expect, test, vi } from 'vitest';
import { policiesOf } from './permissions.ts';
import { resources, type Stacks, synthesised } from './synthesised.ts';

const embedded = synthesised('dev');
const cluster = synthesised('prod');
const embedder = { kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 256 };

type StepProperties = { Code: { S3Key: unknown }; Environment: { Variables: Record<string, unknown> } };
const propertiesOf = (stacks: Stacks, step: string): StepProperties => {
  const functions = resources(stacks, 'AWS::Lambda::Function').map(({ Properties }) => Properties);
  const found = functions.find(
    (one) => (one as Partial<StepProperties>).Environment?.Variables.POWERTOOLS_SERVICE_NAME === step,
  );
  if (!found) throw new Error(`no function runs ${step}`);
  return found as StepProperties;
};

/** The variables that the template gives, each as some text: a reference of the template is one too. */
const given = (stacks: Stacks, step: string) => {
  for (const name of Object.keys(process.env)) if (/^(KNOWLEDGE|SEARCH)_/.test(name)) vi.stubEnv(name, undefined);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  for (const [name, value] of Object.entries(propertiesOf(stacks, step).Environment.Variables))
    if (name !== 'NODE_OPTIONS') vi.stubEnv(name, typeof value === 'string' ? value : textOf(name, value));
};
const textOf = (name: string, value: unknown): string => {
  if (name === 'SEARCH_ENDPOINT') return 'https://search.example';
  const parts = (value as { 'Fn::Join'?: [string, unknown[]] })['Fn::Join']?.[1] ?? ['x'];
  return parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
};

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

describe.each(['answer', 'build', 'try'])('%s', (step) => {
  test('starts with the search engine that its environment has, and with that one only', async () => {
    given(cluster, step);
    await expect(import(`../../functions/${step}/handler.opensearch.ts`)).resolves.toHaveProperty('handler');
    await expect(import(`../../functions/${step}/handler.ts`)).rejects.toThrow(/KNOWLEDGE_\w+ is not set/);
    vi.resetModules();
    given(embedded, step);
    await expect(import(`../../functions/${step}/handler.opensearch.ts`)).rejects.toThrow('SEARCH_ENDPOINT is not set');
  });

  test('starts with an embedder beside its engine where the environment has one, and its bundle for one nowhere else', async () => {
    given(synthesised('dev', { embedder }), step);
    await expect(import(`../../functions/${step}/handler.vectors.ts`)).resolves.toHaveProperty('handler');
    vi.resetModules();
    given(synthesised('prod', { embedder }), step);
    await expect(import(`../../functions/${step}/handler.vectors.opensearch.ts`)).resolves.toHaveProperty('handler');
    const mayAsk = policiesOf(synthesised('prod', { embedder }))[step]?.permissions.map(({ action }) => action);
    expect(mayAsk).toContain('bedrock:InvokeModel');
    vi.resetModules();
    vi.stubEnv('EMBEDDER', undefined);
    given(embedded, step);
    await expect(import(`../../functions/${step}/handler.vectors.ts`)).rejects.toThrow('EMBEDDER is not set');
  });

  test('runs another bundle where the environment has a cluster', () => {
    expect(propertiesOf(cluster, step).Code.S3Key).not.toEqual(propertiesOf(embedded, step).Code.S3Key);
  });

  test('has no permission on the embedded index beside a cluster, nor the other way round', () => {
    const may = (stacks: Stacks) => policiesOf(stacks)[step]?.permissions ?? [];
    expect(may(cluster).filter(({ resource }) => /KnowledgeFiles.*knowledge\/\*/.test(resource))).toEqual([]);
    expect(may(cluster).map(({ action }) => action)).toContain('es:ESHttpPost');
    expect(may(embedded).filter(({ action }) => action.startsWith('es:'))).toEqual([]);
  });
});

test('a turn reads of the table what is served and what is live, and writes nothing', () => {
  const ofTable = (stacks: Stacks) =>
    (policiesOf(stacks).answer?.permissions ?? [])
      .filter(({ resource, behindService }) => /KnowledgeTable/.test(resource) && !behindService)
      .map(({ action }) => action);

  for (const stacks of [cluster, embedded])
    expect(ofTable(stacks).toSorted()).toEqual(['dynamodb:BatchGetItem', 'dynamodb:GetItem']);
});

test('only a build may write to the cluster', () => {
  const writers = Object.entries(policiesOf(cluster)).filter(([, { permissions }]) =>
    permissions.some(({ action }) => /^es:ESHttp(Put|Delete)$/.test(action)),
  );

  expect(writers.map(([step]) => step)).toEqual(['build']);
});
