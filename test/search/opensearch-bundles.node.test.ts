import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { SQSBatchResponse } from 'aws-lambda';
import { afterAll, expect, test, vi } from 'vitest';
import { bundleFunctions } from '#local/bundle';
import { type Act, decide } from '#shared/knowledge/lifecycle/decide';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { type ArticleStore, articleStore } from '#shared/store/article-store';
import { settingsVariable, variablesOf } from '#test/bench/child';
import { openSearchNode } from '#test/fakes/opensearch-node/node';
import { clientOf, dynamoLocal, tablesOf } from '#test/faults/dynamo-local/engine';
import { content } from '#test/knowledge/lifecycle/contents';

const [node, tables] = await Promise.all([openSearchNode(), dynamoLocal()]);
const missing = [node, tables].flatMap((engine) => ('missing' in engine ? [engine.missing] : []));
const skip = missing.length > 0;
if (skip) console.warn(`OpenSearch: 1 test of bundles SKIPPED, for want of ${missing.join(' and ')}.`);
for (const engine of [node, tables]) if (!('missing' in engine)) afterAll(engine.stop);
const addressOf = (engine: typeof node | typeof tables): string => ('missing' in engine ? '' : engine.address);

const outdir = mkdtempSync(path.join(tmpdir(), 'baton-search-bundles-'));
afterAll(() => rmSync(outdir, { recursive: true, force: true }));

const said = { title: 'When is a refund paid?', questions: [], answer: 'Within three days of the return.' };
const VERSION = '20261120t090000000z';
/** What the queue hands to the step that builds. */
const asked = {
  Records: [
    {
      messageId: '059f36b4-87a3-44ab-83d2-661975975440',
      body: JSON.stringify({ version: VERSION, by: { id: 'kim', name: 'Kim' } }),
      attributes: { ApproximateReceiveCount: '1' },
      eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:Builds.fifo',
    },
  ],
};

type Handler = (event: unknown, context: unknown) => Promise<SQSBatchResponse>;
const context = { awsRequestId: 'test', functionName: 'build', memoryLimitInMB: '1024' };

/** One article that has gone through its life. */
const published = async (store: ArticleStore): Promise<void> => {
  for (const act of [
    { act: 'save', content: content('', { texts: { en: said } }) },
    { act: 'submit' },
    { act: 'publish' },
  ] as Act[]) {
    const before = await store.record('refund-time');
    const moment = { by: { id: 'kim', name: 'Kim' }, at: '2026-11-20T09:00:00.000Z' };
    const decided = decide('refund-time', before, act, moment);
    if ('refused' in decided) throw new Error(decided.refused);
    await store.write({ ...(before && { before }), ...decided });
  }
};

test.skipIf(skip)(
  'the bundle that builds for a cluster makes a version that the bundle’s own engine finds again',
  async () => {
    const address = addressOf(node);
    const nameOf = await tablesOf(clientOf(addressOf(tables)));
    await bundleFunctions({ outdir, only: ['build.opensearch'] });
    const bundle = path.join(outdir, 'build.opensearch', 'index.mjs');
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

    await published(articleStore({ client: clientOf(addressOf(tables)), name: nameOf('Knowledge') }));

    expect(await handler(asked, context)).toEqual({ batchItemFailures: [] });

    const { environment } = JSON.parse(settingsVariable()) as { environment: string };
    const client = openSearchClient({
      address,
      region: 'us-east-1',
      credentials: async () => ({ accessKeyId: 'none', secretAccessKey: 'none' }),
    });
    const index = await openSearchKnowledge({ client, name: environment }).source.current();
    const [hit] = await index.search('when do I get my refund?', { language: 'en', limit: 1, at: '2026-11-20' });
    expect(hit).toMatchObject({ articleId: 'refund-time', title: said.title });
    expect(index.version).toBe(VERSION);
  },
);
