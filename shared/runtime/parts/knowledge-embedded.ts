import { S3Client } from '@aws-sdk/client-s3';
import { openEmbeddedIndex } from '#shared/search/embedded';
import type { KnowledgePublisher, KnowledgeSource } from '#shared/search/knowledge-index';
import { embeddedPublisher, knowledgeSnapshots } from '#shared/search/snapshot';
import { snapshotFiles, versionRegister } from '#shared/search/snapshot-source';
import { now } from '../clock.ts';
import { env } from '../env.ts';
import { countedObjects } from '../metered-client.ts';
import { dynamo } from './tables.ts';

/** The embedded index: one immutable file a version in `KNOWLEDGE_BUCKET`, the live one named in `KNOWLEDGE_TABLE`. */
const files = () => snapshotFiles({ s3: countedObjects(new S3Client({})), bucket: env('KNOWLEDGE_BUCKET') });
const register = () => versionRegister({ dynamodb: dynamo, table: env('KNOWLEDGE_TABLE') });

export const knowledge = (): KnowledgeSource => {
  const [versions, store] = [register(), files()];
  return knowledgeSnapshots({
    pointer: () => versions.live(),
    fetchFile: (key) => store.fetch(key),
    open: openEmbeddedIndex,
  });
};

export const publisher = (): KnowledgePublisher => embeddedPublisher({ register: register(), files: files(), now });
