import { fold } from '#shared/cost/fold';
import { type Reading, reading } from '#shared/cost/meters';
import { gigabytes, invocation, logBytes, modelCall } from '#shared/cost/rounding';

/**
 * What a conversation uses before anybody has measured one: the steps it takes and typical figures for each. The ledger
 * replaces these as soon as there is one; they exist so that the cost goals can be checked before a line is deployed.
 */
export type Typical = {
  memoryMb: number;
  /** Billed milliseconds of a warm run. */
  ms: Record<
    'receive' | 'answer' | 'relay' | 'deliver' | 'project' | 'sync' | 'connect' | 'desk' | 'match' | 'wait',
    number
  >;
  /** Waited in `answer` for a customer who may go on writing: billed like work. */
  settleMs: number;
  writeUnitsPerTurn: number;
  readUnitsPerTurn: number;
  /** Streamed pieces of one answer. */
  deltas: number;
  /** Share of invocations that record a trace. */
  tracedShare: '1' | '0.05';
  logBytesPerInvocation: number;
  minutesOnline: number;
  /** The ledger's own writes for each report of work. */
  ledgerUnitsPerReport: number;
};

export const typical: Typical = {
  memoryMb: 512,
  ms: {
    receive: 60,
    answer: 80,
    relay: 30,
    deliver: 50,
    project: 40,
    sync: 40,
    connect: 20,
    desk: 60,
    match: 60,
    wait: 40,
  },
  settleMs: 600,
  writeUnitsPerTurn: 16,
  readUnitsPerTurn: 6,
  deltas: 4,
  tracedShare: '1',
  logBytesPerInvocation: 1800,
  minutesOnline: 10,
  ledgerUnitsPerReport: 4,
};

type Step = keyof Typical['ms'];

/** One run of a step: its time, itself, its trace and its log lines. */
function run(step: Step, { ms, memoryMb, tracedShare, logBytesPerInvocation }: Typical, extraMs = 0): Reading[] {
  return [
    ...invocation(ms[step] + extraMs, memoryMb, true),
    reading('xray.trace', tracedShare, true),
    reading('logs.ingest', gigabytes(logBytes(logBytesPerInvocation, 4)), true),
  ];
}
const runs = (step: Step, count: number, given: Typical): Reading[] =>
  Array.from({ length: count }, () => run(step, given)).flat();

/** Opening: a session, a socket with its authorizer, the first sync, and the conversation's data key. */
const opening = (given: Typical): Reading[] => [
  reading('apigw.http.request', 1),
  reading('apigw.ws.message', 3),
  reading('apigw.ws.minute', given.minutesOnline),
  reading('kms.request', 3),
  reading('ddb.wru', 6),
  reading('ddb.rru', 5),
  ...runs('connect', 3, given),
  ...run('sync', given),
];

/** One turn: words in, ack, echo; a queue message and its hint; the answer streamed and appended; both changes relayed and delivered. */
const turn = (given: Typical): Reading[] => [
  ...run('receive', given),
  ...run('answer', given, given.settleMs),
  ...runs('relay', 2, given),
  ...runs('deliver', 2, given),
  ...run('project', given),
  reading('ddb.wru', given.writeUnitsPerTurn),
  reading('ddb.wru', 2 * given.ledgerUnitsPerReport, true),
  reading('ddb.rru', given.readUnitsPerTurn),
  // turns.fifo: the hint, relay's own send, receive and delete.
  reading('sqs.fifo.request', 4),
  // the projection queue: two sends, one receive and one delete for the batch.
  reading('sqs.std.request', 4),
  reading('apigw.ws.message', 4 + given.deltas),
];

/** A bot-only conversation of `turns` turns, without a model. */
export const botOnly = (turns: number, given: Typical = typical): Reading[] =>
  fold([...opening(given), ...Array.from({ length: turns }, () => turn(given)).flat()]);

/** Bot, then a person who is asked for, found, accepts, writes `replies` times and closes. */
export const botToHuman = (turns: number, replies: number, given: Typical = typical): Reading[] =>
  fold([...botOnly(turns, given), ...handoff(given), ...Array.from({ length: replies }, () => exchange(given)).flat()]);

/** Asked, place taken, packet, matched, offered, accepted, closed, wrapped up: eight facts, six states entered. */
const handoff = (given: Typical): Reading[] => [
  reading('sfn.standard.transition', 6),
  reading('eventbridge.event', 1),
  ...runs('desk', 3, given),
  ...runs('match', 2, given),
  ...runs('wait', 5, given),
  ...runs('relay', 8, given),
  ...runs('deliver', 8, given),
  ...runs('project', 3, given),
  reading('ddb.wru', 8 * 7 + 20),
  reading('ddb.wru', 8 * given.ledgerUnitsPerReport, true),
  reading('ddb.rru', 30),
  reading('sqs.fifo.request', 6),
  reading('sqs.std.request', 12),
  // Requests, acks and pushes to both sides; the agent's heartbeat is a frame each 30 s of ten minutes, shared by three.
  reading('apigw.ws.message', 24 + 7),
  reading('apigw.ws.minute', 4, true),
  reading('kms.request', 4),
];

/** The agent says something and the customer answers: two facts, each pushed to both. */
const exchange = (given: Typical): Reading[] => [
  ...run('receive', given),
  ...run('desk', given),
  ...runs('relay', 2, given),
  ...runs('deliver', 2, given),
  ...run('project', given),
  reading('ddb.wru', 14),
  reading('ddb.wru', 2 * given.ledgerUnitsPerReport, true),
  reading('ddb.rru', 6),
  reading('sqs.std.request', 4),
  reading('apigw.ws.message', 8),
];

/** What a model would add to a bot-only conversation: each turn a prompt with its passages, and a short answer. */
export const withModel = (model: string, turns: number): Reading[] =>
  fold(Array.from({ length: turns }, () => modelCall(model, { input: 1800, output: 180 }, true)).flat());
