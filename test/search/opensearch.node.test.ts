import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import { moveKnowledge } from '#local/reindex/move';
import type { Article } from '#shared/knowledge/article';
import { buildEmbeddedIndex, openEmbeddedIndex } from '#shared/search/embedded';
import type { Embedding } from '#shared/search/hybrid';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { hybridCases, hybridSearchContract } from '#test/contracts/hybrid-search.contract';
import { knowledgeIndexCases, knowledgeIndexContract } from '#test/contracts/knowledge-index.contract';
import { openSearchNode } from '#test/fakes/opensearch-node/node';
import { demoArticles } from './demo-base.ts';

const node = await openSearchNode();
const skip = 'missing' in node;
if (skip)
  console.warn(`OpenSearch: ${knowledgeIndexCases + hybridCases + 5} tests SKIPPED, for want of ${node.missing}.`);
else afterAll(node.stop);

const nobody = async () => ({ accessKeyId: 'none', secretAccessKey: 'none' });
const address = skip ? 'http://127.0.0.1' : node.address;
const client = openSearchClient({ address, region: 'eu-central-1', credentials: nobody });
let bases = 0;

async function emptyBase(embedding?: Embedding) {
  bases += 1;
  const name = `case-${bases}`;
  const close = async () => {
    await client.indices.delete({ index: `${name}-v-*` });
  };
  return { ...openSearchKnowledge({ client, name, embedding }), close, name };
}

knowledgeIndexContract('OpenSearch 2.19.1', () => emptyBase(), skip);
hybridSearchContract('OpenSearch 2.19.1', emptyBase, skip);

describe.skipIf(skip)('what only OpenSearch can do wrong', () => {
  test('a version whose building failed leaves nothing behind, and can be built again', async () => {
    const { publisher, source, close } = await emptyBase();
    onTestFinished(close);
    const good: Article = {
      id: 'a',
      version: 1,
      tags: [],
      texts: { en: { title: 'Refunds?', questions: [], answer: 'Yes.' } },
    };

    const broken = publisher.publish([{ ...good, validFrom: 'soon' }], '1');

    await expect(broken).rejects.toThrow(/nothing of it is left/);
    expect(await publisher.activate('1')).toEqual({ refused: 'unknown-version' });
    expect(await publisher.publish([good], '1')).toEqual({ published: '1', kind: 'full' });
    await publisher.activate('1');
    expect((await source.current()).version).toBe('1');
  });

  test('a difference told against another version than it names is refused whole, and leaves nothing behind', async () => {
    const { publisher, close } = await emptyBase();
    onTestFinished(close);
    const article = (id: string): Article => ({
      id,
      version: 1,
      tags: [],
      texts: { en: { title: `About ${id}?`, questions: [], answer: `All about ${id}.` } },
    });
    await publisher.publish([article('kettle'), article('lamp')], '1');

    const wrong = publisher.publish([article('kettle'), article('spoon')], '2', { version: '1', changed: ['spoon'] });

    await expect(wrong).rejects.toThrow(/nothing of it is left/);
    expect(await publisher.open('2')).toEqual({ refused: 'unknown-version' });
  });

  test('a difference from a version that is not there is built whole', async () => {
    const { publisher, close } = await emptyBase();
    onTestFinished(close);
    const article: Article = {
      id: 'a',
      version: 1,
      tags: [],
      texts: { en: { title: 'Refunds?', questions: [], answer: 'Yes.' } },
    };

    const built = await publisher.publish([article], '2', { version: '1', changed: [] });

    expect(built).toEqual({ published: '2', kind: 'full' });
  });

  test('the demo shop moved from an embedded index has as many entries here, and answers its sample the same', async () => {
    const { publisher, source, close, name } = await emptyBase();
    onTestFinished(close);
    const folder = await mkdtemp(join(tmpdir(), 'baton-test-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const [articles, file] = [demoArticles(), join(folder, 'live.sqlite')];
    buildEmbeddedIndex(articles, { version: 'v7', file });
    const from = {
      versions: async () => ({ versions: ['v7'], live: 'v7' }),
      open: async () => openEmbeddedIndex(file),
      publish: () => Promise.reject(new Error('the old store is only read')),
      activate: () => Promise.reject(new Error('the old store is only read')),
    };
    const entries = async (version: string) => (await client.count({ index: `${name}-v-${version}` })).body.count;

    const moved = await moveKnowledge({
      articles: async () => articles,
      from: { publisher: from, entries },
      to: { publisher, entries },
      day: '2026-07-01',
      sample: 40,
      tell: () => undefined,
    });

    expect(moved).toMatchObject({ moved: 'v7', asked: 40, different: [] });
    expect((await source.current()).version).toBe('v7');
  });

  test('environments of one cluster do not see each other', async () => {
    const [one, two] = [await emptyBase(), await emptyBase()];
    onTestFinished(one.close);
    const article: Article = {
      id: 'a',
      version: 1,
      tags: [],
      texts: { en: { title: 'Refunds?', questions: [], answer: 'Yes.' } },
    };
    await one.publisher.publish([article], '1');
    await one.publisher.activate('1');

    const elsewhere = await two.source.current();

    expect(await elsewhere.search('refunds', { language: 'en', limit: 5, at: '2026-07-01' })).toEqual([]);
  });
});
