import { answersWait } from '#shared/duties/answer-wait';
import { wholeLog } from '#shared/duties/whole-log';
import { contactOf } from '#shared/handoff/contact';
import type { TimerMessage } from '#shared/queues/queues';
import { queueStep } from '#shared/runtime/batch-step';
import { newId, now } from '#shared/runtime/clock';
import { env } from '#shared/runtime/env';
import { conversations } from '#shared/runtime/parts/conversations';
import { desk } from '#shared/runtime/parts/desk';
import { promiseDueAt } from '#shared/runtime/parts/handoff';
import { matching } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { dynamo } from '#shared/runtime/parts/tables';
import { waits } from '#shared/runtime/parts/workflow';
import { customerStore } from '#shared/store/customer-store';
import { lapse } from './step.ts';

const store = conversations();
const answerWait = answersWait({ store, desk: desk(), waits: waits() });

export const handler = queueStep<TimerMessage>(
  lapse({
    store,
    desk: desk(),
    customers: customerStore({ client: dynamo, name: env('CUSTOMERS_TABLE') }),
    matching: matching(),
    answerWait,
    now,
    newId,
    promiseDueAt,
    queueWaitSeconds: settings.timings.queueWaitSeconds,
    contactOf: async (conversationId) => contactOf((await wholeLog(store, conversationId)).events),
  }),
);
