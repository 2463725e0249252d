import { readFile } from 'node:fs/promises';
import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { IntentsAt } from './knowledge-index.ts';
import type { Snapshot, SnapshotPut, VersionRegister } from './snapshot.ts';

const Stored = z.object({
  version: z.string(),
  key: z.string(),
  engine: z.enum(['embedded', 'opensearch']),
  publishedAt: z.string(),
  base: z.object({ version: z.string(), key: z.string() }).optional(),
});

/** So many of the newest versions are listed. */
const VERSIONS = 1_000;
/** Its attribute `intents` is written by `intentStore`, and left alone here. */
const LIVE = { pk: 'pointer', sk: 'live' };
const Intents = z.object({ version: z.string(), key: z.string() });
const built = (version: string) => ({ pk: 'version', sk: version });

/** The read of `live`, and with it where the live intents lie. */
type Pointer = { pointer(): Promise<{ live?: Snapshot; intents?: IntentsAt }> };

type RegisterNeeds = { dynamodb: Pick<DynamoDBClient, 'send'>; table: string };

/** Versions in the table `knowledge`: `pointer/live` names the live one, `version/<version>` each built one. Reads are consistent. */
export function versionRegister({ dynamodb, table }: RegisterNeeds): VersionRegister & Pointer {
  const read = async (key: { pk: string; sk: string }) => {
    const { Item } = await dynamodb.send(
      new GetItemCommand({
        TableName: table,
        Key: marshall(key),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return Item && unmarshall(Item);
  };
  const pointer = async () => {
    const item = await read(LIVE);
    // Intents may be published before any knowledge is.
    const live = item?.version === undefined ? undefined : Stored.parse(item);
    return { ...(live && { live }), ...(item?.intents && { intents: Intents.parse(item.intents) }) };
  };
  return {
    pointer,
    live: async () => (await pointer()).live,
    async find(version) {
      const item = await read(built(version));
      return item && Stored.parse(item);
    },
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
    async makeLive({ version, key, engine, publishedAt, base }) {
      await dynamodb.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall(LIVE),
          UpdateExpression: `SET #version = :version, #key = :key, #engine = :engine, #at = :at${base ? ', #base = :base' : ' REMOVE #base'}`,
          ExpressionAttributeNames: {
            '#version': 'version',
            '#key': 'key',
            '#engine': 'engine',
            '#at': 'publishedAt',
            '#base': 'base',
          },
          ExpressionAttributeValues: marshall({
            ':version': version,
            ':key': key,
            ':engine': engine,
            ':at': publishedAt,
            ...(base && { ':base': base }),
          }),
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
