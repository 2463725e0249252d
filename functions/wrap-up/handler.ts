import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { taskStep } from '#shared/runtime/task-step';
import { wrapUp } from './step.ts';

/** This task and the `Done` that follows it. */
const TRANSITIONS = 2;

export const handler = taskStep(wrapUp({ store: conversations(), now }), TRANSITIONS);
