import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type * as DynamoDb from '@aws-sdk/client-dynamodb';
import { build } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleSettings } from '#local/bundle';

const folder = mkdtempSync(path.join(tmpdir(), 'baton-slim-'));
let sdk: typeof DynamoDb;
beforeAll(async () => {
  const names = 'DynamoDBClient, GetItemCommand, TransactWriteItemsCommand, TransactionCanceledException';
  const outfile = path.join(folder, 'sdk.mjs');
  const contents = `export { ${names} } from '@aws-sdk/client-dynamodb';`;
  await build({ ...bundleSettings, stdin: { contents, resolveDir: process.cwd() }, outfile, write: true });
  sdk = await import(pathToFileURL(outfile).href);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Answer = { status: number; body: object };

/** The client as it is in a function's bundle, to which the service answers so. */
const clientHearing = (...answers: Answer[]) => {
  let asked = 0;
  const handle = async () => {
    const { status, body } = answers[Math.min(asked, answers.length - 1)] as Answer;
    asked += 1;
    const headers = { 'content-type': 'application/x-amz-json-1.0' };
    return { response: { statusCode: status, headers, body: new TextEncoder().encode(JSON.stringify(body)) } };
  };
  const client = new sdk.DynamoDBClient({
    region: 'eu-central-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    requestHandler: { handle, metadata: { handlerProtocol: 'http/1.1' }, destroy: () => undefined } as never,
    maxAttempts: 3,
  });
  return { client, asked: () => asked };
};
const fault = (name: string, more: object = {}): Answer => ({
  status: 400,
  body: { __type: `com.amazonaws.dynamodb.v20120810#${name}`, message: 'no', ...more },
});
const item = { TableName: 'table', Key: { pk: { S: 'a' } } };

test('an exception that no bundle registers has its name, message and status, and is not tried again', async () => {
  const { client, asked } = clientHearing(fault('ResourceNotFoundException'));

  await expect(client.send(new sdk.GetItemCommand(item))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'no',
    $fault: 'client',
    $metadata: { httpStatusCode: 400 },
  });
  expect(asked()).toBe(1);
});

test('one that says "too much" is tried again by its name alone', async () => {
  const tooMuch = fault('ProvisionedThroughputExceededException');
  const { client, asked } = clientHearing(tooMuch, tooMuch, { status: 200, body: { Item: { pk: { S: 'a' } } } });

  expect((await client.send(new sdk.GetItemCommand(item))).Item).toEqual({ pk: { S: 'a' } });
  expect(asked()).toBe(3);
});

test('a transaction that was cancelled is of its class and says why, part by part', async () => {
  const reasons = [{ Code: 'None' }, { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'a' } } }];
  const { client } = clientHearing(fault('TransactionCanceledException', { CancellationReasons: reasons }));
  const failed = await client.send(new sdk.TransactWriteItemsCommand({ TransactItems: [] })).catch((error) => error);

  expect(failed).toBeInstanceOf(sdk.TransactionCanceledException);
  expect(failed.CancellationReasons).toEqual(reasons);
});
