import { PutItemCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { kept, output, queues, state, tables, unique, until } from './fixture.ts';

type Kept = { names: string[]; started: number; ended: number };

const TableName = output(state, 'StreamedTable');
const put = (pk: string, sk = 'HEAD') =>
  tables.send(new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: sk }, n: { N: String(Date.now()) } } }));
const callsWith = async (source: string, part: string) =>
  (await kept<Kept>(source)).filter(({ names }) => names.some((name) => name.includes(part)));

test('each change reaches its function, whose median delay is printed', async () => {
  await put('warm-up');
  await until('a first call', async () => (await callsWith('Relay', 'warm-up'))[0]);
  const latencies: number[] = [];

  for (let index = 0; index < 15; index++) {
    const name = unique('quick');
    const written = Date.now();
    await put(name);
    const call = await until('its call', async () => (await callsWith('Relay', name))[0]);
    latencies.push(call.started - written);
  }

  const median = latencies.sort((one, other) => one - other)[7] ?? Number.NaN;
  process.stderr.write(`  HEAD change → function: median ${median} ms of ${latencies.join(' ')}\n`);
  expect(latencies).toHaveLength(15);
});

test('a slow function of a stream does not hold back the other', async () => {
  const name = unique('slow');

  await put(name);

  const [relay, deliver] = await Promise.all(
    ['Relay', 'Deliver'].map((source) => until(source, async () => (await callsWith(source, name))[0])),
  );
  expect(relay && deliver && relay.started < deliver.ended && deliver.started < relay.ended).toBe(true);
});

test('a filter on the key lets only its records through', async () => {
  const name = unique('filtered');

  await put(name, 'E#1');
  await put(`${name}-head`);

  await until('the head', async () => (await callsWith('Deliver', `${name}-head`))[0]);
  expect((await callsWith('Deliver', name)).flatMap(({ names }) => names)).toEqual([`${name}-head`]);
});

test('a transaction puts all its records into the stream', async () => {
  const name = unique('together');
  const items = ['HEAD', 'E#1', 'C#x'].map((sk) => ({
    Put: { TableName, Item: { pk: { S: name }, sk: { S: sk } } },
  }));

  await tables.send(new TransactWriteItemsCommand({ TransactItems: items }));

  await until('three records', async () => {
    const names = (await callsWith('Relay', name)).flatMap((call) => call.names);
    return names.filter((one) => one === name).length === 3;
  });
});

test('a reported failure is read again from its own record, given up after its retries, and the rest goes on', async () => {
  const run = unique('run');
  const names = [`a-${run}`, `fail-${run}`, `b-${run}`];
  const items = names.map((name) => ({ Put: { TableName, Item: { pk: { S: name }, sk: { S: 'HEAD' } } } }));

  await tables.send(new TransactWriteItemsCommand({ TransactItems: items }));
  await until('the batch is given up', async () => deadRecordAbout('Relay'));
  await put(`after-${run}`);
  await until('the stream goes on', async () => (await callsWith('Relay', `after-${run}`))[0]);

  const calls = (await callsWith('Relay', run)).map((call) => call.names.filter((name) => name.endsWith(run)));
  expect(calls.flat().filter((name) => name === `a-${run}`)).toHaveLength(1);
  expect(calls.flat().filter((name) => name === `fail-${run}`).length).toBeGreaterThanOrEqual(2);
});

test('a batch that throws is halved until its bad record is alone', async () => {
  const run = unique('run');
  const names = [`a-${run}`, `throw-${run}`, `b-${run}`, `c-${run}`];
  const items = names.map((name) => ({ Put: { TableName, Item: { pk: { S: name }, sk: { S: 'HEAD' } } } }));

  await tables.send(new TransactWriteItemsCommand({ TransactItems: items }));

  const alone = await until('the bad record alone', async () =>
    (await callsWith('Deliver', run)).find((call) => call.names.length === 1 && call.names[0]?.startsWith('throw')),
  );
  expect(alone.names).toEqual([`throw-${run}`]);
  await until('the last record', async () =>
    (await callsWith('Deliver', run)).find(
      (call) => call.names.includes(`c-${run}`) && !call.names.some((name) => name.startsWith('throw')),
    ),
  );
});

/** One message of the on-failure queue that names a function. */
async function deadRecordAbout(name: string): Promise<boolean> {
  const QueueUrl = output(state, 'DeadRecordsUrl');
  const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
  return Messages.some(({ Body = '' }) => {
    const { requestContext, DDBStreamBatchInfo } = JSON.parse(Body);
    return requestContext.functionArn.includes(name) && DDBStreamBatchInfo.batchSize > 0;
  });
}
