import { randomUUID } from 'node:crypto';
import {
  type DynamoDBClient,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';

export type TableUnderTest = { client: DynamoDBClient; table: string; index: string };

/**
 * Where an engine for tests is kinder than AWS. Not what anything may rest on: each of these is written down with what
 * makes up for it in docs/decisions/022, and an engine that grows stricter fails here, so that the page is put right.
 */
export const kinderTablesContract = (name: string, open: () => TableUnderTest) =>
  describe(name, () => {
    const key = (pk: string) => ({ pk: { S: pk }, sk: { S: 'x' } });

    test('known difference: transactions that meet on one item all go through, where AWS cancels some of them', async () => {
      const { client, table } = open();
      const both = [randomUUID(), randomUUID()];
      const update = (pk: string) => ({
        Update: {
          TableName: table,
          Key: key(pk),
          UpdateExpression: 'ADD v :one',
          ExpressionAttributeValues: { ':one': { N: '1' } },
        },
      });

      const done = await Promise.allSettled(
        Array.from({ length: 30 }, () =>
          client.send(new TransactWriteItemsCommand({ TransactItems: both.map(update) })),
        ),
      );

      expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
    });

    test('known difference: an index shows a write at once, where AWS shows it in its own time', async () => {
      const { client, table, index } = open();
      const shard = `shard-${randomUUID()}`;
      const seen: number[] = [];

      for (let n = 1; n <= 10; n += 1) {
        await client.send(
          new PutItemCommand({
            TableName: table,
            Item: { ...key(randomUUID()), dueShard: { S: shard }, dueAt: { S: `2026-11-20T09:00:0${n}` } },
          }),
        );
        const { Items = [] } = await client.send(
          new QueryCommand({
            TableName: table,
            IndexName: index,
            KeyConditionExpression: 'dueShard = :s',
            ExpressionAttributeValues: { ':s': { S: shard } },
          }),
        );
        seen.push(Items.length);
      }

      expect(seen).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    });

    test('known difference: a hundred writes to one item are taken as fast as they come, where AWS may throttle a hot partition', async () => {
      const { client, table } = open();
      const hot = randomUUID();
      const write = () =>
        client.send(
          new UpdateItemCommand({
            TableName: table,
            Key: key(hot),
            UpdateExpression: 'ADD v :one SET b = :b',
            ExpressionAttributeValues: { ':one': { N: '1' }, ':b': { S: 'x'.repeat(30_000) } },
          }),
        );

      const done = await Promise.allSettled(Array.from({ length: 100 }, write));

      expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
    });
  });
