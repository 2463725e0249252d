import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
} from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { kept, output, queues, refusal, state, unique, until } from './fixture.ts';

type Kept = { names: string[]; started: number; ended: number };

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const create = async (Attributes: Record<string, string> = {}) => {
  const QueueName = `${unique('queue')}.fifo`;
  const { QueueUrl } = await queues.send(
    new CreateQueueCommand({ QueueName, Attributes: { FifoQueue: 'true', ...Attributes } }),
  );
  return QueueUrl ?? '';
};
const send = (QueueUrl: string, group: string, body: string, id = unique(body.slice(0, 20))) =>
  queues.send(
    new SendMessageCommand({ QueueUrl, MessageBody: body, MessageGroupId: group, MessageDeduplicationId: id }),
  );
const receive = async (QueueUrl: string, MaxNumberOfMessages = 10, WaitTimeSeconds = 0): Promise<Message[]> => {
  const wanted = { QueueUrl, MaxNumberOfMessages, WaitTimeSeconds, MessageSystemAttributeNames: ['All' as const] };
  return (await queues.send(new ReceiveMessageCommand(wanted))).Messages ?? [];
};
const remove = (QueueUrl: string, message: Message | undefined) =>
  queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));
const bodies = (messages: Message[]) => messages.map(({ Body }) => Body);
const waiting = async (QueueUrl: string) => {
  const AttributeNames = ['ApproximateNumberOfMessages' as const];
  const { Attributes } = await queues.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  return Number(Attributes?.ApproximateNumberOfMessages);
};

test('a group keeps its order while groups are mixed', async () => {
  const queue = await create();
  for (const index of [0, 1, 2]) for (const group of ['a', 'b']) await send(queue, group, `${group}${index}`);
  const got: (string | undefined)[] = [];

  while (got.length < 6)
    for (const message of await receive(queue, 3)) {
      got.push(message.Body);
      await remove(queue, message);
    }

  expect(got.filter((body) => body?.startsWith('a'))).toEqual(['a0', 'a1', 'a2']);
  expect(got.filter((body) => body?.startsWith('b'))).toEqual(['b0', 'b1', 'b2']);
});

test('a message in flight holds its own group back and no other', async () => {
  const queue = await create();
  await send(queue, 'a', '1');
  await send(queue, 'a', '2');
  await send(queue, 'b', '3');

  const [first] = await receive(queue, 1);

  expect(bodies(await receive(queue))).toEqual(['3']);
  await remove(queue, first);
  expect(bodies(await receive(queue))).toEqual(['2']);
});

test('an id is taken once in five minutes, even after its message is gone', async () => {
  const queue = await create();

  const [first, second] = [await send(queue, 'g', 'x', 'same'), await send(queue, 'g', 'y', 'same')];
  expect(first.MessageId).toBe(second.MessageId);
  const [message, ...more] = await receive(queue);
  expect(more).toEqual([]);
  await remove(queue, message);
  await send(queue, 'g', 'z', 'same');

  expect(await receive(queue)).toEqual([]);
});

test('a queue that compares contents takes the same words of a group once', async () => {
  const QueueUrl = await create({ ContentBasedDeduplication: 'true' });
  const message = { QueueUrl, MessageBody: 'same', MessageGroupId: 'g' };

  await queues.send(new SendMessageCommand(message));
  await queues.send(new SendMessageCommand(message));

  expect(bodies(await receive(QueueUrl))).toEqual(['same']);
});

test('a message carries its group, and a number that grows with each one sent', async () => {
  const queue = await create();

  const numbers = [await send(queue, 'g', 'x'), await send(queue, 'g', 'y')].map((sent) =>
    BigInt(sent.SequenceNumber ?? 0),
  );
  const [first, second] = await receive(queue);

  expect(first?.Attributes?.MessageGroupId).toBe('g');
  expect(BigInt(first?.Attributes?.SequenceNumber ?? 0)).toBe(numbers[0]);
  expect(BigInt(second?.Attributes?.SequenceNumber ?? 0)).toBe(numbers[1]);
  expect(Number((numbers[1] ?? 0n) - (numbers[0] ?? 0n))).toBeGreaterThan(0);
});

test('a message that nobody finishes goes to the dead letters after its tries, and the next of its group flows', async () => {
  const dead = await create();
  const { Attributes } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl: dead, AttributeNames: ['QueueArn'] }),
  );
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: Attributes?.QueueArn, maxReceiveCount: 2 });
  const queue = await create({ VisibilityTimeout: '1', RedrivePolicy });
  await send(queue, 'g', 'poison');
  await send(queue, 'g', 'next');

  const seen: string[] = [];
  await until('the next one', async () => {
    seen.push(...(await receive(queue, 1)).map(({ Body = '' }) => Body));
    return seen.includes('next');
  });

  expect(seen).toEqual(['poison', 'poison', 'next']);
  expect(bodies(await receive(dead, 10, 5))).toEqual(['poison']);
});

