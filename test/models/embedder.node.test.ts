import { expect, test } from 'vitest';
import { currentBook } from '#shared/cost/price-book';
import { bedrockClient } from '#shared/models/bedrock';
import { bedrockEmbedder } from '#shared/models/embed-bedrock';
import { openAiEmbedder } from '#shared/models/embed-openai';
import { embeddingReadings, tokensRead } from '#shared/models/embedder';
import { EmbedderChoice } from '#shared/models/embedder-settings';
import { presets } from '#shared/models/presets';
import { embedderContract } from '#test/contracts/embedder.contract';
import { type ModelServer, startModelServer } from '#test/fakes/model-server/server';

const credentials = { accessKeyId: 'none', secretAccessKey: 'none' };
const clientOf = ({ bedrock }: ModelServer) => bedrockClient({ endpoint: bedrock, region: 'us-east-1', credentials });
const titan = (server: ModelServer) =>
  bedrockEmbedder({ client: clientOf(server), modelId: 'amazon.titan-embed-text-v2:0', dimensions: 256 });
const cohere = (server: ModelServer) =>
  bedrockEmbedder({ client: clientOf(server), modelId: 'cohere.embed-multilingual-v3', dimensions: 1024 });
const openAi = ({ openAi: endpoint }: ModelServer, apiKey = async () => 'key-1') =>
  openAiEmbedder({ preset: presets.gpt, model: 'small', dimensions: 256, endpoint, apiKey, fetch, now: () => 0 });

embedderContract('Titan', titan);
embedderContract('Cohere', cohere);
embedderContract('OpenAI-compatible', (server) => openAi(server));

test('Cohere is told whether a text is searched or searches; the others know no such thing', async () => {
  const server = await startModelServer();

  await cohere(server).embed(['a kettle'], 'document');
  await cohere(server).embed(['a kettle?'], 'query');
  await titan(server).embed(['a kettle?'], 'query');
  await server.close();

  expect(server.vectorsAsked.map(({ purpose }) => purpose)).toEqual(['search_document', 'search_query', undefined]);
});

test('a key that cannot be read is a misconfiguration, and nothing is sent', async () => {
  const server = await startModelServer();

  const answer = await openAi(server, () => Promise.reject(new Error('no such secret'))).embed(['a'], 'query');
  await server.close();

  expect(answer).toMatchObject({ outcome: 'failed', failure: { kind: 'misconfigured' } });
  expect(server.vectorsAsked).toEqual([]);
});

test('after the first failure of a batch nothing more is asked, and what was read is counted', async () => {
  const server = await startModelServer();
  server.spoil(undefined, undefined, undefined, undefined, 'throttled');

  const texts = Array.from({ length: 200 }, (_, n) => `kettle ${n}`);
  const answer = await openAi(server).embed(texts, 'document');
  await server.close();

  expect(answer).toMatchObject({ outcome: 'failed', failure: { kind: 'throttled' } });
  expect(answer.usage.input).toBeGreaterThan(0);
  expect(server.vectorsAsked.length).toBeLessThan(12);
});

test('what was read is a meter of the model, priced by the book', () => {
  const identity = { provider: 'aws.bedrock', model: 'm', priceKey: 'amazon.titan-embed-text-v2:0' };

  expect(embeddingReadings(currentBook, identity, tokensRead(1200, false))).toEqual([
    { meter: 'model:amazon.titan-embed-text-v2:0:input', quantity: '1200', unit: 'Tokens', estimated: false },
  ]);
  expect(embeddingReadings(currentBook, identity, tokensRead(0, true))).toEqual([]);
  expect(currentBook.models[identity.priceKey]).toMatchObject({ mode: 'embedding' });
});

test.each([
  [{ kind: 'bedrock', model: 'amazon.titan-embed-text-v2:0', dimensions: 300 }, 'dimensions', /256, 512, 1024/],
  [{ kind: 'bedrock', model: 'amazon.titan-embed-text-v1', dimensions: 256 }, 'model', /Invalid option/],
  [{ kind: 'openAiCompatible', secretName: 's', model: 'm', dimensions: 256 }, 'endpoint', /custom/],
  [
    { kind: 'openAiCompatible', secretName: 's', model: 'm', dimensions: 256, endpoint: 'http://models.example' },
    'endpoint',
    /https/,
  ],
])('an embedder that cannot be is refused with its field: %j', (choice, field, says) => {
  const { error } = EmbedderChoice.safeParse(choice);

  expect(error?.issues[0]?.path).toEqual([field]);
  expect(error?.issues[0]?.message).toMatch(says);
});
