import { answersWait } from '#shared/duties/answer-wait';
import { clientFrames } from '#shared/protocol/frames';
import { newId, now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { promiseDueAt } from '#shared/runtime/parts/handoff';
import { turns } from '#shared/runtime/parts/queues';
import { waits } from '#shared/runtime/parts/workflow';
import { socketStep } from '#shared/runtime/socket-step';
import { choose } from './step.ts';

const store = conversations();
const answerWait = answersWait({ store, desk: desk(), waits: waits() });

export const handler = socketStep(
  clientFrames.choose,
  ['customer'],
  choose({ store, turns: turns(), answerWait, now, newId, promiseDueAt }),
);
