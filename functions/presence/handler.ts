import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { desk } from '#shared/runtime/parts/desk';
import { matching } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { socketStep } from '#shared/runtime/socket-step';
import { presence } from './step.ts';

export const handler = socketStep(
  clientFrames.presence,
  ['agent'],
  presence({
    desk: desk(),
    matching: matching(),
    now,
    leaseSeconds: settings.timings.leaseSeconds,
    capacity: settings.capacity,
    skills: settings.skills.map(({ name }) => name),
  }),
);
