import { setTimeout as sleep } from 'node:timers/promises';
import { bucketReader } from '#shared/search/bucket-reader';
import { bytesOf, type IntentSource, liveIntents } from '#shared/search/intent-files';
import { now } from '../clock.ts';
import { env } from '../env.ts';
import { logger } from '../log.ts';
import { spend } from '../meters.ts';
import { settings } from './settings.ts';
import { dynamo } from './tables.ts';

/** Reads files of a bucket without a client of S3; its address and keys are found as the SDK's clients find theirs. */
export const filesIn = (bucket: string): ((key: string) => Promise<string>) =>
  bucketReader({
    bucket,
    region: settings.region,
    endpoint: process.env.AWS_ENDPOINT_URL_S3 ?? process.env.AWS_ENDPOINT_URL,
    credentials: () => dynamo.config.credentials(),
    now,
    sleep,
    count: () => spend('s3.get', 'Requests', 1),
  });

export const intentFiles = () => bytesOf(filesIn(env('INTENTS_BUCKET')));

export const tellIntentsFailure = (error: unknown): undefined =>
  logger.error('the intents cannot be read', error as Error) as undefined;

/** The environment's own intents; `INTENTS_BUCKET` holds a file of each version. */
export const intents = (): IntentSource => liveIntents({ read: intentFiles(), tellFailure: tellIntentsFailure });
