import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  UpdateFunctionConfigurationCommand,
} from '@aws-sdk/client-lambda';
import {
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  SendMessageCommand,
  SetQueueAttributesCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterEach, beforeAll, expect, inject, test } from 'vitest';
import { addressesOf } from '#local/addresses';
import { clientOf } from '#local/cloud';
import { invokeStep } from '#local/invoke';
import { PASSWORD, seedKnowledge, seedPeople } from '#local/seed';
import { signIn } from '#local/sign-in';
import { openedBy } from '#shared/conversation/customer';
import { type Decided, system } from '#shared/conversation/decision';
import {
  DeadLetterQueue,
  DeadLettersAnswer,
  deadLetterQueues,
  LetterOutcome,
  LettersAnswer,
} from '#shared/protocol/dead-letters';
import { serverFrames } from '#shared/protocol/frames';
import { failureNotes } from '#shared/store/failure-store';
import { stepSamples } from '#test/events/step-samples';
import { insideOf } from './inside.ts';

const cloud = inject('cloud');
const { endpoint, outputs, environment, functions } = cloud;
const client = clientOf(endpoint);
const lambda = new LambdaClient(client);
const queues = new SQSClient(client);
const { httpUrl } = addressesOf(cloud);
const WITHIN_MS = 45_000;

const { store, deskTable } = insideOf(cloud);

const until = async <T>(what: string, look: () => Promise<T | undefined>): Promise<T> => {
  for (const end = Date.now() + WITHIN_MS; Date.now() < end; await pause(300)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  return expect.fail(`${what} did not come`);
};

const tokens: Record<string, string> = {};
const asked = async (who: 'root' | 'ana' | 'sue', method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${httpUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${tokens[who]}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: answer.status, body: await answer.json() };
};
const lettersIn = async (queue: DeadLetterQueue) =>
  LettersAnswer.parse((await asked('root', 'GET', `/dead-letters/${queue}`)).body).letters;

/** Puts a table's name into a function that is not there; returns what mends it. */
const broken = async (step: string): Promise<() => Promise<void>> => {
  const FunctionName = functions[step];
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
  const Variables = Environment?.Variables ?? {};
  const change = async (variables: Record<string, string>) => {
    await lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName, Environment: { Variables: variables } }));
  };
  await change({ ...Variables, CONVERSATIONS_TABLE: 'a-table-that-is-not-there' });
  return () => change(Variables);
};

/** The queues' addresses, as the function knows them that redrives. */
const places = async (): Promise<Record<string, { dead: string; to: string }>> => {
  const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: functions.redrive }));
  return JSON.parse(Environment?.Variables?.LETTER_PLACES ?? '{}');
};
const addressOf = async (QueueName: string): Promise<string> =>
  (await queues.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl ?? '';

/** As few tries as it takes, and a second's rest instead of three tries of half a minute; returns what puts it back. */
const impatient = async (QueueUrl: string, maxReceiveCount = 1): Promise<() => Promise<void>> => {
  const names = ['VisibilityTimeout', 'RedrivePolicy'] as const;
  const { Attributes = {} } = await queues.send(
    new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...names] }),
  );
  const RedrivePolicy = JSON.stringify({ ...JSON.parse(Attributes.RedrivePolicy ?? '{}'), maxReceiveCount });
  await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout: '1', RedrivePolicy } }));
  return async () => {
    await queues.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }));
  };
};

