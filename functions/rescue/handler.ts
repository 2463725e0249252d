import type { EventBridgeEvent } from 'aws-lambda';
import { now } from '#shared/runtime/clock';
import { conversations } from '#shared/runtime/parts/conversations';
import { timers } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { step } from '#shared/runtime/step';
import { rescue } from './step.ts';

const onEnd = rescue({ store: conversations(), timers: timers(), now, choiceSeconds: settings.timings.choiceSeconds });

export const handler = step(
  async ({ detail }: EventBridgeEvent<'Step Functions Execution Status Change', { name: string }>) =>
    onEnd(detail.name),
);
