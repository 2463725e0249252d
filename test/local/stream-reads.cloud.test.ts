import { CreateTableCommand, DeleteItemCommand, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeStreamCommand,
  GetRecordsCommand,
  type GetRecordsCommandOutput,
  GetShardIteratorCommand,
  ListStreamsCommand,
  type ShardIteratorType,
} from '@aws-sdk/client-dynamodb-streams';
import { beforeAll, expect, test } from 'vitest';
import { output, refusal, state, streams, tables, unique, until } from './fixture.ts';

const TableName = unique('streamed');
const key = (pk: string) => ({ pk: { S: pk } });
const put = (pk: string, word: string) =>
  tables.send(new PutItemCommand({ TableName, Item: { ...key(pk), word: { S: word } } }));
let StreamArn = '';

beforeAll(async () => {
  const { TableDescription } = await tables.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  );
  StreamArn = TableDescription?.LatestStreamArn ?? '';
});

const shards = async () =>
  (await streams.send(new DescribeStreamCommand({ StreamArn }))).StreamDescription?.Shards ?? [];

async function iterator(ShardIteratorType: ShardIteratorType, SequenceNumber?: string): Promise<string> {
  const [shard] = await shards();
  const wanted = { StreamArn, ShardId: shard?.ShardId, ShardIteratorType, SequenceNumber };
  return (await streams.send(new GetShardIteratorCommand(wanted))).ShardIterator ?? '';
}

const read = (ShardIterator: string | undefined, Limit?: number): Promise<GetRecordsCommandOutput> =>
  streams.send(new GetRecordsCommand({ ShardIterator, Limit }));

/** Every record of a key, from the beginning of the stream. */
async function recordsOf(pk: string) {
  const { Records = [] } = await read(await iterator('TRIM_HORIZON'));
  return Records.filter(({ dynamodb }) => dynamodb?.Keys?.pk?.S === pk);
}

test('a table names its stream, and the stream its view, its key and its shards', async () => {
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName }));
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }));

  expect(Streams).toMatchObject([{ StreamArn, TableName }]);
  expect(StreamDescription).toMatchObject({
    StreamStatus: 'ENABLED',
    StreamViewType: 'NEW_AND_OLD_IMAGES',
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  });
  expect(await shards()).toHaveLength(1);
});

test('a reader from the horizon finds each change in its order, with the item before and after', async () => {
  const pk = unique('changed');
  await put(pk, 'first');
  await put(pk, 'second');
  await tables.send(new DeleteItemCommand({ TableName, Key: key(pk) }));

  const records = await recordsOf(pk);

  expect(
    records.map(({ eventName, dynamodb }) => [eventName, dynamodb?.OldImage?.word?.S, dynamodb?.NewImage?.word?.S]),
  ).toEqual([
    ['INSERT', undefined, 'first'],
    ['MODIFY', 'first', 'second'],
    ['REMOVE', 'second', undefined],
  ]);
  const numbers = records.map(({ dynamodb }) => BigInt(dynamodb?.SequenceNumber ?? 0));
  expect(numbers).toEqual(numbers.toSorted((one, other) => (one < other ? -1 : 1)));
});

test('a write that changes nothing leaves no record', async () => {
  const pk = unique('same');

  await put(pk, 'as it is');
  await put(pk, 'as it is');

  expect(await recordsOf(pk)).toHaveLength(1);
});

test('a reader goes on from its last iterator, and reads nothing twice', async () => {
  const pk = unique('paged');
  for (const word of ['a', 'b', 'c']) await put(pk, word);
  const words: (string | undefined)[] = [];

  let next: string | undefined = await iterator('TRIM_HORIZON');
  await until('all three', async () => {
    const { Records = [], NextShardIterator } = await read(next, 1);
    next = NextShardIterator;
    for (const { dynamodb } of Records) if (dynamodb?.Keys?.pk?.S === pk) words.push(dynamodb.NewImage?.word?.S);
    return words.length === 3;
  });

  expect(words).toEqual(['a', 'b', 'c']);
  expect((await read(next)).Records).toEqual([]);
});

test('a reader begins at a record, after it, or after all that there are', async () => {
  const pk = unique('begun');
  await put(pk, 'a');
  await put(pk, 'b');
  const number = (await recordsOf(pk))[0]?.dynamodb?.SequenceNumber;
  const latest = await iterator('LATEST');
  await put(pk, 'c');

  const words = async (from: string) =>
    (await read(from)).Records?.map(({ dynamodb }) => dynamodb?.NewImage?.word?.S) ?? [];

  expect(await words(await iterator('AT_SEQUENCE_NUMBER', number))).toEqual(['a', 'b', 'c']);
  expect(await words(await iterator('AFTER_SEQUENCE_NUMBER', number))).toEqual(['b', 'c']);
  expect(await words(latest)).toEqual(['c']);
});

test('a shard that is not there has no iterator', async () => {
  const ShardId = 'shardId-00000000000000000009-99999999';

  const error = await refusal(
    streams.send(new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType: 'LATEST' })),
  );

  expect(error.name).toBe('ResourceNotFoundException');
});

test('an expired item goes away by itself, and its record says that DynamoDB took it', {
  timeout: 180_000,
}, async () => {
  // Written when the cloud was started (fixture.setup.ts): whoever runs all the tests does not wait for it.
  const TableName = output(state, 'StreamedTable');
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName }));
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn: Streams?.[0]?.StreamArn }));
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId;
  const whole = { StreamArn: StreamDescription?.StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' as const };
  const removal = async () => {
    const { ShardIterator } = await streams.send(new GetShardIteratorCommand(whole));
    const { Records = [] } = await read(ShardIterator);
    return Records.find(({ eventName, dynamodb }) => eventName === 'REMOVE' && dynamodb?.Keys?.pk?.S === 'expired');
  };

  const record = await until('its removal', removal, 150_000);

  expect(record.userIdentity).toEqual({ Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' });
  expect(record.dynamodb?.OldImage?.expires?.N).toBe('1');
  const itemOf = async (pk: string) =>
    (await tables.send(new GetItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: 'TTL' } } }))).Item;
  expect([await itemOf('expired'), (await itemOf('lasting'))?.pk?.S]).toEqual([undefined, 'lasting']);
});