const conversation = async (...facts: ((customerId: string) => Decided)[]): Promise<string> => {
  const customerId = randomUUID().replaceAll('-', '');
  const conversationId = `${customerId}-1`;
  const opened = openedBy(customerId, 'en', { conversationId, channel: 'web' });
  await store.append({
    conversationId,
    at: new Date().toISOString(),
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
const kinds = async (conversationId: string): Promise<string[]> =>
  (await store.tail(conversationId, 0)).events.map(({ kind }) => kind);

const mending: (() => Promise<void>)[] = [];
const mend = async () => {
  for (const one of mending.splice(0)) await one();
};

beforeAll(async () => {
  await seedPeople({ environment, endpoint, outputs });
  await seedKnowledge({ environment, endpoint, outputs });
  for (const who of ['root', 'ana', 'sue'])
    tokens[who] = (await signIn({ environment, endpoint, outputs }, `${who}@shop.example`, PASSWORD)).idToken;
}, 60_000);
afterEach(mend, 60_000);

test('a turn that nobody could answer lies among the dead letters with its reason; sent back, the customer gets her answer', {
  timeout: 180_000,
}, async () => {
  const to = await places();
  const failedTurns = await queues.send(
    new GetQueueAttributesCommand({
      QueueUrl: await addressOf(to.FailedTurnsDead?.to ?? ''),
      AttributeNames: ['RedrivePolicy'],
    }),
  );
  const bury = String(JSON.parse(failedTurns.Attributes?.RedrivePolicy ?? '{}').deadLetterTargetArn)
    .split(':')
    .at(-1);
  mending.push(await broken('answer'), await broken('bury'));
  mending.push(
    await impatient(await addressOf(to.FailedTurnsDead?.to ?? '')),
    await impatient(await addressOf(bury ?? ''), 2),
  );

  const conversationId = await conversation(said);
  const letter = await until('the dead letter', async () =>
    (await lettersIn('FailedTurnsDead')).find(({ conversationIds }) => conversationIds.includes(conversationId)),
  );

  expect(letter.failures.map(({ step }) => step).sort()).toEqual(['answer', 'bury']);
  for (const { error, times } of letter.failures) {
    expect(error).toMatch(/AccessDenied|ResourceNotFound/);
    expect(times).toBeGreaterThan(0);
  }
  for (const who of ['ana', 'sue'] as const) {
    expect((await asked(who, 'GET', '/dead-letters')).status).toBe(403);
    const asking = { act: 'redrive', letterId: letter.letterId };
    expect((await asked(who, 'POST', '/dead-letters/FailedTurnsDead', asking)).status).toBe(403);
  }
  expect(await kinds(conversationId)).not.toContain('bot-said');

  await mend();
  const outcome = await asked('root', 'POST', '/dead-letters/FailedTurnsDead', {
    act: 'redrive',
    letterId: letter.letterId,
  });

  expect(LetterOutcome.parse(outcome.body)).toMatchObject({ done: [letter.letterId], failed: [] });
  await until('the answer', async () => ((await kinds(conversationId)).includes('bot-said') ? true : undefined));
  expect((await kinds(conversationId)).filter((kind) => kind === 'bot-said')).toHaveLength(1);
  const { deeds } = DeadLettersAnswer.parse((await asked('root', 'GET', '/dead-letters')).body);
  expect(deeds.find(({ letterId }) => letterId === letter.letterId)).toMatchObject({
    did: 'redriven',
    queue: 'FailedTurnsDead',
    conversationIds: [conversationId],
    by: { name: 'Root' },
  });
  const again = await asked('root', 'POST', '/dead-letters/FailedTurnsDead', {
    act: 'redrive',
    letterId: letter.letterId,
  });
  expect(again).toMatchObject({ status: 404, body: { code: 'letter-gone' } });
});

test('a letter of each kind goes back by its own way, and a discarded one is gone', { timeout: 180_000 }, async () => {
  const to = await places();
  const conversationId = await conversation(said);
  const sequence = randomUUID();
  await failureNotes(deskTable).note({
    id: sequence,
    step: 'relay',
    error: 'Error',
    message: 'a test',
    conversationIds: [conversationId],
    at: new Date().toISOString(),
  });
  const stream = { requestContext: {}, DDBStreamBatchInfo: { startSequenceNumber: sequence, batchSize: 1 } };
  const { name } = (stepSamples.rescue as { detail: { name: string } }).detail;
  const bodies: Record<DeadLetterQueue, object> = {
    FailedTurnsDead: { id: `${conversationId}-1-0`, conversationId, epoch: 1, upTo: 2 },
    MatchingDead: { skill: 'general' },
    TimersDead: { timer: 'ring', skill: 'general' },
    ProjectionDead: { conversationId, from: 1, to: 2 },
    BuildsDead: { version: `v-${conversationId}`, by: { id: 'kim', name: 'Kim' }, ifChanged: true },
    RelayStreamDead: stream,
    DeliverStreamDead: stream,
    HandoffRescueDead: { detail: { name } },
    SweeperDead: { requestPayload: {} },
    MeterLinesDead: { requestPayload: stepSamples['project.meters'] as object },
  };

  for (const queue of DeadLetterQueue.options) {
    const dead = to[queue]?.dead ?? '';
    await queues.send(
      new SendMessageCommand({
        QueueUrl: await addressOf(dead),
        MessageBody: JSON.stringify(bodies[queue]),
        ...(dead.endsWith('.fifo') && { MessageGroupId: conversationId, MessageDeduplicationId: randomUUID() }),
      }),
    );
    const outcome = LetterOutcome.parse(
      (await asked('root', 'POST', `/dead-letters/${queue}`, { act: 'redrive' })).body,
    );
    expect([queue, deadLetterQueues[queue], outcome.failed, outcome.done.length > 0]).toEqual([
      queue,
      deadLetterQueues[queue],
      [],
      true,
    ]);
    expect([queue, await lettersIn(queue)]).toEqual([queue, []]);
  }

  await queues.send(
    new SendMessageCommand({ QueueUrl: await addressOf(to.TimersDead?.dead ?? ''), MessageBody: 'half a mess' }),
  );
  const [mess] = await until('the mess', async () => {
    const found = await lettersIn('TimersDead');
    return found.length > 0 ? found : undefined;
  });
  const thrown = { act: 'discard', letterId: mess?.letterId };
  expect((await asked('root', 'POST', '/dead-letters/TimersDead', thrown)).body).toMatchObject({
    done: [mess?.letterId],
  });
  expect(await lettersIn('TimersDead')).toEqual([]);
});

test('a supervisor is shown what she was told, and takes it off the list', async () => {
  const conversationId = await conversation(said, () => ({
    kind: 'supervisor-told',
    cause: 'customer-unanswered',
    by: system,
  }));
  const sample = stepSamples.notices as { body: string };
  const shown = async (frame: object = {}) => {
    const event = { ...sample, body: JSON.stringify({ action: 'notices', ...frame }) };
    const { response } = await invokeStep(cloud, 'notices', event);
    return serverFrames.notices.parse(JSON.parse((response as { body: string }).body));
  };

  const notice = (await shown()).open.find((one) => one.conversationId === conversationId);
  expect(notice).toMatchObject({ cause: 'customer-unanswered' });
  const after = await shown({ seen: { conversationId, at: notice?.at } });

  expect(after.open.map((one) => one.conversationId)).not.toContain(conversationId);
  expect(after.seen.find((one) => one.conversationId === conversationId)).toMatchObject({ seenBy: 'Sue' });
});
