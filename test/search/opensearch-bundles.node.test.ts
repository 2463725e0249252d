import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';
import { afterAll, expect, test, vi } from 'vitest';
import { bundleFunctions } from '#local/bundle';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { settingsVariable, variablesOf } from '#test/bench/child';
import { openSearchNode } from '#test/fakes/opensearch-node/node';
import { clientOf, dynamoLocal, tablesOf } from '#test/faults/dynamo-local/engine';

const [node, tables] = await Promise.all([openSearchNode(), dynamoLocal()]);
const missing = [node, tables].flatMap((engine) => ('missing' in engine ? [engine.missing] : []));
const skip = missing.length > 0;
if (skip) console.warn(`OpenSearch: 1 test of bundles SKIPPED, for want of ${missing.join(' and ')}.`);
for (const engine of [node, tables]) if (!('missing' in engine)) afterAll(engine.stop);
const addressOf = (engine: typeof node | typeof tables): string => ('missing' in engine ? '' : engine.address);

const outdir = mkdtempSync(path.join(tmpdir(), 'baton-search-bundles-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const article = {
  id: 'refund-time',
  version: 1,
  tags: [],
  texts: { en: { title: 'When is a refund paid?', questions: [], answer: 'Within three days of the return.' } },
};
const asEditor = (body: unknown) => ({
  headers: {},
  requestContext: {
    http: { sourceIp: '127.0.0.1' },
    authorizer: { jwt: { claims: { sub: 'kim', 'cognito:groups': '[knowledge-editor]' } } },
  },
  body: JSON.stringify(body),
});

type Handler = (event: unknown, context: unknown) => Promise<APIGatewayProxyStructuredResultV2>;
const context = { awsRequestId: 'test', functionName: 'publish', memoryLimitInMB: '1024' };

test.skipIf(skip)(
  'the bundle that publishes to a cluster makes a version that the bundle’s own engine finds again',
  async () => {
    const address = addressOf(node);
    const nameOf = await tablesOf(clientOf(addressOf(tables)));
    await bundleFunctions({ outdir, only: ['publish.opensearch'] });
    const bundle = path.join(outdir, 'publish.opensearch', 'index.mjs');
    const elsewhere = {
      SEARCH_ENDPOINT: address,
      KNOWLEDGE_TABLE: nameOf('Knowledge'),
      AWS_ENDPOINT_URL_DYNAMODB: addressOf(tables),
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    };
    for (const [name, value] of Object.entries({ ...variablesOf(bundle), ...elsewhere }))
      if (name !== 'NODE_OPTIONS') vi.stubEnv(name, value);
    const { handler } = (await import(/* @vite-ignore */ pathToFileURL(bundle).href)) as { handler: Handler };

    const published = await handler(asEditor({ articles: [article] }), context);

    expect(published).toMatchObject({ statusCode: 200 });
    const { environment } = JSON.parse(settingsVariable()) as { environment: string };
    const client = openSearchClient({
      address,
      region: 'us-east-1',
      credentials: async () => ({ accessKeyId: 'none', secretAccessKey: 'none' }),
    });
    const index = await openSearchKnowledge({ client, name: environment }).source.current();
    const [hit] = await index.search('when do I get my refund?', { language: 'en', limit: 1, at: '2026-11-20' });
    expect(hit).toMatchObject({ articleId: 'refund-time', version: 1 });
    expect(JSON.parse(published.body ?? '{}')).toMatchObject({ version: index.version, articles: 1, written: 1 });
  },
);
