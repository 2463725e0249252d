import { setTimeout as sleep } from 'node:timers/promises';
import { S3Client } from '@aws-sdk/client-s3';
import { bucketReader } from '#shared/search/bucket-reader';
import { openEmbeddedDelta, openEmbeddedIndex } from '#shared/search/embedded';
import { withIntents } from '#shared/search/intent-files';
import type { KnowledgePublisher, KnowledgeSource } from '#shared/search/knowledge-index';
import {
  embeddedPublisher,
  knowledgeSnapshots,
  snapshotOpener,
  versionOpener,
  versionPointer,
} from '#shared/search/snapshot';
import { putFile, versionRegister } from '#shared/search/snapshot-source';
import { now } from '../clock.ts';
import { env } from '../env.ts';
import { countedObjects } from '../metered-client.ts';
import { spend } from '../meters.ts';
import { settings } from './settings.ts';
import { dynamo } from './tables.ts';

/** The embedded index: one immutable file a version in `KNOWLEDGE_BUCKET`, the live one named in `KNOWLEDGE_TABLE`. */
const register = () => versionRegister({ dynamodb: dynamo, table: env('KNOWLEDGE_TABLE') });

/** Whoever reads needs no client of S3; its address and keys are found as the SDK's clients find theirs. */
export const reader = () =>
  bucketReader({
    bucket: env('KNOWLEDGE_BUCKET'),
    region: settings.region,
    endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL,
    credentials: () => dynamo.config.credentials(),
    now,
    sleep,
    count: () => spend('s3.get', 'Requests', 1),
  });

const files = () => ({ fetchFile: reader(), open: openEmbeddedIndex, openDelta: openEmbeddedDelta });

/** Puts files beside those of the index. */
export const writer = () => putFile({ s3: countedObjects(new S3Client({})), bucket: env('KNOWLEDGE_BUCKET') });

/** `around`: what searches further than words do. */
export const knowledge = (around = (source: KnowledgeSource): KnowledgeSource => source): KnowledgeSource => {
  const versions = register();
  let read: ReturnType<typeof versions.pointer>;
  // One read tells which index is live and which intents are; who reads later in this process knows no less.
  const pointer = async () => {
    read = versions.pointer();
    return (await read).live;
  };
  return withIntents(around(knowledgeSnapshots({ pointer, ...files() })), async () => (await read).intents);
};

/** Any version that was built, for whoever only reads. */
export const openVersion = (): KnowledgePublisher['open'] => versionOpener(register(), snapshotOpener(files()));

/** Which version is live, for whoever builds none. */
export const pointer = () => versionPointer(register());

export const publisher = (): KnowledgePublisher =>
  embeddedPublisher({
    register: register(),
    putFile: writer(),
    fetchFile: reader(),
    now,
    limit: settings.publishing.embeddedLimit,
  });
