import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { articles } from '#shared/runtime/parts/articles';
import { bot } from '#shared/runtime/parts/bot';
import { knowledge } from '#shared/runtime/parts/knowledge-embedded';
import { voice } from '#shared/runtime/parts/voice';
import { answer } from './step.ts';

export const handler = queueStep<Turn>(
  answer({ ...bot(), knowledge: knowledge(), articles: articles(), voice: voice() }),
  ({ conversationId }) => conversationId,
);
