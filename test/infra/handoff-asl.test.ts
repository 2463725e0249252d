import { expect, test } from 'vitest';
import { type Definition, handoffDefinition, type State, type TaskState } from '#infra/workflow/handoff.asl';

const steps = { assess: 'assess', wait: 'wait', 'pass-on': 'pass-on', settle: 'settle', 'wrap-up': 'wrap-up' };
const definition: Definition = handoffDefinition(steps);
const states = Object.entries(definition.States);
const tasks = states.filter((entry): entry is [string, TaskState] => entry[1].Type === 'Task');
const waits = tasks.filter(([, { Resource }]) => Resource.endsWith('.waitForTaskToken'));
const nexts = (state: State | undefined): string[] =>
  state?.Type === 'Task' ? [state.Next, ...(state.Catch ?? []).map(({ Next }) => Next)] : [];
const reached = (from: string, seen = new Set([from])): Set<string> => {
  for (const next of nexts(definition.States[from])) if (!seen.has(next)) reached(next, seen.add(next));
  return seen;
};

test('the handoff is written in tasks and ends alone, so that no transition is paid for a choice', () => {
  expect([...new Set(states.map(([, { Type }]) => Type))].sort()).toEqual(['Succeed', 'Task']);
  expect(definition.QueryLanguage).toBe('JSONata');
});

test('every state that is named exists, and every state can be reached', () => {
  expect(states.flatMap(([, state]) => nexts(state)).filter((name) => !definition.States[name])).toEqual([]);
  expect([...reached(definition.StartAt)].sort()).toEqual(Object.keys(definition.States).sort());
});

test('from every state an end can be reached', () => {
  const stuck = Object.keys(definition.States).filter(
    (name) => ![...reached(name)].includes('Done') && name !== 'Superseded',
  );

  expect(stuck).toEqual([]);
});

test('the usual handoff enters six states', () => {
  const usual: string[] = [];
  for (let name: string | undefined = definition.StartAt; name; name = nexts(definition.States[name])[0])
    usual.push(name);

  expect(usual).toEqual(['Assess', 'Matched', 'Accepted', 'Ended', 'Wrap up', 'Done']);
});

test('every wait and every task has a deadline, and a wait for the queue the one that declines do not move', () => {
  expect(tasks.filter(([, { TimeoutSeconds }]) => !TimeoutSeconds)).toEqual([]);
  expect(Object.fromEntries(waits.map(([name, { TimeoutSeconds }]) => [name, TimeoutSeconds]))).toEqual({
    Matched: '{% $max([1, $ceil(($queueUntil - $millis()) / 1000)]) %}',
    Accepted: '{% $offerSeconds %}',
    Ended: 86_400,
    'Choice made': '{% $choiceSeconds %}',
  });
});

test('every outcome that a wait is told by name is caught there, and never tried again', () => {
  const told: Record<string, string[]> = {
    Matched: ['OutsideHours', 'Over', 'Superseded'],
    Accepted: ['Declined', 'Over', 'Superseded'],
    Ended: ['BackInQueue', 'Transferred', 'Superseded'],
    'Choice made': ['Taken', 'Superseded'],
  };
  for (const [name, { Catch = [], Retry }] of waits) {
    const caught = Catch.flatMap(({ ErrorEquals }) => ErrorEquals);
    const [never] = Retry;
    expect(caught).toEqual(expect.arrayContaining([...(told[name] ?? ['?']), 'States.Timeout']));
    expect(never?.MaxAttempts).toBe(0);
    expect(never?.ErrorEquals).toEqual(expect.arrayContaining(caught));
  }
});

test('every task is tried again when its step fails', () => {
  for (const [, { Retry }] of tasks)
    expect(Retry.at(-1)).toMatchObject({ ErrorEquals: ['States.ALL'], MaxAttempts: 3 });
});

test('the machine carries ids and numbers only', () => {
  const names = tasks.flatMap(([, { Arguments }]) => Object.keys(Arguments.Payload));

  expect([...new Set(names)].sort()).toEqual(['conversationId', 'handoff', 'n', 'run', 'token', 'wait']);
});

test('in China the integrations have the partition of China', () => {
  const { States } = handoffDefinition(steps, 'aws-cn');

  expect(JSON.stringify(States)).toContain('arn:aws-cn:states:::lambda:invoke.waitForTaskToken');
  expect(JSON.stringify(States)).not.toContain('arn:aws:');
});