test('a queue that is not there is named as such', async () => {
  const error = await refusal(queues.send(new GetQueueUrlCommand({ QueueName: unique('none') })));

  expect(error.name).toBe('QueueDoesNotExist');
});

test('a message without a group is refused', async () => {
  const QueueUrl = await create();

  const error = await refusal(
    queues.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x', MessageDeduplicationId: 'x' })),
  );

  expect(error.name).toMatch(/MissingParameter|InvalidParameterValue/);
});

test('an unfinished message comes back after its visibility timeout, counted', async () => {
  const queue = await create({ VisibilityTimeout: '1' });
  await send(queue, 'g', 'x');

  await receive(queue);
  expect(await receive(queue)).toEqual([]);
  await pause(1100);

  expect((await receive(queue))[0]?.Attributes?.ApproximateReceiveCount).toBe('2');
});

test('visibility set to nothing releases a message', async () => {
  const QueueUrl = await create({ VisibilityTimeout: '30' });
  await send(QueueUrl, 'g', 'x');
  const [message] = await receive(QueueUrl);

  const ReceiptHandle = message?.ReceiptHandle;
  await queues.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 }));

  expect(bodies(await receive(QueueUrl))).toEqual(['x']);
});

test('a long poll wakes on a send', async () => {
  const queue = await create();
  const began = performance.now();
  const polling = receive(queue, 1, 20);
  await pause(300);

  await send(queue, 'g', 'x');

  expect(bodies(await polling)).toEqual(['x']);
  expect(performance.now() - began).toBeLessThan(15_000);
});

test('a body over 1 MiB is refused', async () => {
  const queue = await create();

  const error = await refusal(send(queue, 'g', 'x'.repeat(1100 * 1024), 'big'));

  expect(error.name).toMatch(/InvalidParameterValue|MessageTooLong/);
});

test('a mapping with batches of one runs different groups beside each other', async () => {
  const run = unique('run');
  const groups = ['a', 'b', 'c', 'd'];

  await Promise.all(groups.map((group) => send(output(state, 'TurnsUrl'), `${run}-${group}`, `slow-${run}-${group}`)));

  const calls = await until('four turns', async () => {
    const own = (await kept<Kept>('Turn')).filter(({ names }) => names[0]?.includes(run));
    return own.length === groups.length && own;
  });
  const first = Math.min(...calls.map(({ ended }) => ended));
  const overlapping = calls.filter(({ started }) => started < first);
  expect(overlapping.length).toBeGreaterThan(1);
});

test('a mapping keeps the order of a group and does not run it beside itself', async () => {
  const group = unique('group');

  for (const index of [1, 2, 3]) await send(output(state, 'TurnsUrl'), group, `slow-${group}-${index}`);

  const calls = await until('three turns', async () => {
    const own = (await kept<Kept>('Turn')).filter(({ names }) => names[0]?.includes(group));
    return own.length === 3 && own;
  });
  expect(calls.map(({ names }) => names[0]?.slice(-1))).toEqual(['1', '2', '3']);
  expect(calls.every(({ started }, index) => started >= (calls[index - 1]?.ended ?? 0))).toBe(true);
});

test('a reported failure is tried again and then goes to the dead-letter queue, alone', async () => {
  const run = unique('run');
  const [queue, dead] = [output(state, 'TurnsUrl'), output(state, 'DeadTurnsUrl')];
  const before = await waiting(dead);

  await send(queue, `${run}-bad`, `fail-${run}`);
  await send(queue, `${run}-good`, `fine-${run}`);

  await until('a dead letter', async () => (await waiting(dead)) === before + 1);
  const tries = (await kept<Kept>('Turn')).map(({ names }) => names[0]).filter((name) => name?.endsWith(run));
  expect(tries.filter((name) => name?.startsWith('fail'))).toHaveLength(2);
  expect(tries.filter((name) => name?.startsWith('fine'))).toHaveLength(1);
});

test('a delayed message reaches its function when its delay is over, whatever else goes on', async () => {
  const late: number[] = [];

  // A machine that has much to do is late for its own reasons, but not each time.
  for (let tries = 0; tries < 12 && !late.some((one) => one < 450); tries += 1) late.push(await lateness());

  expect(Math.min(...late)).toBeGreaterThanOrEqual(-10);
  expect(Math.min(...late)).toBeLessThan(450);
});

/** How long after its delay of one second a message reached its function, while another queue rang. */
async function lateness(): Promise<number> {
  const name = unique('delayed');
  const timers = output(state, 'TimersUrl');
  const sent = Date.now();
  await queues.send(new SendMessageCommand({ QueueUrl: timers, MessageBody: name, DelaySeconds: 1 }));
  // A poller that goes by its own second starts that second anew at each ring.
  await pause(600);
  await queues.send(new SendMessageCommand({ QueueUrl: output(state, 'OpenUrl'), MessageBody: 'ring' }));
  const call = await until('the timer', async () =>
    (await kept<Kept>('Timer')).find(({ names }) => names.includes(name)),
  );
  return call.started - sent - 1000;
}
