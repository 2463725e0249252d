import { gunzipSync } from 'node:zlib';
import type { CloudWatchLogsDecodedData, CloudWatchLogsEvent, Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import { currentBook } from '#shared/cost/price-book';
import type { ProjectionMessage } from '#shared/queues/queues';
import { queueStep } from '#shared/runtime/batch-step';
import { env } from '#shared/runtime/env';
import { settings } from '#shared/runtime/parts/settings';
import { dynamo } from '#shared/runtime/parts/tables';
import { step } from '#shared/runtime/step';
import { eventMeters } from '#shared/store/event-meters';
import { ledgerStore } from '#shared/store/ledger-store';
import { type MeterLine, projectEvents, projectLine } from './step.ts';

const needs = {
  ledger: ledgerStore({ client: dynamo, name: env('LEDGER_TABLE') }),
  readMeters: eventMeters({ client: dynamo, name: env('CONVERSATIONS_TABLE') }),
  book: currentBook,
  region: settings.priceRegion,
};

const fromQueue = queueStep<ProjectionMessage>(projectEvents(needs), ({ conversationId }) => conversationId);
const fromLogs = step(async ({ awslogs }: CloudWatchLogsEvent) => {
  const { logEvents } = JSON.parse(
    gunzipSync(Buffer.from(awslogs.data, 'base64')).toString(),
  ) as CloudWatchLogsDecodedData;
  for (const { message } of logEvents) await projectLine(needs)((JSON.parse(message) as { meters: MeterLine }).meters);
});

/** Two ways to the ledger: the queue of new events, and the log's subscription of meter lines. */
export const handler = (
  event: SQSEvent | CloudWatchLogsEvent,
  context: Context,
): Promise<SQSBatchResponse | undefined> =>
  'awslogs' in event ? fromLogs(event, context).then(() => undefined) : fromQueue(event, context);
