import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { answering, byConversation } from '#shared/runtime/parts/answering';
import { knowledge } from '#shared/runtime/parts/knowledge-opensearch';
import { answer } from './step.ts';

export const handler = queueStep<Turn>(answer(answering(knowledge())), byConversation);
