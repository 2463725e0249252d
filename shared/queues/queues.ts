import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';
import type { Turn } from '#shared/conversation/turn';

/** A fact on the way to what must follow it: ids and numbers, never words. */
export type TimerMessage =
  | { timer: 'lapse'; agentId: string }
  | { timer: 'ring'; skill: string }
  | { timer: 'gone'; customerId: string }
  | { timer: 'resume'; conversationId: string; handoff: number; run: number };
export type ProjectionMessage = { conversationId: string; from: number; to: number };

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

/** `trace`: the trace header of what is being done now; it travels with the message, so that a turn can be followed to its cause. */
type Queue = { client: SQSClient; url: string; trace: () => string | undefined };

const traced = (header: string | undefined) =>
  header ? { MessageSystemAttributes: { AWSTraceHeader: { DataType: 'String', StringValue: header } } } : {};
const MAX_DELAY_SECONDS = 900;

export const turnQueue = ({ client, url, trace }: Queue): Turns => ({
  async enqueue(turn, id = turn.id) {
    await client.send(
      new SendMessageCommand({
        ...traced(trace()),
        QueueUrl: url,
        MessageBody: JSON.stringify(turn),
        MessageGroupId: turn.conversationId,
        MessageDeduplicationId: id,
      }),
    );
  },
});

export const matchingQueue = ({ client, url, trace }: Queue): Matching => ({
  async ring(skill, id) {
    await client.send(
      new SendMessageCommand({
        ...traced(trace()),
        QueueUrl: url,
        MessageBody: JSON.stringify({ skill }),
        MessageGroupId: skill,
        MessageDeduplicationId: id,
      }),
    );
  },
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
