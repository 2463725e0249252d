import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { invoke, kept, output, queues, service, state, tables, unique, until, workflows } from './fixture.ts';

test('a function may not write to a table that its role was never given', async () => {
  expect(await invoke('TrespassName')).toBe('AccessDeniedException');
});

test('a function may send a batch with the permission to send one message, to a queue that demands TLS', async () => {
  expect(await invoke('SpreadName')).toBe(1);
});

test('a function reads the secret that its role was given, by the reference in the template', async () => {
  const answer = (await invoke('UnlockName')) as { length: number; arn: string; given: string };

  expect(answer).toEqual({ length: 40, arn: answer.given, given: expect.stringMatching(/^arn:aws:secretsmanager:/) });
});

test('a data key opens with its own context and with no other', async () => {
  expect(await invoke('SealName')).toEqual({ own: 'opened', foreign: 'InvalidCiphertextException' });
});

test('a machine may not call a function that its role was never given', async () => {
  const input = JSON.stringify({ name: unique('powerless'), seconds: 5, fail: '' });

  const { executionArn } = await workflows.send(
    new StartExecutionCommand({ stateMachineArn: output(service, 'PowerlessArn'), input }),
  );

  const ended = await until('its end', async () => {
    const execution = await workflows.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status !== 'RUNNING' && execution;
  });
  expect(ended).toMatchObject({ status: 'FAILED', error: 'Lambda.AWSLambdaException' });
});

test('a mapping may not read a queue or a stream that the role of its function was never given', async () => {
  const name = unique('unread');
  const item = { pk: { S: name }, sk: { S: 'HEAD' } };

  await queues.send(new SendMessageCommand({ QueueUrl: output(state, 'UnreadUrl'), MessageBody: name }));
  await tables.send(new PutItemCommand({ TableName: output(state, 'StreamedTable'), Item: item }));

  await until('the reader that may', async () =>
    (await kept<{ names: string[] }>('Relay')).some(({ names }) => names.includes(name)),
  );
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect([await kept('Unread'), await kept('Unstreamed')]).toEqual([[], []]);
});

test('a function sees nothing of the environment that the cloud was started from', async () => {
  const seen = (await invoke('EchoName', { plain: true })) as { environment: string[]; home: string; node: string };

  expect(seen.node).toMatch(/^v24\./);
  expect(seen.home).not.toBe(process.env.HOME);
  const foreign = Object.keys(process.env).filter((name) => /^npm_|VITEST|PWD$|SECRET/.test(name));
  expect(seen.environment.filter((name) => foreign.includes(name) && !name.startsWith('AWS_'))).toEqual([]);
});
