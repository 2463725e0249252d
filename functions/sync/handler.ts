import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { socketStep } from '#shared/runtime/socket-step';
import { sync } from './step.ts';

export const handler = socketStep(
  clientFrames.sync,
  ['customer', 'agent'],
  sync({ store: conversations(), desk: desk(), now }),
);
