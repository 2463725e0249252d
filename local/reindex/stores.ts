import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { S3Client } from '@aws-sdk/client-s3';
import { type Article, LANGUAGES } from '#shared/knowledge/article';
import { articleOf } from '#shared/knowledge/lifecycle/content';
import { bucketReader } from '#shared/search/bucket-reader';
import { openEmbeddedIndex } from '#shared/search/embedded';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { embeddedPublisher } from '#shared/search/snapshot';
import { putFile, versionRegister } from '#shared/search/snapshot-source';
import { articleStore } from '#shared/store/article-store';
import type { Store } from './move.ts';

/** Where an environment's knowledge lies. Credentials are found as the SDK's clients find them. */
export type Place = {
  environment: string;
  region: string;
  table: string;
  bucket: string;
  searchEndpoint: string;
  /** The most entries that the environment allows an embedded index. */
  embeddedLimit: number;
};

/** What the bot may be asked about: articles for agents alone are not in its index. */
export const servedArticles = ({ region, table }: Place) => {
  const store = articleStore({ client: new DynamoDBClient({ region }), name: table });
  return async (): Promise<Article[]> =>
    (await store.allServed())
      .filter(({ content }) => content.audience !== 'agents')
      .map(({ id, n, content }) => articleOf(id, n, content));
};

export function embeddedStore({ region, table, bucket, embeddedLimit }: Place): Store {
  const s3 = new S3Client({ region });
  const register = versionRegister({ dynamodb: new DynamoDBClient({ region }), table });
  const fetchFile = bucketReader({
    bucket,
    region,
    endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL,
    credentials: () => s3.config.credentials(),
    now: () => new Date().toISOString(),
    sleep,
  });
  const now = () => new Date().toISOString();
  const publisher = embeddedPublisher({
    register,
    putFile: putFile({ s3, bucket }),
    fetchFile,
    now,
    limit: embeddedLimit,
  });
  return {
    publisher,
    async entries(version) {
      const found = await register.find(version);
      if (!found) return 0;
      const index = openEmbeddedIndex(await fetchFile(found.key));
      const count = LANGUAGES.reduce((sum, language) => sum + index.shelves[language].collection.entries, 0);
      index.close();
      return count;
    },
  };
}

export function openSearchStore({ region, searchEndpoint, environment }: Place): Store {
  const { config } = new S3Client({ region });
  const client = openSearchClient({ address: searchEndpoint, region, credentials: () => config.credentials() });
  const { publisher } = openSearchKnowledge({ client, name: environment });
  return {
    publisher,
    async entries(version) {
      const { body } = await client.count({ index: `${environment}-v-${version}` });
      return body.count;
    },
  };
}
