import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { articles } from '#shared/runtime/parts/articles';
import { bot } from '#shared/runtime/parts/bot';
import { knowledge } from '#shared/runtime/parts/knowledge-embedded';
import { models } from '#shared/runtime/parts/models';
import { voice } from '#shared/runtime/parts/voice';
import { byModel } from './by-model.ts';
import { answer } from './step.ts';

const speaking = voice();

export const handler = queueStep<Turn>(
  answer({
    ...bot(),
    knowledge: knowledge(),
    articles: articles(),
    voice: speaking,
    byModel: byModel({ ...models(), voice: speaking }),
  }),
  ({ conversationId }) => conversationId,
);
