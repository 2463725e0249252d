import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Article } from '#shared/knowledge/article';
import { buildEmbeddedIndex, openEmbeddedIndex } from '#shared/search/embedded';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { openSearchNode } from '#test/fakes/opensearch-node/node';
import { Unreadable } from './rows.ts';

export const ENGINES = ['embedded', 'opensearch'] as const;
export type EngineName = (typeof ENGINES)[number];

/** A search engine to be measured: it makes an index of these articles, says what that took, and leaves nothing behind. */
export type SearchEngine = {
  open(articles: readonly Article[]): Promise<{ index: KnowledgeIndex; seconds: number; built: string }>;
  end(): Promise<void>;
};

/** The engine of the option `--engine`; the embedded one where it was not given. */
export function searchEngine(name: string | boolean | undefined = 'embedded'): Promise<SearchEngine> {
  if (name === 'embedded') return Promise.resolve(embedded());
  if (name === 'opensearch') return openSearch();
  throw new Unreadable(`There is no engine ${name}; --engine is one of ${ENGINES.join(', ')}.`);
}

const secondsSince = (start: number): number => (performance.now() - start) / 1000;

function embedded(): SearchEngine {
  const folder = mkdtempSync(join(tmpdir(), 'baton-evaluate-'));
  let files = 0;
  return {
    async open(articles) {
      files += 1;
      const file = join(folder, `${files}.sqlite`);
      const start = performance.now();
      buildEmbeddedIndex(articles, { version: '1', file });
      const seconds = secondsSince(start);
      const built = `embedded index of ${(statSync(file).size / 1e6).toFixed(2)} MB`;
      return { index: openEmbeddedIndex(file), seconds, built };
    },
    end: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A real node of this machine, made for the evaluation and gone after it: docs/decisions/020-search.md says from what. */
async function openSearch(): Promise<SearchEngine> {
  const node = await openSearchNode();
  if ('missing' in node) throw new Unreadable(`No OpenSearch node can run here, for want of ${node.missing}.`);
  const credentials = async () => ({ accessKeyId: 'none', secretAccessKey: 'none' });
  const client = openSearchClient({ address: node.address, region: 'none', credentials });
  let bases = 0;
  return {
    async open(articles) {
      bases += 1;
      const { publisher, source } = openSearchKnowledge({ client, name: `evaluate-${bases}` });
      const start = performance.now();
      await publisher.publish(articles, '1');
      await publisher.activate('1');
      const seconds = secondsSince(start);
      return { index: await source.current(), seconds, built: 'OpenSearch 2.19.1, one node' };
    },
    end: node.stop,
  };
}
