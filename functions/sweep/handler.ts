import { setTimeout } from 'node:timers/promises';
import type { Context } from 'aws-lambda';
import { answersWait } from '#shared/duties/answer-wait';
import { newId, now } from '#shared/runtime/clock';
import { logger } from '#shared/runtime/log';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { handingOff, promiseDueAt } from '#shared/runtime/parts/handoff';
import { matching, turns } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { waits, workflow } from '#shared/runtime/parts/workflow';
import { step } from '#shared/runtime/step';
import { type Ring, sweep, sweeps } from './step.ts';

const store = conversations();
const answerWait = answersWait({ store, desk: desk(), waits: waits() });
const { timings, skills } = settings;

const everything = sweeps(
  sweep({
    store,
    desk: desk(),
    turns: turns(),
    matching: matching(),
    workflow: workflow(),
    answerWait,
    now,
    newId,
    timings,
    promiseDueAt,
    queueWaitSeconds: timings.queueWaitSeconds,
    skills: skills.map(({ name }) => name),
    handingOff,
    tellFailure: (conversationId, error) =>
      logger.error('a conversation could not be swept', { conversationId, error: error as Error }),
  }),
  (seconds) => setTimeout(seconds * 1000),
);

export const handler = step((ring: Ring, context: Context) => {
  const end = performance.now() + context.getRemainingTimeInMillis();
  return everything(ring, () => end - performance.now());
});
