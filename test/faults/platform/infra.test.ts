import { expect, test } from 'vitest';
import { handoffDefinition, type State } from '#infra/workflow/handoff.asl';
import { resources, synthesised } from '#test/infra/synthesised';
import { timeoutOf } from '../world/host.ts';
import { settingsOf } from '../world/settings.ts';
import { wiringOf } from '../world/steps.ts';

const stacks = synthesised('dev');
const runs = Object.keys(wiringOf(settingsOf(true)));
const of = (type: string) => resources(stacks, type).map(({ Properties }) => Properties);

test('a step has in the simulator the time that the template gives it', () => {
  for (const { Timeout, Environment } of of('AWS::Lambda::Function')) {
    const step = (Environment as { Variables?: Record<string, string> } | undefined)?.Variables
      ?.POWERTOOLS_SERVICE_NAME;
    if (step && runs.includes(step)) expect([step, Timeout]).toEqual([step, timeoutOf(step)]);
  }
});

test('queues try three times and hide a message as long as the simulator’s do', () => {
  const queues = of('AWS::SQS::Queue').filter(
    // Builds of the knowledge are the editor's, not a conversation's.
    ({ RedrivePolicy }) => RedrivePolicy && !JSON.stringify(RedrivePolicy).includes('Builds'),
  );
  const tries = queues.map(({ RedrivePolicy }) => (RedrivePolicy as { maxReceiveCount: number }).maxReceiveCount);
  const hidden = queues.map(({ VisibilityTimeout }) => VisibilityTimeout);

  // A dead turn brings the three tries along that it had before: half of its six are left.
  expect(tries.toSorted()).toEqual([3, 3, 3, 3, 6]);
  expect(hidden.toSorted()).toEqual([15, 15, 15, 15, timeoutOf('answer') + 5]);
});

test('the stream has two consumers, each as patient as the simulator’s', () => {
  const mappings = of('AWS::Lambda::EventSourceMapping').filter(({ StartingPosition }) => StartingPosition);

  expect(mappings).toHaveLength(2);
  for (const mapping of mappings)
    expect(mapping).toMatchObject({
      BatchSize: 50,
      MaximumRetryAttempts: 20,
      MaximumRecordAgeInSeconds: 3600,
      BisectBatchOnFunctionError: true,
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
});

test('the sweeper is rung each minute, and a run that ends early rings the rescue', () => {
  const rates = of('AWS::Scheduler::Schedule').map(({ ScheduleExpression }) => ScheduleExpression);
  const [rule] = of('AWS::Events::Rule').filter(({ EventPattern }) =>
    JSON.stringify(EventPattern).includes('aws.states'),
  );

  expect(rates).toContain('rate(1 minute)');
  expect(rule?.EventPattern).toMatchObject({ detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'] } });
});

test('the state machine that the simulator runs is the one in the template', () => {
  const [machine] = of('AWS::StepFunctions::StateMachine');
  const { DefinitionString } = machine as { DefinitionString: { 'Fn::Join': [string, unknown[]] } };
  const [, parts] = DefinitionString['Fn::Join'];
  const deployed = JSON.parse(parts.map((part) => (typeof part === 'string' ? part : 'step')).join(''));
  const steps = { assess: 'step', wait: 'step', 'pass-on': 'step', settle: 'step', 'wrap-up': 'step' };
  const { States, ...rest } = handoffDefinition(steps);
  const bare = (states: Record<string, State>) =>
    Object.entries(states).map(([name, state]) => [
      name,
      { ...state, Resource: state.Type === 'Task' && state.Resource.split(':').at(-1) },
    ]);

  expect(deployed).toMatchObject(rest);
  expect(bare(deployed.States)).toEqual(bare(States));
});
