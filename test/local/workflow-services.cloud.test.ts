import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetFunctionCommand } from '@aws-sdk/client-lambda';
import {
  CreateStateMachineCommand,
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { CreateQueueCommand, DeleteMessageCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs';
import { beforeAll, expect, test } from 'vitest';
import { lambdas, output, queues, refusal, service, state, tables, unique, until, workflows } from './fixture.ts';

const TableName = output(state, 'KeptTable');
let roleArn = '';
let queue = '';

beforeAll(async () => {
  // Any role that there is: what a machine may do is asked in permissions.cloud.test.ts.
  const { Configuration } = await lambdas.send(new GetFunctionCommand({ FunctionName: output(service, 'WaitName') }));
  roleArn = Configuration?.Role ?? '';
  queue = (await queues.send(new CreateQueueCommand({ QueueName: unique('tokens') }))).QueueUrl ?? '';
});

const create = async (States: object, more: object = {}) => {
  const definition = JSON.stringify({ StartAt: Object.keys(States)[0], States, ...more });
  return workflows.send(new CreateStateMachineCommand({ name: unique('machine'), definition, roleArn }));
};
const start = async (States: object, input: object = {}, more: object = {}) => {
  const { stateMachineArn } = await create(States, more);
  const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
  return (await workflows.send(command)).executionArn ?? '';
};
const end = (executionArn: string): Promise<DescribeExecutionCommandOutput> =>
  until('the end of an execution', async () => {
    const execution = await workflows.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status !== 'RUNNING' && execution;
  });
const run = async (States: object, input: object = {}, more: object = {}) => {
  const { status, output: result, error } = await end(await start(States, input, more));
  return [status, result ? JSON.parse(result) : error];
};
const received = (QueueUrl: string) =>
  until('a message', async () => {
    const { Messages = [] } = await queues.send(
      new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 1, MessageSystemAttributeNames: ['All'] }),
    );
    const [message] = Messages;
    if (message) await queues.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));
    return message;
  });
const bodyOf = async (QueueUrl: string) => JSON.parse((await received(QueueUrl)).Body ?? '');

test('paths, intrinsic functions, choices and waits run as written in JSONPath', async () => {
  const outcome = await run(
    {
      Rest: { Type: 'Wait', SecondsPath: '$.seconds', Next: 'Which?' },
      'Which?': {
        Type: 'Choice',
        Choices: [
          {
            And: [
              { Variable: '$.n', NumericGreaterThan: 3 },
              { Variable: '$.name', IsPresent: true },
            ],
            Next: 'Greet',
          },
        ],
        Default: 'Small',
      },
      Greet: { Type: 'Pass', Parameters: { 'words.$': "States.Format('hi {}', $.name)" }, End: true },
      Small: { Type: 'Fail', Error: 'Small' },
    },
    { seconds: 1, n: 5, name: 'li' },
  );

  expect(outcome).toEqual(['SUCCEEDED', { words: 'hi li' }]);
});

test.each([
  ['JSONPath', { Parameters: { QueueUrl: 'queue', MessageBody: { 'token.$': '$$.Task.Token', 'in.$': '$' } } }, {}],
  [
    'JSONata',
    {
      Arguments: {
        QueueUrl: 'queue',
        MessageBody: { token: '{% $states.context.Task.Token %}', in: '{% $states.input %}' },
      },
    },
    { QueryLanguage: 'JSONata' },
  ],
])('a token goes out by a queue and the wait goes on with its answer, in %s', async (_, call, more) => {
  const written = JSON.parse(JSON.stringify(call).replace('"queue"', JSON.stringify(queue)));
  const Resource = 'arn:aws:states:::sqs:sendMessage.waitForTaskToken';
  const execution = await start({ Ask: { Type: 'Task', Resource, ...written, End: true } }, { a: 1 }, more);

  const { token, in: input } = await bodyOf(queue);
  await workflows.send(new SendTaskSuccessCommand({ taskToken: token, output: '{"agent":"al"}' }));

  expect(input).toEqual({ a: 1 });
  expect(JSON.parse((await end(execution)).output ?? '')).toEqual({ agent: 'al' });
});

test('a missed heartbeat is also caught as a timeout', async () => {
  const outcome = await run({
    Ask: {
      Type: 'Task',
      Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      Parameters: { QueueUrl: queue, MessageBody: { 'token.$': '$$.Task.Token' } },
      HeartbeatSeconds: 1,
      TimeoutSeconds: 30,
      Catch: [{ ErrorEquals: ['States.Timeout'], ResultPath: '$.why', Next: 'Late' }],
      End: true,
    },
    Late: { Type: 'Pass', Result: 'late', End: true },
  });

  await received(queue);
  expect(outcome).toEqual(['SUCCEEDED', 'late']);
});

test('a machine sends to a FIFO queue with the group and the id that it computes', async () => {
  const { QueueUrl = '' } = await queues.send(
    new CreateQueueCommand({ QueueName: `${unique('sent')}.fifo`, Attributes: { FifoQueue: 'true' } }),
  );

  const [status] = await run(
    {
      Send: {
        Type: 'Task',
        Resource: 'arn:aws:states:::sqs:sendMessage',
        Parameters: {
          QueueUrl,
          MessageBody: { n: 1 },
          'MessageGroupId.$': '$.group',
          'MessageDeduplicationId.$': 'States.UUID()',
        },
        End: true,
      },
    },
    { group: 'g-7' },
  );

  const message = await received(QueueUrl);
  expect([status, message.Attributes?.MessageGroupId, JSON.parse(message.Body ?? '')]).toEqual([
    'SUCCEEDED',
    'g-7',
    { n: 1 },
  ]);
});

