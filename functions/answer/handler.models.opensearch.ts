import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { answering, byConversation } from '#shared/runtime/parts/answering';
import { knowledge } from '#shared/runtime/parts/knowledge-opensearch';
import { models } from '#shared/runtime/parts/models';
import { answerWithModels } from './with-models.ts';

export const handler = queueStep<Turn>(answerWithModels(answering(knowledge()), models()), byConversation);
