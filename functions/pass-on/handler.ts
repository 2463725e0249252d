import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { matching } from '#shared/runtime/parts/queues';
import { taskStep } from '#shared/runtime/task-step';
import { passOn } from './step.ts';

/** Offers in a row an agent may let pass before she is set not ready. */
const MISSES_ALLOWED = 3;

export const handler = taskStep(
  passOn({ store: conversations(), desk: desk(), matching: matching(), now, missesAllowed: MISSES_ALLOWED }),
);
