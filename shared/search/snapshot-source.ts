import { readFile } from 'node:fs/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { SnapshotPut, VersionRegister } from './snapshot.ts';

const Stored = z.object({
  version: z.string(),
  key: z.string(),
  engine: z.enum(['embedded', 'opensearch']),
  publishedAt: z.string(),
  base: z.object({ version: z.string(), key: z.string() }).optional(),
});

/** So many of the newest versions are listed. */
const VERSIONS = 1_000;
const LIVE = { pk: 'pointer', sk: 'live' };
const built = (version: string) => ({ pk: 'version', sk: version });

type RegisterNeeds = { dynamodb: Pick<DynamoDBClient, 'send'>; table: string };

/** Versions in the table `knowledge`: `pointer/live` names the live one, `version/<version>` each built one. Reads are consistent. */
export function versionRegister({ dynamodb, table }: RegisterNeeds): VersionRegister {
  const read = async (key: { pk: string; sk: string }) => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({
        TableName: table,
        Key: marshall(key),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return Item && Stored.parse(unmarshall(Item));
  };
  return {
    live: () => read(LIVE),
    find: (version) => read(built(version)),
    async versions() {
      const { Items = [] } = await dynamodb.send(
        new QueryCommand({
          TableName: table,
          ConsistentRead: true,
          ScanIndexForward: false,
          Limit: VERSIONS,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: marshall({ ':pk': 'version' }),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return Items.map((item) => Stored.parse(unmarshall(item)).version);
    },
    async add(snapshot) {
      const Item = marshall({ ...built(snapshot.version), ...snapshot });
      try {
        await dynamodb.send(
          new PutItemCommand({
            TableName: table,
            Item,
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnConsumedCapacity: 'TOTAL',
          }),
        );
        return true;
      } catch (error) {
        if (error instanceof ConditionalCheckFailedException) return false;
        throw error;
      }
    },
    async makeLive(snapshot) {
      await dynamodb.send(
        new PutItemCommand({
          TableName: table,
          Item: marshall({ ...LIVE, ...snapshot }),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
    },
  };
}

type PutNeeds = { s3: Pick<S3Client, 'send'>; bucket: string };

/** Puts index files into a bucket; `bucketReader` reads them. */
export const putFile =
  ({ s3, bucket }: PutNeeds): SnapshotPut =>
  async (key, file) => {
    await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: await readFile(file) }));
  };
