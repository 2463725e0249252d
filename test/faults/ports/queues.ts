import type { Turn } from '#shared/conversation/turn';
import type { Matching, ProjectionMessage, Projections, TimerMessage, Timers, Turns } from '#shared/queues/queues';
import type { Queue } from '../platform/queue.ts';
import type { Caller, CallOptions } from '../world/calls.ts';
import type { CallSite, Fault } from '../world/faults.ts';

export type Queues = {
  turns: Queue<Turn>;
  matching: Queue<{ skill: string }>;
  timers: Queue<TimerMessage>;
  projections: Queue<ProjectionMessage>;
};

const MAX_DELAY_SECONDS = 900;
const LATE_MS = 40_000;
const fifo = { spends: [['sqs.fifo.request', 'Requests']] } as const;
const standard = { spends: [['sqs.std.request', 'Requests']] } as const;

/** What a queue's fault means: late is late, twice is twice; the rest is the wrapper's. */
const sending = (fault: Fault | undefined, send: (delayMs: number) => void): void => {
  send(fault === 'late' ? LATE_MS : 0);
  if (fault === 'twice') send(1000);
};

export const queuePorts = (
  queues: Queues,
  caller: Caller,
): { turns: Turns; matching: Matching; timers: Timers; projections: Projections } => {
  const call = (site: CallSite, options: CallOptions, send: (delayMs: number) => void): Promise<void> =>
    caller.call(site, (fault) => sending(fault, send), options);
  return {
    turns: {
      enqueue: (turn, id = turn.id) =>
        call('turns.enqueue', fifo, (delayMs) => queues.turns.send(turn, { group: turn.conversationId, id, delayMs })),
    },
    matching: {
      ring: (skill, id) =>
        call('matching.ring', fifo, (delayMs) => queues.matching.send({ skill }, { group: skill, id, delayMs })),
    },
    timers: {
      after: (seconds, message) =>
        call('timers.after', standard, (delayMs) => {
          const wait = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(seconds))) * 1000;
          queues.timers.send(message, { delayMs: wait + delayMs });
        }),
    },
    projections: {
      project: (message) =>
        call('projections.project', standard, (delayMs) => queues.projections.send(message, { delayMs })),
    },
  };
};
