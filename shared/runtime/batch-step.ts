import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent, SQSBatchResponse, SQSEvent } from 'aws-lambda';
import type { Head } from '#shared/conversation/head';
import { logger } from './log.ts';
import { spend } from './meters.ts';
import { noteFailure } from './parts/failure-notes.ts';
import { forConversation, rootOf, step } from './step.ts';

/** Receive and delete, which the event source does for us: two requests a message at most (fewer in batches). */
const polled = (fifo: boolean): void => spend(fifo ? 'sqs.fifo.request' : 'sqs.std.request', 'Requests', 2, true);

/** A step that a queue drives, message by message; a message that fails goes back alone. `tries` counts from 1. */
export const queueStep = <M>(
  run: (message: M, about: { tries: number; context: Context }) => Promise<void>,
  conversationOf: (message: M) => string = () => 'platform',
) =>
  step(async (event: SQSEvent, context: Context): Promise<SQSBatchResponse> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const record of event.Records) {
      const message = JSON.parse(record.body) as M;
      const conversationId = conversationOf(message);
      const cause = rootOf(record.attributes.AWSTraceHeader);
      logger.appendKeys({ conversationId, ...(cause && { cause }) });
      const fifo = record.eventSourceARN.endsWith('.fifo');
      try {
        await forConversation(
          conversationId,
          context,
          { part: record.messageId, first: record === event.Records[0] },
          async () => {
            polled(fifo);
            await run(message, { tries: Number(record.attributes.ApproximateReceiveCount), context });
          },
        );
      } catch (error) {
        logger.error('a message goes back to its queue', error as Error);
        await noteFailure(record.messageId, conversationId === 'platform' ? [] : [conversationId], error);
        batchItemFailures.push({ itemIdentifier: record.messageId });
        // In a group the later ones wait for the earlier one.
        if (fifo)
          return {
            batchItemFailures: [
              ...batchItemFailures,
              ...event.Records.slice(event.Records.indexOf(record) + 1).map(({ messageId }) => ({
                itemIdentifier: messageId,
              })),
            ],
          };
      }
    }
    return { batchItemFailures };
  }, true);

/** One change of a HEAD: as it was (nothing for the first) and as it became. */
export type HeadChange = { before: Head | undefined; after: Head };

type Image = NonNullable<NonNullable<DynamoDBStreamEvent['Records'][number]['dynamodb']>['NewImage']>;
const headOf = (image: Image | undefined): Head | undefined =>
  image && (unmarshall(image as Parameters<typeof unmarshall>[0]) as { head: Head }).head;

const conversationsOf = (records: DynamoDBStreamEvent['Records']): string[] => [
  ...new Set(records.flatMap(({ dynamodb }) => headOf(dynamodb?.NewImage)?.conversationId ?? [])),
];

/** A change as the stream would bring it, of a HEAD of which nobody has heard: for showing a step what it has missed. */
export const recordOf = (head: Head) => ({
  eventSource: 'aws:dynamodb',
  dynamodb: {
    NewImage: marshall({ pk: head.conversationId, sk: 'HEAD', head }, { removeUndefinedValues: true }),
    SequenceNumber: `${head.version}`,
  },
});

/** A step that the log's stream drives. Changes of one conversation stay in order; the first that fails is where the stream begins again. */
export const headStreamStep = (run: (change: HeadChange) => Promise<void>) =>
  step(async (event: DynamoDBStreamEvent, context: Context): Promise<DynamoDBBatchResponse> => {
    for (const record of event.Records) {
      const after = headOf(record.dynamodb?.NewImage);
      if (!after) continue;
      const before = headOf(record.dynamodb?.OldImage);
      logger.appendKeys({ conversationId: after.conversationId, seq: after.version });
      const sequence = record.dynamodb?.SequenceNumber ?? '';
      try {
        await forConversation(
          after.conversationId,
          context,
          { part: sequence, first: record === event.Records[0] },
          () => run({ before, after }),
        );
      } catch (error) {
        logger.error('a record will be read again', error as Error);
        // Given up, it takes the rest of its batch with it.
        await noteFailure(sequence, conversationsOf(event.Records.slice(event.Records.indexOf(record))), error);
        return { batchItemFailures: [{ itemIdentifier: sequence }] };
      }
    }
    return { batchItemFailures: [] };
  }, true);
