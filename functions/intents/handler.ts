import { randomUUID } from 'node:crypto';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { IntentsAsk } from '#shared/protocol/intents';
import { now } from '#shared/runtime/clock';
import { env } from '#shared/runtime/env';
import { httpStep } from '#shared/runtime/http-step';
import { countedObjects } from '#shared/runtime/metered-client';
import { intentFiles } from '#shared/runtime/parts/intents';
import { settings } from '#shared/runtime/parts/settings';
import { dynamo } from '#shared/runtime/parts/tables';
import { intentStore } from '#shared/store/intent-store';
import { intents } from './step.ts';

const s3 = countedObjects(new S3Client({}));
const bucket = env('INTENTS_BUCKET');

export const handler = httpStep(
  IntentsAsk,
  settings.groupClaim,
  intents({
    intents: intentStore({ client: dynamo, name: env('KNOWLEDGE_TABLE') }),
    skills: settings.skills.map(({ name }) => name),
    async putFile(key, bytes) {
      await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
    },
    readFile: intentFiles(),
    now,
    newId: randomUUID,
  }),
);
