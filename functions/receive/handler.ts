import { summaryFrom } from '#shared/duties/summary-of';
import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { turns } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { socketStep } from '#shared/runtime/socket-step';
import { receive } from './step.ts';

const store = conversations();

export const handler = socketStep(
  clientFrames.say,
  ['customer'],
  receive({ store, turns: turns(), now, perMinute: settings.limits.framesPerMinute, summaryOf: summaryFrom(store) }),
);
