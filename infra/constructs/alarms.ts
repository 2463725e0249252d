import { Duration, Stack } from 'aws-cdk-lib';
import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';

export interface Watch {
  readonly metric: IMetric;
  /** Alarms at this value and above, or (with `below`) under it. @default 1 */
  readonly threshold?: number;
  /** @default false */
  readonly below?: boolean;
  /** Periods in a row. @default 1 */
  readonly periods?: number;
  /** What happened and whom it hurts; what to do stands in docs/operations.md under the alarm's name. */
  readonly means: string;
}

/** One topic, and one alarm for each duty somebody has to act on: an alarm costs 0.10 USD a month and a glance. */
export class Alarms extends Construct {
  readonly topic: Topic;
  readonly all: Alarm[] = [];

  constructor(scope: Construct, id: string, { key, email }: { key: DataKey; email: string | undefined }) {
    super(scope, id);
    this.topic = new Topic(this, 'Topic', { masterKey: key.key, enforceSSL: true });
    if (email) this.topic.addSubscription(new EmailSubscription(email));
  }

  /** `id` is the alarm's name in docs/operations.md. */
  on(id: string, { metric, threshold = 1, below = false, periods = 1, means }: Watch): void {
    const alarm = new Alarm(this, id, {
      metric,
      threshold,
      evaluationPeriods: periods,
      comparisonOperator: below
        ? ComparisonOperator.LESS_THAN_THRESHOLD
        : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: below ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      alarmDescription: `${Stack.of(this).stackName} ${id}: ${means} See docs/operations.md.`,
    });
    alarm.addAlarmAction(new SnsAction(this.topic));
    alarm.addOkAction(new SnsAction(this.topic));
    this.all.push(alarm);
  }

  /** Something lies in a dead-letter queue. */
  onLetters(id: string, queue: IQueue, means: string): void {
    const metric = queue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: 'Maximum',
    });
    this.on(id, { metric, means });
  }
}
