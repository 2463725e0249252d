import {
  CreateTableCommand,
  DeleteItemCommand,
  DescribeContinuousBackupsCommand,
  DescribeTimeToLiveCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactGetItemsCommand,
  type TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
  UpdateTimeToLiveCommand,
} from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test } from 'vitest';
import { output, refusal, state, tables, unique } from './fixture.ts';

const TableName = unique('table');
const key = (pk: string) => ({ pk: { S: pk }, sk: { S: '1' } });
const put = (pk: string, more = {}) => tables.send(new PutItemCommand({ TableName, Item: { ...key(pk), ...more } }));
const read = async (pk: string) => (await tables.send(new GetItemCommand({ TableName, Key: key(pk) }))).Item;
const add = (pk: string, amount: string) => ({
  Update: {
    TableName,
    Key: key(pk),
    UpdateExpression: 'ADD n :amount',
    ExpressionAttributeValues: { ':amount': { N: amount } },
  },
});

beforeAll(async () => {
  await tables.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'due'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'byDue',
          KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  );
});

test('a template turns on time to live and point-in-time recovery', async () => {
  const streamed = { TableName: output(state, 'StreamedTable') };

  const { TimeToLiveDescription } = await tables.send(new DescribeTimeToLiveCommand(streamed));
  const { ContinuousBackupsDescription } = await tables.send(new DescribeContinuousBackupsCommand(streamed));

  expect(TimeToLiveDescription).toMatchObject({ TimeToLiveStatus: 'ENABLED', AttributeName: 'expires' });
  expect(ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus).toBe('ENABLED');
});

test('a sparse index holds an item only while it has the attribute', async () => {
  const due = async () => {
    const query = { KeyConditionExpression: 'due = :due', ExpressionAttributeValues: { ':due': { S: 'now' } } };
    return (await tables.send(new QueryCommand({ TableName, IndexName: 'byDue', ...query }))).Count;
  };

  await put('sparse', { due: { S: 'now' } });
  expect(await due()).toBe(1);
  await put('sparse');
  expect(await due()).toBe(0);
});

test('a refused condition returns the item that stands there', async () => {
  await put('standing', { word: { S: 'first' } });
  const again = {
    ConditionExpression: 'attribute_not_exists(pk)',
    ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
  } as const;

  const error = await refusal<Error & { Item?: Record<string, { S?: string }> }>(
    tables.send(new PutItemCommand({ TableName, Item: key('standing'), ...again })),
  );

  expect(error.name).toBe('ConditionalCheckFailedException');
  expect(error.Item?.word?.S).toBe('first');
});

test('a transaction does all of its actions', async () => {
  await Promise.all([put('checked'), put('deleted')]);

  await tables.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { ConditionCheck: { TableName, Key: key('checked'), ConditionExpression: 'attribute_exists(pk)' } },
        { Put: { TableName, Item: key('written') } },
        add('counted', '1'),
        { Delete: { TableName, Key: key('deleted') } },
      ],
    }),
  );

  const { Responses } = await tables.send(
    new TransactGetItemsCommand({
      TransactItems: ['written', 'counted', 'deleted'].map((pk) => ({ Get: { TableName, Key: key(pk) } })),
    }),
  );
  expect(Responses?.map(({ Item }) => Item?.n?.N ?? Boolean(Item))).toEqual([true, '1', false]);
});

