import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Turn } from '#shared/conversation/turn';

/** A fact on the way to what must follow it: ids and numbers, never words. */
export type TimerMessage =
  | { timer: 'lapse'; agentId: string }
  | { timer: 'ring'; skill: string }
  | { timer: 'gone'; customerId: string }
  | { timer: 'resume'; conversationId: string; handoff: number; run: number };
export type ProjectionMessage = { conversationId: string; from: number; to: number };

/** A version of the knowledge to be built. */
export type BuildMessage = {
  /** The name it gets, so that whoever asked can look for it. */
  version: string;
  by: { id: string; name: string };
  /** All anew instead of the difference. */
  whole?: true;
  /** Live even where it breaks more than is allowed. */
  anyway?: true;
  /** Nothing is built where nothing has changed since the live version. */
  ifChanged?: true;
};

export interface Turns {
  /** `id` is the deduplication id: the turn's own, or the sweeper's for a rescue. */
  enqueue(turn: Turn, id?: string): Promise<void>;
}
export interface Matching {
  /** Asks the matcher to look at a queue. Rings of one second are one. */
  ring(skill: string, id: string): Promise<void>;
}
export interface Timers {
  after(seconds: number, message: TimerMessage): Promise<void>;
}
export interface Projections {
  project(message: ProjectionMessage): Promise<void>;
}
export interface Builds {
  /** One is built after the other, in the order in which they were asked for; an id is taken once in five minutes. */
  build(message: BuildMessage, id: string): Promise<void>;
}

/** `trace`: the trace header of what is being done now; it travels with the message, so that a turn can be followed to its cause. */
type Queue = { client: SQSClient; url: string; trace: () => string | undefined };

const traced = (header: string | undefined) =>
  header ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: header } } } : {};
const MAX_DELAY_SECONDS = 900;

/** Puts a message on a FIFO queue, in a group, under the id by which the queue knows it again. */
const inOrder = async ({ client, url, trace }: Queue, group: string, id: string, message: object): Promise<void> => {
  await client.send(
    new SendMessageCommand({
      ...traced(trace()),
      QueueUrl: url,
      MessageBody: JSON.stringify(message),
      MessageGroupId: group,
      MessageDeduplicationId: id,
    }),
  );
};

export const turnQueue = (queue: Queue): Turns => ({
  enqueue: (turn, id = turn.id) => inOrder(queue, turn.conversationId, id, turn),
});

export const matchingQueue = (queue: Queue): Matching => ({
  ring: (skill, id) => inOrder(queue, skill, id, { skill }),
});

export const buildQueue = (queue: Queue): Builds => ({
  build: (message, id) => inOrder(queue, 'knowledge', id, message),
});

export const timerQueue = ({ client, url, trace }: Queue): Timers => ({
  async after(seconds, message) {
    const DelaySeconds = Math.min(MAX_DELAY_SECONDS, Math.max(0, Math.ceil(seconds)));
    await client.send(
      new SendMessageCommand({ ...traced(trace()), QueueUrl: url, MessageBody: JSON.stringify(message), DelaySeconds }),
    );
  },
});

export const projectionQueue = ({ client, url, trace }: Queue): Projections => ({
  async project(message) {
    await client.send(
      new SendMessageCommand({ ...traced(trace()), QueueUrl: url, MessageBody: JSON.stringify(message) }),
    );
  },
});
