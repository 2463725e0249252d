import type { BuildMessage } from '#shared/queues/queues';
import { queueStep } from '#shared/runtime/batch-step';
import { building } from '#shared/runtime/parts/building';
import { embedding } from '#shared/runtime/parts/embedding';
import { publisher } from '#shared/runtime/parts/knowledge-opensearch';
import { build } from './step.ts';

export const handler = queueStep<BuildMessage>(build({ ...building(), publisher: publisher(embedding()) }));
