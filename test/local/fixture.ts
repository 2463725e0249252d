import { readFileSync } from 'node:fs';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SQSClient } from '@aws-sdk/client-sqs';
import { inject } from 'vitest';
import { clientOf } from '#local/cloud';

export const { endpoint, state, service, record } = inject('fixture');

// One try, so that an error is seen and not papered over by the SDK.
const settings = { ...clientOf(endpoint), maxAttempts: 1 };
export const tables = new DynamoDBClient(settings);
export const queues = new SQSClient(settings);
export const workflows = new SFNClient(settings);
export const lambdas = new LambdaClient(settings);
export const users = new CognitoIdentityProviderClient(settings);
export const streams = new DynamoDBStreamsClient(settings);
export const events = new EventBridgeClient(settings);
export const schedules = new SchedulerClient(settings);
export const objects = new S3Client({ ...settings, forcePathStyle: true });
export const logs = new CloudWatchLogsClient(settings);

/** A value of an output that must be there. */
export function output(outputs: Record<string, string>, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`No output ${name}; there are: ${Object.keys(outputs).join(', ')}`);
  return value;
}

/** What the fixture's functions kept under a source, oldest first. */
export async function kept<T>(source: string): Promise<T[]> {
  const { Items = [] } = await tables.send(
    new QueryCommand({
      TableName: output(state, 'KeptTable'),
      KeyConditionExpression: 'pk = :source',
      ExpressionAttributeValues: { ':source': { S: source } },
    }),
  );
  return Items.map((item) => JSON.parse(item.value?.S ?? 'null'));
}

/** The first result that is neither undefined, null nor false; fails with what was awaited when the time is over. */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | null | false>,
  milliseconds = 45_000,
): Promise<T> {
  const deadline = Date.now() + milliseconds;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== null && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`Not within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Invokes a function of the fixture by its output's name and returns what it returns. */
export async function invoke(name: string, payload: unknown = {}): Promise<unknown> {
  const { Payload } = await lambdas.send(
    new InvokeCommand({ FunctionName: output(service, name), Payload: JSON.stringify(payload) }),
  );
  return Payload?.length ? JSON.parse(new TextDecoder().decode(Payload)) : undefined;
}

/** The lines the recorder has written so far. */
export function recorded(): Record<string, unknown>[] {
  const lines = readFileSync(record, 'utf8').split('\n').slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

let number = 0;
/** A name that no other test uses. */
export const unique = (prefix: string) => `${prefix}-${process.pid}-${Date.now()}-${number++}`;

/** Passes when the promise is refused with that error, and returns it. */
export async function refusal<E extends Error>(work: Promise<unknown>): Promise<E> {
  const outcome = await work.then(
    () => undefined,
    (error: E) => error,
  );
  if (!outcome) throw new Error('It was accepted');
  return outcome;
}
