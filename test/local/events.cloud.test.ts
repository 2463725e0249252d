import { PutEventsCommand, PutRuleCommand, PutTargetsCommand, type Target } from '@aws-sdk/client-eventbridge';
import { CreateScheduleCommand, DeleteScheduleCommand, GetScheduleCommand } from '@aws-sdk/client-scheduler';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { events, queues, refusal, schedules, unique, until } from './fixture.ts';

type Box = { url: string; arn: string; bodies: () => Promise<string[]> };

/** A queue, and every body that has come into it so far. */
async function box(): Promise<Box> {
  const { QueueUrl: url = '' } = await queues.send(new CreateQueueCommand({ QueueName: unique('box') }));
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames: ['QueueArn'] }),
  );
  const all: string[] = [];
  const bodies = async () => {
    const { Messages = [] } = await queues.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 10 }));
    for (const { Body = '', ReceiptHandle } of Messages) {
      all.push(Body);
      await queues.send(new DeleteMessageCommand({ QueueUrl: url, ReceiptHandle }));
    }
    return all;
  };
  return { url, arn: Attributes?.QueueArn ?? '', bodies };
}

async function rule(EventPattern: object, target: Omit<Target, 'Id'>): Promise<void> {
  const Name = unique('rule');
  await events.send(new PutRuleCommand({ Name, EventPattern: JSON.stringify(EventPattern) }));
  await events.send(new PutTargetsCommand({ Rule: Name, Targets: [{ Id: 'box', ...target }] }));
}

const tell = (source: string, ...details: object[]) =>
  events.send(
    new PutEventsCommand({
      Entries: details.map((detail) => ({ Source: source, DetailType: 'told', Detail: JSON.stringify(detail) })),
    }),
  );

const detailsIn = (bodies: string[]): unknown[] => bodies.map((body) => JSON.parse(body).detail);

test.each<[string, object, object[], object[]]>([
  ['any of some values', { status: ['FAILED', 'ABORTED'] }, [{ status: 'ABORTED' }], [{ status: 'RUNNING' }, {}]],
  ['a number, a truth and null', { n: [3], yes: [true], no: [null] }, [{ n: 3.0, yes: true, no: null }], [{ n: '3' }]],
  ['a prefix', { queue: [{ prefix: 'vip-' }] }, [{ queue: 'vip-1' }], [{ queue: 'a-vip-1' }]],
  ['a suffix', { file: [{ suffix: '.csv' }] }, [{ file: 'a.csv' }], [{ file: 'a.csv.gz' }]],
  ['any case', { word: [{ 'equals-ignore-case': 'Refund' }] }, [{ word: 'REFUND' }], [{ word: 'refunds' }]],
  ['a wildcard', { path: [{ wildcard: 'a/*/c' }] }, [{ path: 'a/b/c' }], [{ path: 'a/b' }]],
  ['anything but some values', { s: [{ 'anything-but': ['x', 'y'] }] }, [{ s: 'z' }], [{ s: 'x' }, { s: 'y' }, {}]],
  ['anything but a prefix', { s: [{ 'anything-but': { prefix: 'x' } }] }, [{ s: 'yx' }], [{ s: 'xy' }]],
  ['a range of numbers', { n: [{ numeric: ['>', 3, '<=', 5] }] }, [{ n: 5 }, { n: 3.5 }], [{ n: 3 }, { n: 6 }]],
  ['a field that is there', { reason: [{ exists: true }] }, [{ reason: 'r' }], [{ other: 1 }]],
  ['a field that is not there', { reason: [{ exists: false }] }, [{ other: 1 }], [{ reason: 'r' }]],
  ['an address in a network', { from: [{ cidr: '10.0.0.0/24' }] }, [{ from: '10.0.0.255' }], [{ from: '10.0.1.1' }]],
  ['one of several fields', { $or: [{ a: [1] }, { b: [2] }] }, [{ a: 1 }, { b: 2, a: 9 }], [{ a: 2, b: 1 }]],
  ['fields within fields', { a: { b: { c: ['x'] } } }, [{ a: { b: { c: 'x' }, d: 1 } }], [{ a: { c: 'x' } }]],
  ['one element of a list', { tags: ['b'] }, [{ tags: ['a', 'b'] }], [{ tags: ['a', 'c'] }]],
])('a rule on %s lets those events through and no others', async (_, detail, let_in, kept_out) => {
  const source = unique('source');
  const { arn, bodies } = await box();
  await rule({ source: [source], detail }, { Arn: arn });

  await tell(source, ...kept_out, ...let_in);

  await until('the events', async () => (await bodies()).length >= let_in.length);
  const told = detailsIn(await bodies());
  expect(told).toHaveLength(let_in.length);
  expect(told).toEqual(expect.arrayContaining(let_in));
});

test('a pattern that is none is refused', async () => {
  const EventPattern = JSON.stringify({ detail: { n: [{ numeric: ['about', 3] }] } });

  const error = await refusal(events.send(new PutRuleCommand({ Name: unique('rule'), EventPattern })));

  expect(error.name).toBe('InvalidEventPatternException');
});

test('a target gets what its transformer makes of the event', async () => {
  const source = unique('source');
  const { arn, bodies } = await box();
  const InputTransformer = { InputPathsMap: { n: '$.detail.n' }, InputTemplate: '{"number": <n>}' };
  await rule({ source: [{ prefix: source }] }, { Arn: arn, InputTransformer });

  await tell(`${source}.ledger`, { n: 9 });

  await until('the event', async () => (await bodies()).length > 0);
  expect((await bodies()).map((body) => JSON.parse(body))).toEqual([{ number: 9 }]);
});

const atTime = (when: number) => `at(${new Date(when).toISOString().slice(0, 19)})`;
const once = (Name: string, when: number, arn: string) => ({
  Name,
  ScheduleExpression: atTime(when),
  FlexibleTimeWindow: { Mode: 'OFF' as const },
  ActionAfterCompletion: 'DELETE' as const,
  Target: { Arn: arn, RoleArn: 'arn:aws:iam::000000000000:role/scheduler', Input: JSON.stringify({ name: Name }) },
});

test('a schedule for one moment rings once, not before it, and goes away', { timeout: 90_000 }, async () => {
  const { arn, bodies } = await box();
  const Name = unique('once');
  const due = Math.ceil(Date.now() / 1000) * 1000 + 2000;
  await schedules.send(new CreateScheduleCommand(once(Name, due, arn)));

  await until('the ring', async () => (await bodies()).length > 0, 60_000);
  const rang = Date.now();

  expect((await bodies()).map((body) => JSON.parse(body))).toEqual([{ name: Name }]);
  expect(rang).toBeGreaterThanOrEqual(due);
  await until('its end', async () => {
    const left = await schedules.send(new GetScheduleCommand({ Name })).catch(({ name }: Error) => name);
    return left === 'ResourceNotFoundException';
  });
});

test('a schedule that was taken back never rings', { timeout: 90_000 }, async () => {
  const { arn, bodies } = await box();
  const [Name, later] = [unique('taken-back'), unique('later')];
  const due = Math.ceil(Date.now() / 1000) * 1000 + 2000;
  await schedules.send(new CreateScheduleCommand(once(Name, due, arn)));
  await schedules.send(new CreateScheduleCommand(once(later, due, arn)));

  await schedules.send(new DeleteScheduleCommand({ Name }));

  await until('the later one', async () => (await bodies()).length > 0, 60_000);
  expect((await bodies()).map((body) => JSON.parse(body))).toEqual([{ name: later }]);
});
