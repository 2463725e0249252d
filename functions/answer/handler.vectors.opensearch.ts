import type { Turn } from '#shared/conversation/turn';
import { queueStep } from '#shared/runtime/batch-step';
import { answering, byConversation } from '#shared/runtime/parts/answering';
import { embedding } from '#shared/runtime/parts/embedding';
import { knowledge } from '#shared/runtime/parts/knowledge-opensearch';
import { models } from '#shared/runtime/parts/models';
import { settings } from '#shared/runtime/parts/settings';
import { answer } from './step.ts';
import { answerWithModels } from './with-models.ts';

const needs = answering(knowledge(embedding()));

export const handler = queueStep<Turn>(
  settings.models.kind === 'none' ? answer(needs) : answerWithModels(needs, models()),
  byConversation,
);
