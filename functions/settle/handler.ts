import { newId, now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { promiseDueAt } from '#shared/runtime/parts/handoff';
import { taskStep } from '#shared/runtime/task-step';
import { settle } from './step.ts';

export const handler = taskStep(settle({ store: conversations(), now, newId, promiseDueAt }));
