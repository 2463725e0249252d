import { answersWait } from '#shared/duties/answer-wait';
import { headStreamStep } from '#shared/runtime/batch-step';
import { measure } from '#shared/runtime/metrics';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { matching, projections, turns } from '#shared/runtime/parts/queues';
import { waits, workflow } from '#shared/runtime/parts/workflow';
import { relay } from './step.ts';

export const handler = headStreamStep(
  relay({
    turns: turns(),
    matching: matching(),
    projections: projections(),
    workflow: workflow(),
    answerWait: answersWait({ store: conversations(), desk: desk(), waits: waits() }),
    measure,
  }),
);
