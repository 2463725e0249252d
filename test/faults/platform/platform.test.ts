import { expect, test } from 'vitest';
import { handoffDefinition } from '#infra/workflow/handoff.asl';
import type { Caller } from '../world/calls.ts';
import { noFaults } from '../world/faults.ts';
import { Host, Struck } from '../world/host.ts';
import { Scheduler, START } from '../world/scheduler.ts';
import { Queue } from './queue.ts';
import { StateMachine } from './state-machine.ts';
import { StreamConsumer } from './stream.ts';

const cloud = () => {
  const scheduler = new Scheduler();
  const host = new Host(scheduler, () => {}, noFaults, 1, 0);
  return { scheduler, host, pass: (seconds: number) => scheduler.runUntil(scheduler.now + seconds * 1000) };
};
const failing = () => Promise.reject(new Struck('test', 'throttled'));

const queueOf = (host: Host, take: (body: string) => Promise<void>, dead?: (body: string) => void) =>
  new Queue<string>(host, {
    name: 'test',
    fifo: true,
    step: 'answer',
    visibilitySeconds: 25,
    tries: 3,
    take: (_caller, body) => take(body),
    dead,
  });

test('a FIFO queue keeps a group in order, and a failing message holds up its own group alone', async () => {
  const { host, pass } = cloud();
  const taken: string[] = [];
  const queue = queueOf(host, async (body) => {
    taken.push(body);
    if (body === 'a1' && taken.filter((one) => one === 'a1').length < 2) await failing();
  });
  queue.send('a1', { group: 'a', id: '1' });
  queue.send('a2', { group: 'a', id: '2' });
  queue.send('b1', { group: 'b', id: '3' });
  await pass(20);
  expect(taken.toSorted()).toEqual(['a1', 'b1']);
  await pass(60);
  expect(taken.filter((body) => body.startsWith('a'))).toEqual(['a1', 'a1', 'a2']);
});

test('an id is known for five minutes and then forgotten', async () => {
  const { host, pass } = cloud();
  const taken: string[] = [];
  const queue = queueOf(host, async (body) => void taken.push(body));
  queue.send('one', { group: 'g', id: 'same' });
  await pass(299);
  queue.send('two', { group: 'g', id: 'same' });
  await pass(2);
  queue.send('three', { group: 'g', id: 'same' });
  await pass(1);
  expect(taken).toEqual(['one', 'three']);
});

test('after three tries a message is a dead letter, and the next one comes', async () => {
  const { host, pass } = cloud();
  const dead: string[] = [];
  let tries = 0;
  const queue = queueOf(
    host,
    async () => {
      tries += 1;
      await failing();
    },
    (body) => dead.push(body),
  );
  queue.send('poison', { group: 'g', id: '1' });
  await pass(120);
  expect([tries, dead]).toEqual([3, ['poison']]);
});

test('a stream keeps the order of one head, and begins again where it failed', async () => {
  const { host, pass } = cloud();
  const taken: number[] = [];
  const consumer = new StreamConsumer(host, 'relay', () => async ({ after }) => {
    taken.push(after.version);
    if (after.version === 2 && taken.filter((version) => version === 2).length < 3) await failing();
  });
  for (const version of [1, 2, 3])
    consumer.push({ before: undefined, after: { conversationId: 'c-1', version } as never });
  await pass(60);
  expect(taken).toEqual([1, 2, 2, 2, 3]);
});

/** The machine with steps that only say what they were asked. */
const machineOf = (
  host: Host,
  answers: Record<string, (payload: Record<string, unknown>) => Promise<unknown>> = {},
) => {
  const tokens: Record<string, string> = {};
  const entered: string[] = [];
  const functions = { assess: 'assess', wait: 'wait', 'pass-on': 'pass-on', settle: 'settle', 'wrap-up': 'wrap-up' };
  const machine = new StateMachine(handoffDefinition(functions), host, (step, payload) => async (_caller: Caller) => {
    entered.push(step === 'wait' ? `wait ${payload.wait}` : step);
    if (step === 'wait') tokens[String(payload.wait)] = String(payload.token);
    const answer = answers[step];
    if (answer) return answer(payload);
    return step === 'assess' ? { queueUntil: START + 300_000, offerSeconds: 20, choiceSeconds: 60 } : undefined;
  });
  return { machine, tokens, entered };
};

test('the usual handoff goes through its states by tokens, each good for once', async () => {
  const { host, pass } = cloud();
  const { machine, tokens, entered } = machineOf(host);
  machine.start('h', { conversationId: 'c-1', handoff: 2, run: 0 });
  await pass(1);
  expect(machine.tell('forged', { success: {} })).toBe(false);
  expect(machine.tell(tokens.matched ?? '', { success: { n: 1 } })).toBe(true);
  expect(machine.tell(tokens.matched ?? '', { success: { n: 1 } })).toBe(false);
  await pass(1);
  machine.tell(tokens.accepted ?? '', { success: {} });
  await pass(1);
  machine.tell(tokens.ended ?? '', { success: { outcome: 'closed' } });
  await pass(1);
  expect(entered).toEqual(['assess', 'wait matched', 'wait accepted', 'wait ended', 'wrap-up']);
  expect(machine.executions.get('h')?.status).toBe('SUCCEEDED');
});

test('a wait that nobody answers ends at its own time, and its token is dead then', async () => {
  const { host, pass } = cloud();
  const { machine, tokens, entered } = machineOf(host);
  machine.start('h', { conversationId: 'c-1', handoff: 2, run: 0 });
  await pass(301);
  expect(entered).toEqual(['assess', 'wait matched', 'wait chosen']);
  expect(machine.tell(tokens.matched ?? '', { success: { n: 1 } })).toBe(false);
  await pass(61);
  expect(entered.slice(3)).toEqual(['settle', 'wait chosen']);
});

test('a step that fails is tried four times in all, then the execution fails and somebody hears of it', async () => {
  const { host, pass } = cloud();
  const failed: string[] = [];
  const { machine, entered } = machineOf(host, { assess: failing });
  machine.unfinished = (name) => failed.push(name);
  machine.start('h', { conversationId: 'c-1', handoff: 2, run: 0 });
  machine.start('h', { conversationId: 'c-1', handoff: 2, run: 0 });
  await pass(30);
  expect([entered, failed]).toEqual([['assess', 'assess', 'assess', 'assess'], ['h']]);
});
