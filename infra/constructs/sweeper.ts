import { Duration } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import type { DeadLetters } from './dead-letters.ts';
import type { Step } from './step.ts';

export interface SweeperProps {
  readonly step: Step;
  readonly alarms: Alarms;
  readonly letters: DeadLetters;
  readonly everySeconds: number;
}

/** Rings a step each minute. A missed minute is not caught up on: the next one finds the same things overdue. */
export class Sweeper extends Construct {
  constructor(scope: Construct, id: string, { step, alarms, letters, everySeconds }: SweeperProps) {
    super(scope, id);
    const means = 'Sweeps fail: overdue turns and handoffs are not rescued.';
    const dead = letters.end(this, 'Dead', { means, origin: () => ({ step }) });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('scheduler.amazonaws.com') });
    role.addToPolicy(
      new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [step.function.functionArn] }),
    );
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [dead.queueArn] }));
    new CfnSchedule(this, 'EachMinute', {
      flexibleTimeWindow: { mode: 'OFF' },
      scheduleExpression: 'rate(1 minute)',
      target: {
        arn: step.function.functionArn,
        roleArn: role.roleArn,
        // EventBridge Scheduler has no shorter rate than a minute: a ring then asks for several sweeps.
        ...(everySeconds < 60 && { input: JSON.stringify({ everySeconds }) }),
        deadLetterConfig: { arn: dead.queueArn },
        retryPolicy: { maximumRetryAttempts: 2, maximumEventAgeInSeconds: 60 },
      },
    }).node.addDependency(role);
    step.may(['sqs:SendMessage'], [dead.queueArn]);
    step.function.configureAsyncInvoke({
      onFailure: new SqsDestination(dead),
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
    });
    alarms.on('SweeperSilent', {
      metric: step.function.metricInvocations({ period: Duration.minutes(5) }),
      below: true,
      means: 'The sweeper did not run for five minutes: what a lost message left behind stays unanswered.',
    });
  }
}
