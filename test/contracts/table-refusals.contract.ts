import { randomUUID } from 'node:crypto';
import { PutItemCommand, QueryCommand, TransactWriteItemsCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import type { TableUnderTest } from './kinder-tables.contract.ts';

type Attempt = (table: TableUnderTest) => Promise<unknown>;
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } });
const put =
  (pk: string, more = {}): Attempt =>
  ({ client, table }) =>
    client.send(new PutItemCommand({ TableName: table, Item: { ...key(pk), ...more } }));
const kilobytes = (n: number) => ({ b: { S: 'x'.repeat(n * 1024) } });

const attempts: [string, Attempt][] = [
  [
    'two actions of one transaction on one item',
    ({ client, table: TableName }) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [{ Put: { TableName, Item: key('x') } }, { Delete: { TableName, Key: key('x') } }],
        }),
      ),
  ],
  [
    '101 actions in a transaction',
    ({ client, table: TableName }) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: Array.from({ length: 101 }, (_, n) => ({ Put: { TableName, Item: key(`${n}`) } })),
        }),
      ),
  ],
  [
    'a transaction of more than 4 MB',
    ({ client, table: TableName }) =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: Array.from({ length: 12 }, (_, n) => ({
            Put: { TableName, Item: { ...key(`${n}`), ...kilobytes(390) } },
          })),
        }),
      ),
  ],
  ['an item of more than 400 KB', put('big', kilobytes(410))],
  ['an empty key', put('')],
  ['a key of more than 2,048 bytes', put('x'.repeat(2049))],
  [
    'a reserved word in an expression',
    ({ client, table: TableName }) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: key(randomUUID()),
          UpdateExpression: 'SET capacity = :c',
          ExpressionAttributeValues: { ':c': { S: 'x' } },
        }),
      ),
  ],
  [
    'a value that no expression uses',
    ({ client, table: TableName }) =>
      client.send(
        new UpdateItemCommand({
          TableName,
          Key: key(randomUUID()),
          UpdateExpression: 'SET q = :q',
          ExpressionAttributeValues: { ':q': { S: 'x' }, ':unused': { S: 'x' } },
        }),
      ),
  ],
  [
    'a consistent read of an index',
    ({ client, table: TableName, index: IndexName }) =>
      client.send(
        new QueryCommand({
          TableName,
          IndexName,
          ConsistentRead: true,
          KeyConditionExpression: 'dueShard = :s',
          ExpressionAttributeValues: { ':s': { S: 's' } },
        }),
      ),
  ],
];

/** What DynamoDB documents that it refuses, and an engine must refuse before a store may be called tested on it. */
export const tableRefusalsContract = (name: string, open: () => TableUnderTest, taken: readonly string[] = []) =>
  describe(name, () => {
    test.each(attempts.filter(([what]) => !taken.includes(what)))('%s', async (_what, attempt) => {
      await expect(attempt(open())).rejects.toMatchObject({ name: 'ValidationException' });
    });
    test.each(attempts.filter(([what]) => taken.includes(what)))(
      'known difference: %s is taken',
      async (_what, attempt) => {
        await expect(attempt(open())).resolves.toBeDefined();
      },
    );
  });
