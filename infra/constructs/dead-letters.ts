import { Duration, Stack } from 'aws-cdk-lib';
import { QueueEncryption, Queue as SqsQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type DeadLetterQueue, deadLetterQueues } from '#shared/protocol/dead-letters';
import type { Alarms } from './alarms.ts';
import { explain } from './explain.ts';
import type { Step, Use } from './step.ts';

/** Where letters came from: a queue, or a function that nothing but its own event drives. */
export type Origin = { readonly queue: SqsQueue } | { readonly step: Step };

export interface EndProps {
  readonly fifo?: boolean;
  /** What a letter in it means. */
  readonly means: string;
  /** Asked when all is there, since a queue is made after its end. */
  readonly origin: () => Origin;
}

type End = { readonly dead: SqsQueue; readonly origin: () => Origin };

/** Every end of an async edge: somebody is told by an alarm, and an admin finds it on the console's page. */
export class DeadLetters {
  private readonly alarms: Alarms;
  /** Notes why a step failed on a message, and touches nothing else. */
  readonly notes: Use;
  private readonly ends = new Map<DeadLetterQueue, End>();

  constructor(alarms: Alarms, notes: Use) {
    this.alarms = alarms;
    this.notes = notes;
  }

  /** A queue for what an edge could not deliver. Its name with the scope's is that of its alarm, and of its row on the page. */
  end(scope: Construct, id: string, { fifo = false, means, origin }: EndProps): SqsQueue {
    const name = `${scope.node.id}${id}`;
    if (!isListed(name))
      throw new Error(`${name} is not in shared/protocol/dead-letters.ts: nobody would see what lies in it.`);
    // Ids, never words, so SQS's own key is enough; only over TLS.
    const dead = new SqsQueue(scope, id, {
      ...(fifo ? { fifo: true } : {}),
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    explain(dead, 'SQS3', 'It is itself the end of an edge, and has an alarm.');
    this.alarms.onLetters(name, dead, means);
    this.ends.set(name, { dead, origin });
    return dead;
  }

  /** Sees what lies in all of them. SQS knows no looking without taking. */
  readonly look: Use = (step) => {
    step.may(['sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility'], this.arns());
    this.address(step, ({ dead }) => ({ dead: dead.queueName }));
  };

  /** Sends letters back to where they came from, and removes them. */
  readonly redrive: Use = (step) => {
    const origins = [...this.ends.values()].map(({ origin }) => origin());
    step.may(['sqs:ReceiveMessage', 'sqs:ChangeMessageVisibility', 'sqs:DeleteMessage'], this.arns());
    step.may(
      ['sqs:SendMessage'],
      origins.flatMap((one) => ('queue' in one ? [one.queue.queueArn] : [])),
    );
    step.may(
      ['lambda:InvokeFunction'],
      origins.flatMap((one) => ('step' in one ? [one.step.function.functionArn] : [])),
    );
    this.address(step, ({ dead, origin }) => {
      const from = origin();
      return { dead: dead.queueName, to: 'queue' in from ? from.queue.queueName : from.step.function.functionName };
    });
  };

  private arns(): string[] {
    return [...this.ends.values()].map(({ dead }) => dead.queueArn);
  }

  private address(step: Step, placeOf: (end: End) => Record<string, string>): void {
    const places = Object.fromEntries([...this.ends].map(([name, end]) => [name, placeOf(end)]));
    const [first] = this.ends.values();
    step.knows('LETTER_PLACES', Stack.of(step).toJsonString(places));
    if (first) step.knows('LETTERS_BESIDE', first.dead.queueUrl);
  }
}

const isListed = (name: string): name is DeadLetterQueue => name in deadLetterQueues;
