import { clientFrames } from '#shared/protocol/frames';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { sockets } from '#shared/runtime/parts/sockets';
import { socketStep } from '#shared/runtime/socket-step';
import { typing } from './step.ts';

export const handler = socketStep(
  clientFrames.typing,
  ['customer', 'agent'],
  typing({ store: conversations(), desk: desk(), sockets: sockets() }),
);
