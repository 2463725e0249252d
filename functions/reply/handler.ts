import { clientFrames } from '#shared/protocol/frames';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { socketStep } from '#shared/runtime/socket-step';
import { reply } from './step.ts';

export const handler = socketStep(clientFrames.reply, ['agent'], reply({ store: conversations(), now }));
