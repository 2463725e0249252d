import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { settings } from '#shared/runtime/parts/settings';
import { taskStep } from '#shared/runtime/task-step';
import { assess } from './step.ts';

const { offerSeconds, choiceSeconds } = settings.timings;

export const handler = taskStep(
  assess({ store: conversations(), now, timeZone: settings.hours.timeZone, offerSeconds, choiceSeconds }),
);