test('a cancelled transaction says which action and shows its item, and nothing is written', async () => {
  await put('there', { word: { S: 'old' } });
  const check = { TableName, Key: key('there'), ConditionExpression: 'attribute_not_exists(pk)' };

  const error = await refusal<TransactionCanceledException>(
    tables.send(
      new TransactWriteItemsCommand({
        TransactItems: [
          { Put: { TableName, Item: key('never') } },
          { ConditionCheck: { ...check, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' } },
        ],
      }),
    ),
  );

  expect(error.CancellationReasons?.map(({ Code }) => Code)).toEqual(['None', 'ConditionalCheckFailed']);
  expect(error.CancellationReasons?.[1]?.Item?.word?.S).toBe('old');
  expect(await read('never')).toBeUndefined();
});

test('a repeated token writes once, and with another content it is refused', async () => {
  const ClientRequestToken = unique('token').slice(-36);
  const write = (amount: string) =>
    tables.send(new TransactWriteItemsCommand({ ClientRequestToken, TransactItems: [add('once', amount)] }));

  await write('1');
  await write('1');

  expect((await read('once'))?.n?.N).toBe('1');
  expect((await refusal(write('2'))).name).toBe('IdempotentParameterMismatchException');
});

test.each([
  ['two actions on one item', [{ Put: { TableName, Item: key('x') } }, { Delete: { TableName, Key: key('x') } }]],
  ['101 actions', Array.from({ length: 101 }, (_, index) => ({ Put: { TableName, Item: key(`m${index}`) } }))],
])('a transaction with %s is refused', async (_, TransactItems) => {
  const error = await refusal(tables.send(new TransactWriteItemsCommand({ TransactItems })));

  expect(error.name).toBe('ValidationException');
});

test.each([
  ['an item over 400 KB', () => put('big', { b: { S: 'x'.repeat(410 * 1024) } })],
  ['an empty key', () => put('')],
  [
    'a reserved word',
    () =>
      tables.send(
        new UpdateItemCommand({
          TableName,
          Key: key('a'),
          UpdateExpression: 'SET capacity = :c',
          ExpressionAttributeValues: { ':c': { S: 'x' } },
        }),
      ),
  ],
  [
    'an unused value',
    () =>
      tables.send(
        new UpdateItemCommand({
          TableName,
          Key: key('a'),
          UpdateExpression: 'SET q = :q',
          ExpressionAttributeValues: { ':q': { S: 'x' }, ':unused': { S: 'x' } },
        }),
      ),
  ],
])('%s is refused', async (_, attempt) => {
  expect((await refusal(attempt())).name).toBe('ValidationException');
});

test('fifty additions at once are all counted', async () => {
  const one = { ':one': { N: '1' } };
  const addition = new UpdateItemCommand({
    TableName,
    Key: key('busy'),
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: one,
  });

  await Promise.all(Array.from({ length: 50 }, () => tables.send(addition)));

  expect((await read('busy'))?.n?.N).toBe('50');
});

test('a transactional write consumes two units for each KB of each item', async () => {
  const { ConsumedCapacity } = await tables.send(
    new TransactWriteItemsCommand({
      ReturnConsumedCapacity: 'TOTAL',
      TransactItems: [
        { Put: { TableName, Item: key('unit-1') } },
        { Put: { TableName, Item: { ...key('unit-2'), b: { S: 'x'.repeat(1500) } } } },
      ],
    }),
  );

  expect(ConsumedCapacity?.[0]?.CapacityUnits).toBe(6);
});

test('lists grow in place, and PartiQL reads', async () => {
  const grow = { TableName, Key: key('list'), UpdateExpression: 'SET l = list_append(if_not_exists(l, :none), :one)' };
  const values = { ':none': { L: [] }, ':one': { L: [{ S: '1' }] } };

  await tables.send(new UpdateItemCommand({ ...grow, ExpressionAttributeValues: values }));
  await tables.send(new UpdateItemCommand({ ...grow, ExpressionAttributeValues: values }));

  const statement = `SELECT * FROM "${TableName}" WHERE pk = ?`;
  const { Items } = await tables.send(
    new ExecuteStatementCommand({ Statement: statement, Parameters: [{ S: 'list' }] }),
  );
  expect(Items?.[0]?.l?.L).toHaveLength(2);
  await tables.send(new DeleteItemCommand({ TableName, Key: key('list') }));
});

test('time to live is turned on by name, and says so', async () => {
  const TimeToLiveSpecification = { AttributeName: 'expires', Enabled: true };

  await tables.send(new UpdateTimeToLiveCommand({ TableName, TimeToLiveSpecification }));

  const { TimeToLiveDescription } = await tables.send(new DescribeTimeToLiveCommand({ TableName }));
  expect(TimeToLiveDescription?.TimeToLiveStatus).toMatch(/^ENABL/);
  expect(TimeToLiveDescription?.AttributeName).toBe('expires');
});
