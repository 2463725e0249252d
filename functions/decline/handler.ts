import { answersWait } from '#shared/duties/answer-wait';
import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { matching, timers } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { waits } from '#shared/runtime/parts/workflow';
import { socketStep } from '#shared/runtime/socket-step';
import { decline } from './step.ts';

const store = conversations();
const answerWait = answersWait({ store, desk: desk(), waits: waits() });

export const handler = socketStep(
  clientFrames.decline,
  ['agent'],
  decline({
    store,
    answerWait,
    matching: matching(),
    timers: timers(),
    now,
    declinePauseSeconds: settings.timings.declinePauseSeconds,
  }),
);
