import {
  DescribeExecutionCommand,
  type DescribeExecutionCommandOutput,
  GetExecutionHistoryCommand,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { expect, test } from 'vitest';
import { kept, output, refusal, service, unique, until, workflows } from './fixture.ts';

type Input = { name: string; seconds?: number; fail?: string };

const start = async (input: Input, machine = 'MachineArn', name = input.name) => {
  const command = {
    stateMachineArn: output(service, machine),
    name,
    input: JSON.stringify({ seconds: 20, fail: '', ...input }),
  };
  return (await workflows.send(new StartExecutionCommand(command))).executionArn ?? '';
};
const tokenOf = (name: string) =>
  until(`a token of ${name}`, async () => (await kept<{ token?: string }>(name)).at(-1)?.token);
const end = (executionArn: string): Promise<DescribeExecutionCommandOutput> =>
  until('the end of an execution', async () => {
    const execution = await workflows.send(new DescribeExecutionCommand({ executionArn }));
    return execution.status !== 'RUNNING' && execution;
  });
const eventsOf = async (executionArn: string) =>
  (await workflows.send(new GetExecutionHistoryCommand({ executionArn }))).events?.map(({ type }) => type) ?? [];
const answer = (taskToken: string, value: unknown) =>
  workflows.send(new SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ answer: value }) }));
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('an answered wait goes on with the answer', async () => {
  const name = unique('answered');
  const execution = await start({ name });

  await answer(await tokenOf(name), 'agent-1');

  const { status, output: result = '' } = await end(execution);
  expect([status, JSON.parse(result)]).toEqual(['SUCCEEDED', { answered: 'agent-1' }]);
  expect((await eventsOf(execution)).filter((type) => type?.endsWith('StateEntered'))).toHaveLength(3);
});

test('a wait ends at the time that an expression computes', async () => {
  const name = unique('late');

  const started = Date.now();
  const execution = await start({ name, seconds: 1 });
  const { status, output: result = '' } = await end(execution);

  expect([status, JSON.parse(result)]).toEqual(['SUCCEEDED', { late: true }]);
  expect(Date.now() - started).toBeLessThan(15_000);
});

test('a failure sent to a wait is caught by its name', async () => {
  const name = unique('refused');
  const execution = await start({ name });

  await workflows.send(new SendTaskFailureCommand({ taskToken: await tokenOf(name), error: 'Refused', cause: 'no' }));

  expect(JSON.parse((await end(execution)).output ?? '')).toEqual({ refused: true });
});

test('a function that throws while it is given a token fails its execution at once', async () => {
  const name = unique('throwing');

  const { status } = await end(await start({ name, fail: 'asked to' }));

  expect(status).toBe('FAILED');
});

test('a wait whose heartbeat stops ends before its timeout, and one whose heart beats does not', async () => {
  const [silent, beating] = [unique('silent'), unique('beating')];
  const [first, second] = [await start({ name: silent }, 'BeatingArn'), await start({ name: beating }, 'BeatingArn')];
  const taskToken = await tokenOf(beating);

  // Far more often than it must, so that a busy machine's pauses are no missed beat, until the silent one has ended.
  const silence = end(first);
  let ended = false;
  const over = silence.finally(() => {
    ended = true;
  });
  while (!ended) {
    await workflows.send(new SendTaskHeartbeatCommand({ taskToken }));
    await Promise.race([over, pause(200)]);
  }

  expect(JSON.parse((await silence).output ?? '')).toEqual({ late: true });
  expect((await workflows.send(new DescribeExecutionCommand({ executionArn: second }))).status).toBe('RUNNING');
  await answer(taskToken, 'alive');
  expect(JSON.parse((await end(second)).output ?? '')).toEqual({ answered: 'alive' });
});

test('a stopped execution does nothing more, and its token is dead', async () => {
  const name = unique('stopped');
  const execution = await start({ name });
  const taskToken = await tokenOf(name);

  await workflows.send(new StopExecutionCommand({ executionArn: execution, error: 'Gone' }));

  expect((await refusal(answer(taskToken, 'too late'))).name).toMatch(/TaskDoesNotExist|TaskTimedOut/);
  await pause(500);
  expect(await end(execution)).toMatchObject({ status: 'ABORTED', error: 'Gone' });
  expect(await kept(`after-${name}`)).toEqual([]);
  expect((await eventsOf(execution)).at(-1)).toBe('ExecutionAborted');
});

test('a token is answered once', async () => {
  const name = unique('twice');
  const execution = await start({ name });
  const taskToken = await tokenOf(name);

  await answer(taskToken, 'first');
  await end(execution);

  expect((await refusal(answer(taskToken, 'second'))).name).toMatch(/TaskDoesNotExist|TaskTimedOut|InvalidToken/);
});

test('a second start with the same name and input returns the first, with another input it is refused', async () => {
  const name = unique('same');

  const first = await start({ name });

  expect(await start({ name })).toBe(first);
  expect((await refusal(start({ name, seconds: 9 }))).name).toBe('ExecutionAlreadyExists');
  await workflows.send(new StopExecutionCommand({ executionArn: first }));
});

test.each(['a#1', 'a:1', 'x'.repeat(81)])('the execution name %s is refused', async (name) => {
  expect((await refusal(start({ name: 'n' }, 'MachineArn', name))).name).toBe('InvalidName');
});

test('a failed execution rings a function through a rule', async () => {
  const name = unique('ringing');

  const execution = await start({ name, fail: 'asked to' });

  const event = await until('the event', async () =>
    (await kept<{ detail: { executionArn: string; status: string } }>('Ended')).find(
      ({ detail }) => detail.executionArn === execution,
    ),
  );
  expect(event.detail.status).toBe('FAILED');
});

test('assignments, choices, waits and branches run as written', async () => {
  const { executionArn = '' } = await workflows.send(
    new StartExecutionCommand({ stateMachineArn: output(service, 'ShapesArn'), input: '{"list":[1,2,3]}' }),
  );

  expect(JSON.parse((await end(executionArn)).output ?? '')).toEqual([1, 6]);
});

test('a schedule of one minute rings its function with its input', { timeout: 80_000 }, async () => {
  const calls = await until(
    'a minute',
    async () => {
      const rings = await kept<{ sweep: boolean }>('Sweep');
      return rings.length > 0 && rings;
    },
    75_000,
  );

  expect(calls[0]).toEqual({ sweep: true });
});
