import { randomUUID } from 'node:crypto';
import { ApiGatewayManagementApiClient } from '@aws-sdk/client-apigatewaymanagementapi';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DeleteStateMachineCommand,
  DescribeExecutionCommand,
  ListExecutionsCommand,
  SFNClient,
} from '@aws-sdk/client-sfn';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { afterAll, inject } from 'vitest';
import { WebSocket } from 'ws';
import { addressesOf } from '#local/addresses';
import { clientOf } from '#local/cloud';
import { executionOf } from '#shared/conversation/waiting';
import type { ServerFrame } from '#shared/protocol/frames';
import { SessionAnswer } from '#shared/protocol/session';
import { matchingQueue, timerQueue, turnQueue } from '#shared/queues/queues';
import { gatewaySockets } from '#shared/sockets/sockets';
import { deskStore } from '#shared/store/desk-store';
import { handoffWorkflow, waitAnswers } from '#shared/workflow/handoff-workflow';
import { cloudStage } from '#test/scenario/cloud-stage';
import { kinderTablesContract } from './kinder-tables.contract.ts';
import { queuesContract } from './queues.contract.ts';
import { socketsContract } from './sockets.contract.ts';
import { tableRefusalsContract } from './table-refusals.contract.ts';
import { workflowContract } from './workflow.contract.ts';

const cloud = inject('cloud');
const client = clientOf(cloud.endpoint);
const sqs = new SQSClient(client);
const workflows = new SFNClient(client);
const WITHIN_MS = 30_000;

