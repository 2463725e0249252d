import { gunzipSync } from 'node:zlib';
import { FilterLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { expect, test } from 'vitest';
import { followLogs } from '#local/function-logs';
import { endpoint, invoke, kept, logs, unique, until } from './fixture.ts';

type Delivery = { awslogs: { data: string } };
type Lines = { messageType: string; logGroup: string; logEvents: { message: string }[] };

const unpack = ({ awslogs }: Delivery): Lines => JSON.parse(gunzipSync(Buffer.from(awslogs.data, 'base64')).toString());
const unitsIn = ({ logEvents }: Lines) => logEvents.map(({ message }) => JSON.parse(message).meters?.[0].amount);

test('lines with meters reach their function in batches, and no other line does', async () => {
  const sent = [11, 12, 13, 14, 15];

  await Promise.all(sent.map((units) => invoke('MeterName', { units })));

  const deliveries = await until('all meters', async () => {
    const all = (await kept<Delivery>('Metered')).map(unpack);
    return all.flatMap(unitsIn).length === sent.length && all;
  });
  expect(deliveries.flatMap(unitsIn).sort()).toEqual(sent);
  expect(deliveries.length).toBeLessThan(sent.length);
  expect(deliveries[0]).toMatchObject({ messageType: 'DATA_MESSAGE' });
});

test('a function that lets nobody in gets no lines', async () => {
  await invoke('MeterName', { units: 99 });
  await until('the permitted filter', async () =>
    (await kept<Delivery>('Metered')).flatMap((one) => unitsIn(unpack(one))).includes(99),
  );

  expect(await kept('Uninvited')).toEqual([]);
});

test('what a function writes is found in its log group, between its start and its report', async () => {
  await invoke('MeterName', { units: 1 });
  const logGroupName = '/baton/fixture/meter';

  const { events = [] } = await logs.send(new FilterLogEventsCommand({ logGroupName }));

  const messages = events.map(({ message = '' }) => message);
  expect(messages.some((message) => message.includes('"step":"meter"'))).toBe(true);
  expect(messages.some((message) => /^REPORT .*Billed Duration: \d+ ms/.test(message))).toBe(true);
});

test('warnings of the functions are shown once each, as they come', async () => {
  const shown: string[] = [];
  const following = followLogs({ endpoint, environment: 'fixture' }, (line) => shown.push(line));
  const warnings = [unique('first'), unique('second')];

  for (const warn of warnings) {
    await invoke('MeterName', { units: 1, warn });
    await until(`the warning ${warn}`, async () => shown.some((line) => line.endsWith(warn)));
  }
  await new Promise((resolve) => setTimeout(resolve, 1500));
  following.stop();

  const own = shown.filter((line) => warnings.some((warn) => line.includes(warn)));
  expect(own.map((line) => line.replace(/^\S+ /, ''))).toEqual(warnings.map((warn) => `WARN  meter        ${warn}`));
});
