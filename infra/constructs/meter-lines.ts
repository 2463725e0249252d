import { Duration } from 'aws-cdk-lib';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Construct } from 'constructs';
import type { DeadLetters } from './dead-letters.ts';
import type { Step } from './step.ts';

export interface MeterLinesProps {
  readonly from: ILogGroup;
  readonly step: Step;
  readonly letters: DeadLetters;
}

/**
 * Meters of steps that append nothing: one log line each, carried to the ledger. The step that reads them must log
 * elsewhere, or its own lines would come back to it for ever.
 */
export class MeterLines extends Construct {
  constructor(scope: Construct, id: string, { from, step, letters }: MeterLinesProps) {
    super(scope, id);
    const means = 'Meter lines were not written: costs shown are too low.';
    const dead = letters.end(this, 'Dead', { means, origin: () => ({ step }) });
    step.may(['sqs:SendMessage'], [dead.queueArn]);
    step.function.configureAsyncInvoke({
      onFailure: new SqsDestination(dead),
      retryAttempts: 2,
      maxEventAge: Duration.hours(6),
    });
    new SubscriptionFilter(this, 'Meters', {
      logGroup: from,
      destination: new LambdaDestination(step.function),
      filterPattern: FilterPattern.literal('{ $.meters = * }'),
    });
  }
}
