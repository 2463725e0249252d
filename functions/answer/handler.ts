import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { bot } from '#shared/runtime/parts/bot';
import { knowledge } from '#shared/runtime/parts/knowledge-embedded';
import { answer } from './step.ts';

export const handler = queueStep<Turn>(
  answer({ ...bot(), knowledge: knowledge() }),
  ({ conversationId }) => conversationId,
);
