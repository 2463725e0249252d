import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, onTestFinished, test } from 'vitest';
import type { Snapshot } from '#shared/search/snapshot';
import { putFile, versionRegister } from '#shared/search/snapshot-source';

type Item = Record<string, AttributeValue>;

/** Items by key, `attribute_not_exists`, plain SET and REMOVE, and nothing else; keeps the reads it was asked for. */
function tinyTable() {
  const items = new Map<string, Item>();
  const reads: GetItemCommand[] = [];
  const keyOf = (item: Item | undefined): string => `${item?.pk?.S}/${item?.sk?.S}`;
  const send = async (command: unknown) => {
    if (command instanceof GetItemCommand) {
      reads.push(command);
      return { Item: items.get(keyOf(command.input.Key)) };
    }
    if (command instanceof UpdateItemCommand) {
      const {
        Key = {},
        UpdateExpression = '',
        ExpressionAttributeNames: names,
        ExpressionAttributeValues,
      } = command.input;
      const item = { ...Key, ...items.get(keyOf(Key)) };
      for (const [, name = '', value = ''] of UpdateExpression.matchAll(/(#\w+) = (:\w+)/g))
        item[names?.[name] ?? ''] = ExpressionAttributeValues?.[value] as AttributeValue;
      for (const [, name = ''] of UpdateExpression.matchAll(/REMOVE (#\w+)/g)) delete item[names?.[name] ?? ''];
      items.set(keyOf(Key), item);
      return {};
    }
    if (!(command instanceof PutItemCommand)) throw new Error('not this one');
    const { Item: item = {}, ConditionExpression } = command.input;
    if (ConditionExpression && items.has(keyOf(item)))
      throw new ConditionalCheckFailedException({ message: 'exists', $metadata: {} });
    items.set(keyOf(item), item);
    return {};
  };
  return { dynamodb: { send } as unknown as DynamoDBClient, items, reads };
}

const snapshot: Snapshot = {
  version: '7',
  key: 'knowledge/7-a.sqlite',
  engine: 'embedded',
  publishedAt: '2026-07-01T00:00:00.000Z',
};

test('a version is added once, and what is there stays', async () => {
  const { dynamodb } = tinyTable();
  const register = versionRegister({ dynamodb, table: 'knowledge' });

  expect(await register.add(snapshot)).toBe(true);
  expect(await register.add({ ...snapshot, key: 'knowledge/7-b.sqlite' })).toBe(false);
  expect(await register.find('7')).toEqual(snapshot);
  expect(await register.find('8')).toBeUndefined();
});

test('the live pointer is one item, pointer/live, and is read consistently', async () => {
  const { dynamodb, items, reads } = tinyTable();
  const register = versionRegister({ dynamodb, table: 'knowledge' });
  expect(await register.live()).toBeUndefined();

  await register.makeLive(snapshot);

  expect(await register.live()).toEqual(snapshot);
  expect([...items.keys()]).toEqual(['pointer/live']);
  expect(reads.map(({ input }) => [input.TableName, input.ConsistentRead])).toEqual([
    ['knowledge', true],
    ['knowledge', true],
  ]);
});

test('another version put live leaves the intents beside it alone, and what its difference was from', async () => {
  const { dynamodb, items } = tinyTable();
  const register = versionRegister({ dynamodb, table: 'knowledge' });
  const intents = { version: 'i-1', key: 'intents/i-1.bin' };
  items.set('pointer/live', marshall({ pk: 'pointer', sk: 'live', intents }));

  expect(await register.pointer()).toEqual({ intents });
  expect(await register.live()).toBeUndefined();

  const delta = { ...snapshot, base: { version: '6', key: 'knowledge/6.sqlite' } };
  await register.makeLive(delta);
  expect(await register.pointer()).toEqual({ live: delta, intents });
  await register.makeLive(snapshot);
  expect(await register.pointer()).toEqual({ live: snapshot, intents });
});

test('a refusal other than "exists" rises', async () => {
  const send = async () => {
    throw new Error('throttled');
  };
  const register = versionRegister({ dynamodb: { send } as unknown as DynamoDBClient, table: 'knowledge' });

  await expect(register.add(snapshot)).rejects.toThrow('throttled');
});

test('a file is put whole under its key in the bucket', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'baton-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const sent: unknown[] = [];
  const send = async (command: unknown) => {
    if (command instanceof PutObjectCommand) sent.push(command.input);
  };
  await writeFile(join(folder, 'made'), 'the index');

  await putFile({ s3: { send } as unknown as S3Client, bucket: 'knowledge' })(
    'knowledge/7.sqlite',
    join(folder, 'made'),
  );

  expect(sent).toEqual([{ Bucket: 'knowledge', Key: 'knowledge/7.sqlite', Body: Buffer.from('the index') }]);
});
