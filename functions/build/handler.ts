import type { BuildMessage } from '#shared/queues/queues';
import { queueStep } from '#shared/runtime/batch-step';
import { building } from '#shared/runtime/parts/building';
import { publisher } from '#shared/runtime/parts/knowledge-embedded';
import { build } from './step.ts';

export const handler = queueStep<BuildMessage>(build({ ...building(), publisher: publisher() }));
