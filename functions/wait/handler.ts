import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { settings } from '#shared/runtime/parts/settings';
import { waits } from '#shared/runtime/parts/workflow';
import { taskStep } from '#shared/runtime/task-step';
import { wait } from './step.ts';

export const handler = taskStep(
  wait({ store: conversations(), desk: desk(), waits: waits(), now, choiceSeconds: settings.timings.choiceSeconds }),
);
