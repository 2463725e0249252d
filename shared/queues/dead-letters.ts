import {
  ChangeMessageVisibilityBatchCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  SendMessageCommand,
  type SQSClient,
} from '@aws-sdk/client-sqs';
import type { DeadLetterQueue } from '#shared/protocol/dead-letters';

/** A letter in hand: hidden from everybody else until it is released, removed, or its time in hand is over. */
export type HeldLetter = {
  letterId: string;
  body: string;
  sentAt: string;
  /** The FIFO group it came with. */
  group?: string;
  /** What EventBridge or the Scheduler says of why it could not deliver. */
  error?: { code: string; message: string };
  /** Of this taking alone. */
  handle: string;
};

export interface DeadLetters {
  count(queue: DeadLetterQueue): Promise<{ waiting: number; inHand: number }>;
  /** Takes at most so many letters in hand. Who is killed with letters in hand loses none: they lie there again afterwards. */
  take(queue: DeadLetterQueue, limit: number, seconds: number): Promise<HeldLetter[]>;
  release(queue: DeadLetterQueue, letters: HeldLetter[]): Promise<void>;
  /** Sends it where its kind begins; in a FIFO queue a second sending within five minutes is the same one. */
  sendBack(queue: DeadLetterQueue, letter: HeldLetter): Promise<void>;
  remove(queue: DeadLetterQueue, letter: HeldLetter): Promise<void>;
}

/** Names of queues beside each other: the letters' own, and where they go back to. */
export type LetterPlaces = Partial<Record<DeadLetterQueue, { dead: string; to?: string }>>;

/** SQS hands out ten at a time. */
const AT_ONCE = 10;
const LOOK_SECONDS = 1;

/** `base`: the address of the environment's queues without a name. */
export const sqsDeadLetters = (client: SQSClient, base: string, places: LetterPlaces): DeadLetters => {
  const placeOf = (queue: DeadLetterQueue) => {
    const place = places[queue];
    if (!place) throw new Error(`${queue} has no address; those that have: ${Object.keys(places).join(', ')}`);
    return place;
  };
  const dead = (queue: DeadLetterQueue) => `${base}/${placeOf(queue).dead}`;

  return {
    async count(queue) {
      const { Attributes = {} } = await client.send(
        new GetQueueAttributesCommand({
          QueueUrl: dead(queue),
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        }),
      );
      return {
        waiting: Number(Attributes.ApproximateNumberOfMessages ?? 0),
        inHand: Number(Attributes.ApproximateNumberOfMessagesNotVisible ?? 0),
      };
    },

    async take(queue, limit, seconds) {
      const held: HeldLetter[] = [];
      while (held.length < limit) {
        const { Messages = [] } = await client.send(
          new ReceiveMessageCommand({
            QueueUrl: dead(queue),
            MaxNumberOfMessages: Math.min(AT_ONCE, limit - held.length),
            VisibilityTimeout: seconds,
            WaitTimeSeconds: LOOK_SECONDS,
            MessageSystemAttributeNames: ['SentTimestamp', 'MessageGroupId'],
            MessageAttributeNames: ['ERROR_CODE', 'ERROR_MESSAGE'],
          }),
        );
        if (Messages.length === 0) break;
        held.push(...Messages.map(letterOf));
      }
      return held.sort((a, b) => (a.sentAt < b.sentAt ? -1 : 1));
    },

    async release(queue, letters) {
      for (let from = 0; from < letters.length; from += AT_ONCE)
        await client.send(
          new ChangeMessageVisibilityBatchCommand({
            QueueUrl: dead(queue),
            Entries: letters
              .slice(from, from + AT_ONCE)
              .map(({ handle }, i) => ({ Id: `${i}`, ReceiptHandle: handle, VisibilityTimeout: 0 })),
          }),
        );
    },

    async sendBack(queue, { letterId, body, group }) {
      const { to } = placeOf(queue);
      if (!to) throw new Error(`${queue} has no queue to go back to`);
      await client.send(
        new SendMessageCommand({
          QueueUrl: `${base}/${to}`,
          MessageBody: body,
          // The id it once had may still be remembered, and would swallow it.
          ...(to.endsWith('.fifo') && {
            MessageGroupId: group ?? letterId,
            MessageDeduplicationId: `redrive-${letterId}`,
          }),
        }),
      );
    },

    async remove(queue, { handle }) {
      await client.send(new DeleteMessageCommand({ QueueUrl: dead(queue), ReceiptHandle: handle }));
    },
  };
};

const letterOf = ({ MessageId, Body, ReceiptHandle, Attributes, MessageAttributes }: Message): HeldLetter => {
  const code = MessageAttributes?.ERROR_CODE?.StringValue;
  return {
    letterId: MessageId ?? '',
    body: Body ?? '',
    sentAt: new Date(Number(Attributes?.SentTimestamp ?? 0)).toISOString(),
    ...(Attributes?.MessageGroupId && { group: Attributes.MessageGroupId }),
    ...(code && { error: { code, message: MessageAttributes?.ERROR_MESSAGE?.StringValue ?? '' } }),
    handle: ReceiptHandle ?? '',
  };
};
