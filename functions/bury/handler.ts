import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { handingOff } from '#shared/runtime/parts/handoff';
import { matching } from '#shared/runtime/parts/queues';
import { bury } from './step.ts';

export const handler = queueStep<Turn>(
  bury({ store: conversations(), matching: matching(), now, handingOff: (at) => handingOff('bot-failed', at) }),
  ({ conversationId }) => conversationId,
);
