import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clients, compared, FLOOR, resultOf } from '#local/evaluate/models/models';
import { readSuite, type Suite } from '#local/evaluate/models/suite';
import { bedrockClient } from '#shared/models/bedrock';
import { Models } from '#shared/models/settings';
import { scripts } from '#test/fakes/model-server/scripts';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';

let server: ModelServer;
beforeAll(async () => {
  server = await startModelServer();
});
afterAll(() => server.close());

const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
const clients = (variables: Clients['variables'] = { KEY: 'of the shell' }): Clients => ({
  bedrock: () => bedrockClient({ endpoint: server.bedrock, region: 'us-east-1', credentials }),
  fetch,
  now: () => performance.now(),
  variables,
  secret: async (name) => `of the secret ${name}`,
});

const PRICED = 'gpt-4.1-mini';
type Wire = 'bedrock' | 'openAiCompatible';
const candidate = (wire: Wire, name: string, script = name, more: object = {}) => {
  const large = `scripted.${script}`;
  const reached = wire === 'bedrock' ? {} : { endpoint: server.openAi, secretName: 'KEY' };
  const models = Models.parse({ kind: wire, large, priceKeys: { [large]: PRICED }, ...reached, ...more });
  if (models.kind === 'none') throw new Error('a model was meant');
  return { name, keyEnv: wire === 'bedrock' ? undefined : 'KEY', models };
};

const QUESTIONS = 8;
const suite = (models: Suite['models']): Suite => {
  const ready = readSuite('test/data/models-demo/suite.yaml');
  return { ...ready, models, questions: ready.questions.slice(0, QUESTIONS) };
};
const partsOf = async (models: Suite['models'], how = clients()) => {
  const result = resultOf(await compared(suite(models), how));
  return { parts: result.parts ?? {}, notes: result.notes.join('\n') };
};

test.each<Wire>(['bedrock', 'openAiCompatible'])(
  'on %s an honest model is grounded and paid, an inventor is blocked and the articles speak in its place',
  async (wire) => {
    const { parts, notes } = await partsOf([candidate(wire, 'honest'), candidate(wire, 'inventor')]);
    const [floor, honest, inventor] = [parts[FLOOR], parts.honest, parts.inventor];

    expect(Object.keys(parts)).toEqual([FLOOR, 'honest', 'inventor']);
    expect(honest).toMatchObject({ n: QUESTIONS, blocked: 0, failed: 0, groundedShare: 1 });
    expect(honest?.worded).toBe(honest?.asked);
    expect(honest?.asked).toBeGreaterThanOrEqual(QUESTIONS - 1);
    expect(honest?.usdPer1000).toBeGreaterThan(0);
    expect(honest?.firstTokenMsP50).toBeGreaterThan(0);
    expect(honest?.totalMsP50).toBeGreaterThanOrEqual(honest?.firstTokenMsP50 ?? 0);
    expect(inventor).toMatchObject({ groundedShare: 0, worded: 0, failed: 0, rightShare: floor?.rightShare });
    expect(inventor?.blocked).toBe(inventor?.asked);
    expect(notes).toContain('inventor, why nothing of it was said: figure ×');
  },
  60_000,
);

test.each<Wire>(['bedrock', 'openAiCompatible'])(
  'on %s a model that breaks off half way ends itself and not the comparison',
  async (wire) => {
    const { honest } = scripts;
    server.play('scripted.half', honest, honest, honest, scripts['reset-in-between']);

    const { parts, notes } = await partsOf([candidate(wire, 'half'), candidate(wire, 'after', 'honest')]);

    expect(parts.half).toMatchObject({ n: QUESTIONS, worded: 3 });
    expect(parts.half?.failed).toBe((parts.half?.asked ?? 0) - 3);
    expect(parts.half?.byArticles).toBe(parts.half?.failed);
    expect(parts.after).toMatchObject({ n: QUESTIONS, failed: 0, groundedShare: 1 });
    expect(notes).toMatch(/half, why nothing of it was said: .*(?:cut-stream|breaker-open)/);
  },
  60_000,
);

test('a client that cannot be made is the failure of its model alone', async () => {
  const broken = (): never => {
    throw new TypeError('no region');
  };
  const how = { ...clients(), bedrock: broken };

  const { parts, notes } = await partsOf(
    [candidate('bedrock', 'broken'), candidate('openAiCompatible', 'honest')],
    how,
  );

  expect(parts.broken?.failed).toBe(QUESTIONS);
  expect(parts.broken?.rightShare).toBe(parts[FLOOR]?.rightShare);
  expect(parts.honest).toMatchObject({ failed: 0, groundedShare: 1 });
  expect(notes).toContain('broken: TypeError');
}, 60_000);

test('a small model that invents and a large one that does not are one candidate, told by what both did', async () => {
  const small = 'scripted.inventor';
  const both = candidate('openAiCompatible', 'both', 'honest', { small, priceKeys: {} });

  const { parts, notes } = await partsOf([both]);

  expect(parts.both?.worded).toBe(parts.both?.asked);
  expect(parts.both?.blocked).toBe(parts.both?.asked);
  expect(parts.both?.groundedShare).toBe(0.5);
  expect(notes).toContain('the price book has no scripted.inventor, scripted.honest');
}, 60_000);

test('a key is read from the shell; without it the model is named as one that was never reached', async () => {
  const before = server.asked.length;
  const { parts, notes } = await partsOf([candidate('openAiCompatible', 'honest')], clients({}));

  expect(server.asked).toHaveLength(before);
  expect(parts.honest).toMatchObject({ n: QUESTIONS, worded: 0, usdPer1000: 0, rightShare: parts[FLOOR]?.rightShare });
  expect(notes).toContain('KEY is not set, so it was never reached');

  await partsOf([candidate('openAiCompatible', 'honest')]);
  expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer of the shell');
}, 60_000);
