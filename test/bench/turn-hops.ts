import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { type AttributeValue, DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  GetFunctionConfigurationCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  UpdateEventSourceMappingCommand,
} from '@aws-sdk/client-lambda';
import { type Cloud, clientOf } from '#local/cloud';
import type { Head } from '#shared/conversation/head';
import { turnOf } from '#shared/conversation/turn';
import { fromItem, toItem } from '#shared/store/table';
import type { Stage } from '#test/scenario/stage';
import { depthOfLast } from './chain.ts';
import { freshProcess, told } from './child.ts';
import { customerOn } from './customer-on.ts';
import { type Figure, figure } from './figure.ts';
import type { HostAsk, HostCall, HostTold } from './function-host.ts';

/** Each another, since who asks the same again is given to a person. The first is a cold turn and does not count. */
const QUESTIONS = [
  'Is milk powder returnable?',
  'What does delivery cost in mainland China?',
  'How long is an unpaid order kept?',
  'How many points does a purchase give?',
];
const STEPS = ['receive', 'answer', 'deliver'];
type Image = Record<string, AttributeValue> | undefined;

/**
 * The longest chain of calls from the frame until the customer's screen shows the whole answer. The cloud's own consumers
 * are paused, and the real bundles are run by hand in one process that notes each call; queue and stream are not counted,
 * as they are no calls of ours. The least of several warm turns: a busy machine can only make side by side look like one
 * after another, never the other way round.
 */
export async function turnHops(cloud: Cloud, stage: Stage): Promise<Figure> {
  const lambda = new LambdaClient(clientOf(cloud.endpoint));
  const { EventSourceMappings = [] } = await lambda.send(new ListEventSourceMappingsCommand({}));
  const switched = (Enabled: boolean) =>
    Promise.all(
      EventSourceMappings.map(({ UUID }) => lambda.send(new UpdateEventSourceMappingCommand({ UUID, Enabled }))),
    );
  const variables = await variablesOf(cloud, lambda);
  const customer = await customerOn(stage);
  await switched(false);
  // A poll that is under way ends first.
  await wait(3000);
  const host = freshProcess('test/bench/function-host.ts', [], variables);
  try {
    const depths: number[] = [];
    for (const question of QUESTIONS) depths.push(await oneTurn(customer, question, { variables, cloud, host }));
    return figure('turn-hops', Math.min(...depths.slice(1)));
  } finally {
    host.kill();
    await switched(true);
    customer.hangUp();
  }
}

async function variablesOf(cloud: Cloud, lambda: LambdaClient): Promise<Record<string, string>> {
  const each = await Promise.all(
    STEPS.map(async (step) => {
      const FunctionName = cloud.functions[step];
      const { Environment } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
      return Environment?.Variables ?? {};
    }),
  );
  const { NODE_OPTIONS: _, ...own } = Object.assign({}, ...each) as Record<string, string>;
  return { ...own, ...cloud.environmentVariables };
}

type Speaker = { conversationId: string; customerId: string };
type Around = { variables: Record<string, string>; cloud: Cloud; host: ReturnType<typeof freshProcess> };

async function oneTurn(
  { conversationId, customerId }: Speaker,
  question: string,
  { variables, cloud, host }: Around,
): Promise<number> {
  const head = () => headOf(cloud, variables.CONVERSATIONS_TABLE ?? '', conversationId);
  const run = async (step: string, event: unknown): Promise<HostCall[]> => {
    const answer = told<HostTold>(host);
    host.send({ bundle: path.resolve('dist', step, 'index.mjs'), event } satisfies HostAsk);
    const { calls, failed } = await answer;
    if (failed) throw new Error(`${step}: ${failed}`);
    return calls;
  };
  const received = await run('receive', said(conversationId, customerId, question));
  const asked = await head();
  const turn = asked && turnOf(fromItem<{ head: Head }>(asked).head);
  if (!turn) throw new Error('the words started no turn');
  const answered = await run('answer', queued(turn.id, turn));
  const now = await head();
  const delivered = await run('deliver', changed(asked, now));
  depthOfLast(/connections/, delivered);
  return depthOfLast(/SendMessage/, received) + depthOfLast(/connections/, answered);
}

async function headOf(cloud: Cloud, TableName: string, pk: string): Promise<Image> {
  const client = new DynamoDBClient(clientOf(cloud.endpoint));
  const { Item } = await client.send(
    new GetItemCommand({ TableName, Key: toItem({ pk, sk: 'HEAD' }), ConsistentRead: true }),
  );
  return Item;
}

const said = (conversationId: string, customerId: string, text: string) => ({
  body: JSON.stringify({
    action: 'say',
    conversationId,
    clientMessageId: randomUUID(),
    body: { text },
  }),
  requestContext: {
    connectionId: 'bench',
    routeKey: 'say',
    authorizer: { role: 'customer', id: customerId, name: '', groups: '' },
  },
});

const queued = (messageId: string, message: unknown) => ({
  Records: [
    {
      messageId,
      body: JSON.stringify(message),
      eventSourceARN: 'arn:aws:sqs:::turns.fifo',
      attributes: { ApproximateReceiveCount: '1' },
    },
  ],
});

const changed = (OldImage: Image, NewImage: Image) => ({
  Records: [{ dynamodb: { SequenceNumber: '1', OldImage, NewImage } }],
});
