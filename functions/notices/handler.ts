import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { notices as noticesOf } from '#shared/runtime/parts/notices';
import { socketStep } from '#shared/runtime/socket-step';
import { notices } from './step.ts';

export const handler = socketStep(
  clientFrames.notices,
  ['agent'],
  notices({ notices: noticesOf(), store: conversations(), desk: desk(), now }),
);
