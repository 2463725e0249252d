import { now } from '#shared/runtime/clock';
import { desk } from '#shared/runtime/parts/desk';
import { timers } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { type SocketEvent, senderOf } from '#shared/runtime/socket-step';
import { step } from '#shared/runtime/step';
import { disconnect } from './step.ts';

const close = disconnect({
  desk: desk(),
  timers: timers(),
  now,
  leaseGraceSeconds: settings.timings.leaseGraceSeconds,
  abandonSeconds: settings.timings.abandonSeconds,
});

export const handler = step(async (event: SocketEvent) => {
  await close(senderOf(event));
  return { statusCode: 200 };
});