test('a machine writes an item, reads it, and catches a refused condition by its name', async () => {
  const pk = unique('by-machine');
  const Item = { pk: { 'S.$': '$.pk' }, sk: { S: '1' } };
  const putItem = (more: object) => ({
    Type: 'Task',
    Resource: 'arn:aws:states:::dynamodb:putItem',
    Parameters: { TableName, Item, ...more },
    ResultPath: null,
  });
  const condition = { ConditionExpression: 'attribute_not_exists(pk)' };

  const outcome = await run(
    {
      Write: { ...putItem(condition), Next: 'Again' },
      Again: {
        ...putItem(condition),
        Catch: [{ ErrorEquals: ['DynamoDB.ConditionalCheckFailedException'], ResultPath: null, Next: 'Read' }],
        Next: 'Twice',
      },
      Twice: { Type: 'Fail', Error: 'WrittenTwice' },
      Read: {
        Type: 'Task',
        Resource: 'arn:aws:states:::aws-sdk:dynamodb:getItem',
        Parameters: { TableName, Key: Item },
        ResultSelector: { 'found.$': '$.Item.pk.S' },
        End: true,
      },
    },
    { pk },
  );

  const { Item: written } = await tables.send(
    new GetItemCommand({ TableName, Key: { pk: { S: pk }, sk: { S: '1' } } }),
  );
  expect([outcome, written?.pk?.S]).toEqual([['SUCCEEDED', { found: pk }], pk]);
});

test('a machine writes an item that JSONata computes', async () => {
  const pk = unique('computed');
  const Arguments = { TableName, Item: { pk: { S: `{% "${pk}" & $string($total) %}` }, sk: { S: '1' } } };

  const outcome = await run(
    {
      Sum: { Type: 'Pass', Assign: { total: '{% $sum($states.input.list) %}' }, Next: 'Write' },
      Write: {
        Type: 'Task',
        Resource: 'arn:aws:states:::dynamodb:putItem',
        Arguments,
        Output: '{% { "total": $total } %}',
        End: true,
      },
    },
    { list: [1, 2, 3] },
    { QueryLanguage: 'JSONata' },
  );

  const Key = { pk: { S: `${pk}6` }, sk: { S: '1' } };
  expect([outcome, (await tables.send(new GetItemCommand({ TableName, Key }))).Item?.pk]).toEqual([
    ['SUCCEEDED', { total: 6 }],
    Key.pk,
  ]);
});

test('a map gives each item its index, and branches keep their order', async () => {
  const outcome = await run(
    {
      Each: {
        Type: 'Map',
        ItemsPath: '$.list',
        MaxConcurrency: 2,
        ItemSelector: { 'index.$': '$$.Map.Item.Index', 'value.$': '$$.Map.Item.Value' },
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          StartAt: 'Same',
          States: { Same: { Type: 'Pass', End: true } },
        },
        ResultPath: '$.each',
        Next: 'Both',
      },
      Both: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'One', States: { One: { Type: 'Pass', Result: 1, End: true } } },
          { StartAt: 'Other', States: { Other: { Type: 'Pass', InputPath: '$.each', End: true } } },
        ],
        End: true,
      },
    },
    { list: ['a', 'b'] },
  );

  const each = [
    { index: 0, value: 'a' },
    { index: 1, value: 'b' },
  ];
  expect(outcome).toEqual(['SUCCEEDED', [1, each]]);
});

test('a task is tried again as often as it says, each try is in the history, then it is caught', async () => {
  const all = ['States.ALL'];
  const executionArn = await start({
    Read: {
      Type: 'Task',
      Resource: 'arn:aws:states:::dynamodb:getItem',
      Parameters: { TableName: 'there-is-none', Key: { pk: { S: 'a' } } },
      Retry: [{ ErrorEquals: all, IntervalSeconds: 1, MaxAttempts: 1, BackoffRate: 1 }],
      Catch: [{ ErrorEquals: all, ResultPath: '$.caught', Next: 'After' }],
      End: true,
    },
    After: { Type: 'Pass', End: true },
  });

  const { status, output: result = '' } = await end(executionArn);
  const { events = [] } = await workflows.send(new GetExecutionHistoryCommand({ executionArn }));

  expect([status, JSON.parse(result).caught.Error]).toEqual(['SUCCEEDED', expect.stringMatching(/ResourceNotFound/)]);
  expect(events.filter(({ type }) => type === 'TaskFailed')).toHaveLength(2);
});

test.each<[string, object]>([
  ['a task without a resource', { A: { Type: 'Task', End: true } }],
  ['a state that neither ends nor goes on', { A: { Type: 'Pass' } }],
  ['a way to a state that is not there', { A: { Type: 'Pass', Next: 'B' } }],
  [
    'a catcher that leads nowhere',
    { A: { Type: 'Task', Resource: 'r', Catch: [{ ErrorEquals: ['x'], Next: 'B' }], End: true } },
  ],
  ['a type that there is not', { A: { Type: 'Pause', End: true } }],
  [
    'a fault inside a branch',
    { A: { Type: 'Parallel', Branches: [{ StartAt: 'B', States: { B: { Type: 'Wait', End: true } } }], End: true } },
  ],
])('a definition with %s is refused', async (_, States) => {
  expect((await refusal(create(States))).name).toBe('InvalidDefinition');
});
