import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { SFNClient, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { clientOf } from '#local/cloud';
import { seedKnowledge, seedPeople } from '#local/seed';
import { handOffFacts } from '#shared/conversation/bot';
import { customerCloses, openedBy } from '#shared/conversation/customer';
import { type Decided, system } from '#shared/conversation/decision';
import { later } from '#shared/conversation/timings';
import { turnOf } from '#shared/conversation/turn';
import { insideOf } from './inside.ts';
import { relaySwitched } from './relay-switch.ts';

const cloud = inject('cloud');
const { outputs, environment, functions } = cloud;
const { store, desk, timings } = insideOf(cloud);
const lambda = new LambdaClient(clientOf(cloud.endpoint));
const workflows = new SFNClient(clientOf(cloud.endpoint));

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const invoke = async (folder: string, event: unknown): Promise<unknown> => {
  const { Payload, FunctionError } = await lambda.send(
    new InvokeCommand({ FunctionName: functions[folder], Payload: JSON.stringify(event) }),
  );
  const answer = JSON.parse(Buffer.from(Payload ?? []).toString() || 'null');
  if (FunctionError) throw new Error(`${folder} failed: ${JSON.stringify(answer)}`);
  return answer;
};

const relayIs = (on: boolean) => relaySwitched(cloud, on);

const made: string[] = [];
/** Whoever stands in a queue would be offered to the agents of the tests that follow. */
const leaveNobodyWaiting = async () => {
  for (const conversationId of made) {
    const customerId = conversationId.slice(0, -2);
    await store.append({ conversationId, at: ago(0), decide: (head) => customerCloses(head, customerId) });
  }
};

/** A conversation whose facts lie so far back, written by nobody who would tell anybody. */
const past = async (secondsAgo: number, ...facts: ((customerId: string) => Decided)[]): Promise<string> => {
  const customerId = randomUUID().replaceAll('-', '');
  const conversationId = `${customerId}-1`;
  made.push(conversationId);
  const opened = openedBy(customerId, 'en', { conversationId, channel: 'web' });
  await store.append({
    conversationId,
    at: ago(secondsAgo),
    thread: { customerId, language: 'en' },
    decide: () => ({ facts: [opened, ...facts.map((fact) => fact(customerId))] }),
  });
  return conversationId;
};
const said = (customerId: string): Decided => ({
  kind: 'customer-said',
  clientMessageId: randomUUID(),
  language: 'en',
  settled: true,
  words: { text: 'Is milk powder returnable?' },
  by: { role: 'customer', customerId },
});
const asked = (secondsAgo: number) => (): Decided =>
  handOffFacts(
    0,
    {
      reason: 'customer-asked',
      skill: 'general',
      priority: 0,
      open: true,
      queueUntil: later(ago(secondsAgo), 5),
      choiceUntil: later(ago(secondsAgo), 10),
    },
    system,
  )[0] as Decided;

const kinds = async (conversationId: string): Promise<string[]> =>
  (await store.tail(conversationId, 0)).events.map(({ kind }) => kind);
const until = async (conversationId: string, kind: string) => {
  for (const end = Date.now() + 20_000; Date.now() < end; await pause(200))
    if ((await kinds(conversationId)).includes(kind)) return;
  expect.fail(`${kind} never came; there are ${(await kinds(conversationId)).join(', ')}`);
};

beforeAll(async () => {
  await seedPeople(cloud);
  await seedKnowledge(cloud);
  await relayIs(false);
}, 60_000);
afterAll(async () => {
  await relayIs(true);
  await leaveNobodyWaiting();
}, 60_000);

test('with the stream off and every hint lost, what is owed arrives by the sweep', { timeout: 90_000 }, async () => {
  const agentId = randomUUID();
  const presence = { agentId, name: 'Eve', ready: true, capacity: 3, skills: ['general'], languages: ['en'] };
  await desk.setPresence({ ...presence, leaseUntil: later(ago(0), 60) }, ago(0), true);
  const offered = (secondsAgo: number) => (): Decided => ({
    kind: 'offered',
    n: 1,
    agentId,
    until: later(ago(secondsAgo), 2),
    by: system,
  });
  const accepted = (): Decided => ({
    kind: 'accepted',
    n: 1,
    agentId,
    words: { agentName: 'Eve' },
    by: { role: 'agent', agentId, name: 'Eve' },
  });

  const unanswered = await past(timings.turnGraceSeconds + 10, said);
  const stuck = await past(timings.turnGraceSeconds + 90, said);
  const waiting = await past(300, asked(300));
  const undecided = await past(300, asked(300), () => ({
    kind: 'choice-asked',
    reason: 'waited-too-long',
    until: ago(200),
    options: ['bot'],
    by: system,
  }));
  const offeredLong = await past(300, asked(300));
  await store.append({ conversationId: offeredLong, at: ago(0), decide: () => ({ facts: [offered(200)()] }) });
  const held = await past(30, asked(30));
  await store.append({ conversationId: held, at: ago(0), decide: () => ({ facts: [offered(0)(), accepted()] }) });
  const unwrapped = await past(300, asked(300), () => ({ kind: 'went-on-with-bot', by: system }));
  const promised = await past(7200, asked(7200), () => ({
    kind: 'promised',
    promiseId: randomUUID(),
    promise: 'callback',
    dueAt: ago(60),
    words: { contact: '13800138000' },
    by: system,
  }));
  await desk.setPresence({ ...presence, ready: false, leaseUntil: ago(1) }, ago(0), false);

  await invoke('sweep', {});

  await until(unanswered, 'bot-said');
  expect(await kinds(stuck)).toEqual(expect.arrayContaining(['bot-failed', 'handed-off']));
  expect(await kinds(waiting)).toContain('choice-asked');
  expect(await kinds(undecided)).toContain('closed');
  expect(await kinds(offeredLong)).toContain('offer-expired');
  expect(await kinds(held)).toContain('agent-lost');
  expect(await kinds(unwrapped)).toContain('wrapped-up');
  expect((await kinds(promised)).filter((kind) => kind === 'handed-off')).toHaveLength(2);
  expect((await desk.desk(agentId)).agent?.load).toBe(0);
});

test('a turn in the dead-letter queue becomes a failure that a person takes, once', async () => {
  const conversationId = await past(1, said);
  const head = await store.head(conversationId);
  const record = {
    messageId: randomUUID(),
    body: JSON.stringify(head && turnOf(head)),
    eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:turns.fifo',
    attributes: { ApproximateReceiveCount: '1' },
  };

  await invoke('bury', { Records: [record] });
  await invoke('bury', { Records: [record] });

  expect((await kinds(conversationId)).filter((kind) => kind === 'bot-failed')).toHaveLength(1);
  expect((await kinds(conversationId)).filter((kind) => kind === 'handed-off')).toHaveLength(1);
});

test('a stopped workflow is resumed with its run raised; after three runs the customer is asked and the supervisor told', {
  timeout: 60_000,
}, async () => {
  await relayIs(true);
  const conversationId = await past(0, asked(-20));
  await until(conversationId, 'packet-prepared');
  const machine = outputs[`${environment}-Service`]?.HandoffMachine ?? '';
  const handoff = (await store.head(conversationId))?.handoff?.handoff ?? 0;
  const executionArn = `${machine.replace(':stateMachine:', ':execution:')}:${conversationId}-${handoff}-0`;

  await workflows.send(new StopExecutionCommand({ executionArn, cause: 'a test' }));
  await until(conversationId, 'handoff-resumed');
  expect(await store.head(conversationId)).toMatchObject({
    owner: { kind: 'queue' },
    epoch: handoff,
    handoff: { run: 1 },
  });

  await invoke('rescue', { detail: { name: `${conversationId}-${handoff}-3` } });
  expect(await kinds(conversationId)).toEqual(expect.arrayContaining(['supervisor-told', 'choice-asked']));
});

test('a customer gone from the queue is found by its timer, whatever she has told of herself', async () => {
  const conversationId = await past(0, said, asked(-20));

  await invoke('lapse', {
    Records: [
      {
        messageId: randomUUID(),
        body: JSON.stringify({ timer: 'gone', customerId: conversationId.slice(0, -2) }),
        eventSourceARN: 'arn:aws:sqs:us-east-1:000000000000:timers',
        attributes: { ApproximateReceiveCount: '1' },
      },
    ],
  });

  expect(await kinds(conversationId)).toContain('closed');
});
