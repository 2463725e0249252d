import { Duration } from 'aws-cdk-lib';
import type { Table as DynamoTable } from 'aws-cdk-lib/aws-dynamodb';
import { EventSourceMapping, FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { SqsDlq } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { DataKey } from './data-key.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Step } from './step.ts';

export interface StreamConsumerProps {
  readonly table: DynamoTable;
  readonly key: DataKey;
  readonly step: Step;
  readonly alarms: Alarms;
  readonly letters: DeadLetters;
  /** What it means when this step is behind, or gives a record up. */
  readonly means: string;
}

/**
 * A step that hears of every change of a HEAD. A record is tried again for an hour at most, alone if it must be, and
 * then told by its address in the dead-letter queue; the sweeper finds what it was about.
 */
export class StreamConsumer extends Construct {
  constructor(scope: Construct, id: string, { table, key, step, alarms, letters, means }: StreamConsumerProps) {
    super(scope, id);
    const stream = table.tableStreamArn;
    if (!stream) throw new Error(`${table.node.path} has no stream to consume.`);
    step.may(['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator'], [stream]);
    step.may(['dynamodb:ListStreams'], [stream]);
    key.behind('dynamodb')(step);
    letters.notes(step);
    const dead = letters.end(this, 'Dead', {
      means: `${means} A record of the stream was given up.`,
      origin: () => ({ step }),
    });
    new EventSourceMapping(this, 'Mapping', {
      target: step.function,
      eventSourceArn: stream,
      startingPosition: StartingPosition.TRIM_HORIZON,
      batchSize: 50,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: 20,
      maxRecordAge: Duration.hours(1),
      onFailure: new SqsDlq(dead),
      filters: [FilterCriteria.filter({ dynamodb: { Keys: { sk: { S: FilterRule.isEqual('HEAD') } } } })],
    });
    alarms.on(`${id}Behind`, {
      metric: step.function.metric('IteratorAge', { period: Duration.minutes(1), statistic: 'Maximum' }),
      threshold: 60_000,
      periods: 2,
      means: `${means} It is more than a minute behind.`,
    });
  }
}
