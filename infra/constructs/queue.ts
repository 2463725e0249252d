import { Duration } from 'aws-cdk-lib';
import { EventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import { QueueEncryption, Queue as SqsQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters.ts';
import type { Step, Use } from './step.ts';

export interface QueueProps {
  /** The variable that tells a step the queue's address. */
  readonly variable: string;
  /** @default false: standard, with delays */
  readonly fifo?: boolean;
  /** Timeout of the step that takes from it; a message is hidden 5 seconds longer. @default 10 seconds */
  readonly stepTimeout?: Duration;
  readonly letters: DeadLetters;
  /** What a letter in its dead-letter queue means. */
  readonly means: string;
  /** A queue whose step takes what failed here. @default a dead-letter queue of its own, with an alarm */
  readonly failuresTo?: Queue;
  /** How often a message may have been received when it leaves for the dead letters. @default 3 */
  readonly receives?: number;
  /** Where a letter of this queue goes back to. @default this queue */
  readonly backTo?: () => Queue;
}

/** One async edge: a queue, the step it feeds, and what becomes of a message that fails three times. */
export class Queue extends Construct {
  readonly queue: SqsQueue;
  private readonly props: QueueProps;

  constructor(scope: Construct, id: string, props: QueueProps) {
    super(scope, id);
    this.props = props;
    const fifo = props.fifo ?? false;
    const { letters, means } = props;
    const origin = () => ({ queue: props.backTo?.().queue ?? this.queue });
    const dead = props.failuresTo?.queue ?? letters.end(this, 'Dead', { fifo, means, origin });
    this.queue = new SqsQueue(this, 'Queue', {
      ...(fifo ? { fifo: true } : {}),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      visibilityTimeout: (props.stepTimeout ?? Duration.seconds(10)).plus(Duration.seconds(5)),
      retentionPeriod: Duration.days(4),
      deadLetterQueue: { queue: dead, maxReceiveCount: props.receives ?? 3 },
    });
  }

  readonly send: Use = (step) => {
    step.may(['sqs:SendMessage'], [this.queue.queueArn]);
    step.knows(this.props.variable, this.queue.queueUrl);
  };

  /** Hands its messages to a step, one at a time unless `batch` says more. */
  feed(step: Step, batch = 1): void {
    if (step.timeout.toSeconds() > (this.props.stepTimeout ?? Duration.seconds(10)).toSeconds()) {
      throw new Error(
        `${step.folder} may run longer than ${this.node.id} hides a message: give the queue its timeout.`,
      );
    }
    step.may(['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'], [this.queue.queueArn]);
    this.props.letters.notes(step);
    new EventSourceMapping(step, `From${this.node.id}`, {
      target: step.function,
      eventSourceArn: this.queue.queueArn,
      batchSize: batch,
      reportBatchItemFailures: true,
    });
  }
}
