import { answersWait } from '#shared/duties/answer-wait';
import { queueStep } from '#shared/runtime/batch-step';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { settings } from '#shared/runtime/parts/settings';
import { waits } from '#shared/runtime/parts/workflow';
import { match } from './step.ts';

const store = conversations();
const answerWait = answersWait({ store, desk: desk(), waits: waits() });

/** What a person's part of a conversation usually takes; the told wait is an estimate from it. */
const HANDLE_SECONDS = 240;

export const handler = queueStep<{ skill: string }>(
  match({
    store,
    desk: desk(),
    answerWait,
    now,
    offerSeconds: settings.timings.offerSeconds,
    handleSeconds: HANDLE_SECONDS,
    acceptanceOf: (skill) => settings.skills.find(({ name }) => name === skill)?.acceptance ?? 'confirm',
  }),
);
