import { afterAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Article } from '#shared/knowledge/article';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { knowledgeIndexCases, knowledgeIndexContract } from '#test/contracts/knowledge-index.contract';
import { openSearchNode } from '#test/fakes/opensearch-node/node';

const node = await openSearchNode();
const skip = 'missing' in node;
if (skip) console.warn(`OpenSearch: ${knowledgeIndexCases + 4} tests SKIPPED, for want of ${node.missing}.`);
else afterAll(node.stop);

const nobody = async () => ({ accessKeyId: 'none', secretAccessKey: 'none' });
const address = skip ? 'http://127.0.0.1' : node.address;
const client = openSearchClient({ address, region: 'eu-central-1', credentials: nobody });
let bases = 0;

async function emptyBase() {
  bases += 1;
  const name = `case-${bases}`;
  const close = async () => {
    await client.indices.delete({ index: `${name}-v-*` });
  };
  return { ...openSearchKnowledge({ client, name }), close };
}

knowledgeIndexContract('OpenSearch 2.19.1', emptyBase, skip);

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
