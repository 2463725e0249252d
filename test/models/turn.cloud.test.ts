import { randomUUID } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { CreateSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { EventOf } from '#events/conversation';
import { type Cloud, clientOf, startCloud } from '#local/cloud';
import { seedKnowledge } from '#local/seed';
import { dynamoChoices } from '#shared/models/choice-store';
import { ModelChoice } from '#shared/models/settings';
import type { ServerFrame } from '#shared/protocol/frames';
import { CostAnswer, SessionAnswer } from '#shared/protocol/session';
import { type ScriptName, scripts } from '#test/fakes/model-server/scripts';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';
import { compareCalls, policiesOf, type RecordedCall } from '#test/infra/permissions';
import { physicalNames } from '#test/infra/physical-names';
import { synthesised } from '#test/infra/synthesised';
import { cloudStage } from '#test/scenario/cloud-stage';
import type { Stage } from '#test/scenario/stage';

/** The product with scripted models: the same stacks, bundles and policies, with `models` laid over the environment. */
const ENVIRONMENT = 'local-fast';
const RECORD = '.local/recorded-calls-of-models.jsonl';
const WITHIN_MS = 45_000;
vi.setConfig({ testTimeout: 150_000 });
const SECRET = 'baton/scripted-models';
const INVENTED = '73.19';

let server: ModelServer;
let cloud: Cloud;
let stage: Stage;
let overrides: Record<string, unknown>;

beforeAll(async () => {
  rmSync(RECORD, { force: true });
  server = await startModelServer();
  const [small, large] = ['scripted.small', 'scripted.large'];
  const priceKeys = { [small]: 'gpt-4o-mini', [large]: 'gpt-4o-mini' };
  const models = { kind: 'openAiCompatible', endpoint: server.openAi, secretName: SECRET, small, large, priceKeys };
  overrides = { models };
  cloud = await startCloud({
    environment: ENVIRONMENT,
    // Its notes and assemblies lie apart from those of the cloud that the other tests share.
    app: 'infra/app.ts',
    overrides,
    record: RECORD,
    variables: { AWS_ENDPOINT_URL_BEDROCK_RUNTIME: server.bedrock },
  });
  await new SecretsManagerClient(clientOf(cloud.endpoint)).send(
    new CreateSecretCommand({ Name: SECRET, SecretString: 'key-of-the-scripted-models' }),
  );
  stage = await cloudStage(cloud);
  await seedKnowledge(cloud);
}, 240_000);
afterAll(async () => {
  await cloud?.stop();
  await server?.close();
});

const until = async <T>(what: string, look: () => T | undefined | Promise<T | undefined>): Promise<T> => {
  const ends = Date.now() + WITHIN_MS;
  while (Date.now() < ends) {
    const found = await look();
    if (found !== undefined) return found;
    await pause(50);
  }
  throw new Error(`not within ${WITHIN_MS / 1000} s: ${what}`);
};

/** A new customer asks one thing, while the models play these scripts. */
const asks = async (text: string, plays: { small: ScriptName; large: ScriptName }) => {
  server.play('scripted.small', scripts[plays.small]);
  server.play('scripted.large', scripts[plays.large]);
  const opened = await stage.ask({ method: 'POST', path: '/session', origin: stage.origin, body: { language: 'en' } });
  const { conversationId, ticket } = SessionAnswer.parse(opened.body);
  const connected = await stage.open(ticket, stage.origin);
  if (!('line' in connected)) throw new Error(`the socket was refused: ${connected.refused}`);
  const { line } = connected;
  const frames: ServerFrame[] = [];
  line.onText((frame) => frames.push(JSON.parse(frame) as ServerFrame));
  line.send(JSON.stringify({ action: 'sync', conversationId, since: 0 }));
  await until('the screen’s first answer', () => frames[0]);
  line.send(JSON.stringify({ action: 'say', conversationId, clientMessageId: randomUUID(), body: { text } }));
  const said = await until(`an answer to "${text}"`, () =>
    frames.flatMap((frame) => (frame.type === 'events' ? frame.events : [])).find(({ kind }) => kind === 'bot-said'),
  );
  line.close();
  const shown = frames.flatMap((frame) => (frame.type === 'delta' ? [frame.text] : [])).join('');
  return { conversationId, said: said as unknown as EventOf<'bot-said'>, shown };
};

test('a question is answered by the scripted model, citing its source, after the small one’s invented price was blocked', async () => {
  const { conversationId, said, shown } = await asks('Is milk powder returnable?', {
    small: 'inventor',
    large: 'honest',
  });

  expect(said).toMatchObject({
    outcome: 'answered',
    model: { name: 'scripted.large', choice: 'environment' },
    words: { sources: [{ articleId: 'returns-unopened-food' }] },
  });
  expect(said.words.text + shown).not.toContain(INVENTED);
  expect(said.words.text.startsWith(shown)).toBe(true);
  expect(server.asked.map(({ model }) => model)).toEqual(['scripted.small', 'scripted.large']);
  expect(server.asked.at(-1)?.headers.authorization).toBe('Bearer key-of-the-scripted-models');

  const bearer = await stage.signIn(stage.finance);
  const cost = await until('the model’s tokens in the ledger', async () => {
    const { status, body } = await stage.ask({ method: 'GET', path: `/conversations/${conversationId}/cost`, bearer });
    const lines = status === 200 ? CostAnswer.parse(body).lines : [];
    return lines.some(({ meter }) => meter.startsWith('model:')) ? lines : undefined;
  });
  const tokens = cost.filter(({ meter }) => meter.startsWith('model:gpt-4o-mini:'));
  // Two calls, the blocked one too, of 31 tokens of output each.
  expect(tokens.find(({ meter }) => meter.endsWith(':output'))).toMatchObject({ quantity: '62' });
});

test('of two models that invent a price nothing is said; the article is', async () => {
  const { said, shown } = await asks('How do returns work?', { small: 'inventor', large: 'inventor' });

  expect(said).toMatchObject({ outcome: 'answered', words: { sources: [{ articleId: expect.any(String) }] } });
  expect(said.model).toBeUndefined();
  expect(said.words.text + shown).not.toContain(INVENTED);
});

test('of models that are throttled, or break off in the middle, the article’s answer still comes', async () => {
  const { said } = await asks('how long does a refund take', {
    small: 'throttled-in-between',
    large: 'throttled-before',
  });

  expect(said).toMatchObject({ outcome: 'answered', words: { sources: [{ articleId: expect.any(String) }] } });
  expect(said.model).toBeUndefined();
});

test('a choice that is published while the service runs holds from the next turn on, and Bedrock’s streams are read', async () => {
  const version = randomUUID();
  const name = Object.keys(cloud.outputs[`${ENVIRONMENT}-State`] ?? {}).find((key) =>
    key.startsWith('ExportsOutputRefSettingsTable'),
  );
  const choices = dynamoChoices({
    client: new DynamoDBClient(clientOf(cloud.endpoint)),
    table: cloud.outputs[`${ENVIRONMENT}-State`]?.[name ?? ''] ?? '',
    fallback: ModelChoice.parse({ models: { kind: 'none' } }),
    tellFault: (error) => {
      throw error;
    },
  });
  await choices.publish(version, ModelChoice.parse({ models: { kind: 'bedrock', large: 'scripted.large' } }));

  const { said } = await asks('Do you ship milk powder abroad?', { small: 'honest', large: 'honest' });

  expect(server.asked.at(-1)).toMatchObject({ wire: 'bedrock', model: 'scripted.large', streaming: true });
  expect(said).toMatchObject({ outcome: 'answered', model: { name: 'scripted.large', choice: version } });
});

test('what the answering step has called is what its policy allows, and what models add to that is all used', async () => {
  const names = await physicalNames(cloud);
  const calls = readFileSync(RECORD, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as RecordedCall & { action?: string })
    .filter(({ action }) => action !== undefined);
  const { answer } = policiesOf(synthesised(ENVIRONMENT, overrides));
  if (!answer) throw new Error('nothing answers');

  const { missing, unused } = compareCalls(calls, { answer }, names);

  expect(missing).toEqual([]);
  expect(unused.filter(({ action, resource }) => /secret/.test(action) || /Settings/.test(resource))).toEqual([]);
  const answering = new Set(calls.filter(({ resource }) => resource.includes('Settings')).map(({ action }) => action));
  expect([...answering].sort()).toEqual(
    expect.arrayContaining(['dynamodb:GetItem', 'dynamodb:PutItem', 'dynamodb:UpdateItem']),
  );
});