const until = async <T>(what: string, look: () => Promise<T | undefined> | T | undefined): Promise<T> => {
  const ends = performance.now() + WITHIN_MS;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (performance.now() > ends) throw new Error(`not within ${WITHIN_MS} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

const tableOf = (id: string): string => {
  const state = Object.entries(cloud.outputs[`${cloud.environment}-State`] ?? {});
  const [, name] = state.find(([key]) => key.startsWith(`ExportsOutputRef${id}Table`)) ?? [];
  if (!name) throw new Error(`no output of table ${id}: ${state.map(([key]) => key).join(', ')}`);
  return name;
};

const made: string[] = [];
afterAll(async () => {
  await Promise.all(made.map((QueueUrl) => sqs.send(new DeleteQueueCommand({ QueueUrl }))));
});
/** A queue of this file's own: those of the product are read by the product. */
const queue = async (fifo: boolean): Promise<string> => {
  const { QueueUrl = '' } = await sqs.send(
    new CreateQueueCommand({
      QueueName: `contract-${randomUUID()}${fifo ? '.fifo' : ''}`,
      ...(fifo && { Attributes: { FifoQueue: 'true' } }),
    }),
  );
  made.push(QueueUrl);
  return QueueUrl;
};
const receive = async <M>(QueueUrl: string): Promise<M[]> => {
  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  );
  for (const { ReceiptHandle } of Messages) await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
  return Messages.map(({ Body }) => JSON.parse(Body ?? '') as M);
};
/** Until so many are there, and then once more for what should not be. */
const taken = async <M>(QueueUrl: string, atLeast: number): Promise<M[]> => {
  const messages: M[] = [];
  await until(`${atLeast} messages`, async () => {
    messages.push(...(await receive<M>(QueueUrl)));
    return messages.length >= atLeast || undefined;
  });
  return [...messages, ...(await receive<M>(QueueUrl))];
};

queuesContract('queues on the local cloud', async () => {
  const [turns, matching, timers] = await Promise.all([queue(true), queue(true), queue(false)]);
  const on = (url: string) => ({ client: sqs, url, trace: () => undefined });
  return {
    turns: turnQueue(on(turns)),
    matching: matchingQueue(on(matching)),
    timers: timerQueue(on(timers)),
    turnsTaken: (atLeast) => taken(turns, atLeast),
    ringsTaken: (atLeast) => taken(matching, atLeast),
    timersTaken: (atLeast) => taken(timers, atLeast),
  };
});

/** A machine of one wait, which hands its token to a queue. */
const oneWait = async (QueueUrl: string): Promise<string> => {
  const Wait = {
    Type: 'Task',
    Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
    Arguments: {
      QueueUrl,
      MessageBody: '{% $string({"token": $states.context.Task.Token, "name": $states.context.Execution.Name}) %}',
    },
    TimeoutSeconds: 120,
    End: true,
  };
  // Any role that there is: what a machine may do is asked elsewhere.
  const { Configuration } = await new LambdaClient(client).send(
    new GetFunctionCommand({ FunctionName: cloud.functions.wait }),
  );
  const { stateMachineArn = '' } = await workflows.send(
    new CreateStateMachineCommand({
      name: `contract-${randomUUID()}`,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', StartAt: 'Wait', States: { Wait } }),
      roleArn: Configuration?.Role,
    }),
  );
  return stateMachineArn;
};
let machine: { arn: string; tokens: string } | undefined;
afterAll(async () => {
  if (machine) await workflows.send(new DeleteStateMachineCommand({ stateMachineArn: machine.arn }));
});

const named = new Map<string, string>();
workflowContract('the workflow on the local cloud', async () => {
  if (!machine) {
    const tokens = await queue(false);
    machine = { arn: await oneWait(tokens), tokens };
  }
  const { arn, tokens } = machine;
  const workflow = handoffWorkflow(workflows, arn);
  return {
    workflow,
    waits: waitAnswers(workflows),
    async executionsOf(conversationId) {
      const { executions = [] } = await workflows.send(new ListExecutionsCommand({ stateMachineArn: arn }));
      return executions.flatMap(({ name = '' }) => (name.startsWith(conversationId) ? [name] : []));
    },
    async token() {
      const conversationId = `${randomUUID().replaceAll('-', '')}-1`;
      const name = executionOf(conversationId, { handoff: 2, run: 0 });
      await workflow.start(conversationId, 2, 0);
      return until(`the token of ${name}`, async () => {
        for (const message of await receive<{ token: string; name: string }>(tokens))
          named.set(message.name, message.token);
        return named.get(name);
      });
    },
    async answerTo(token) {
      const name = [...named].find(([, one]) => one === token)?.[0];
      const executionArn = `${arn.replace(':stateMachine:', ':execution:')}:${name}`;
      return until('the end of an execution', async () => {
        const { status, output, error } = await workflows.send(new DescribeExecutionCommand({ executionArn }));
        if (status === 'RUNNING') return undefined;
        return status === 'SUCCEEDED' ? { success: JSON.parse(output ?? '') } : { failure: error as 'Over' };
      });
    },
  };
});

/** A customer's page that has said `sync`, so that the cloud knows which connection is hers. */
socketsContract('sockets on the local cloud', async () => {
  const stage = await cloudStage(cloud);
  const desk = deskStore({ client: new DynamoDBClient(client), name: tableOf('Desk') });
  const { socketUrl } = addressesOf(cloud);
  return {
    sockets: gatewaySockets(new ApiGatewayManagementApiClient({ ...client, endpoint: cloud.endpoint }), () => {}),
    async connect() {
      const { body } = await stage.ask({
        method: 'POST',
        path: '/session',
        origin: stage.origin,
        body: { language: 'en' },
      });
      const { ticket, customerId, conversationId } = SessionAnswer.parse(body);
      const socket = new WebSocket(`${socketUrl}?ticket=${ticket}`, { origin: stage.origin });
      const pushed: ServerFrame[] = [];
      socket.on('message', (text) => {
        const frame = JSON.parse(String(text)) as ServerFrame;
        if (frame.type === 'typing') pushed.push(frame);
      });
      await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
      socket.send(JSON.stringify({ action: 'sync', conversationId, since: 0 }));
      const connectionId = await until('a registered socket', async () => {
        const [first] = await desk.socketsOf({ role: 'customer', id: customerId });
        return first;
      });
      return {
        connectionId,
        received: (atLeast) => until(`${atLeast} frames`, () => (pushed.length >= atLeast ? pushed : undefined)),
        leave: async () => {
          socket.close();
          await until('the cloud’s notice of a closed socket', async () => {
            const open = await desk.socketsOf({ role: 'customer', id: customerId });
            return open.length === 0 || undefined;
          });
        },
      };
    },
  };
});

/** Its index holds none of what these write to the product's own shards, and its stream's readers look at heads only. */
const rawTable = () => ({
  client: new DynamoDBClient({ ...client, maxAttempts: 1 }),
  table: tableOf('Conversations'),
  index: 'due',
});
tableRefusalsContract('what a table of the local cloud refuses', rawTable);
kinderTablesContract('where a table of the local cloud is kinder than AWS', rawTable);
