import { Duration } from 'aws-cdk-lib';
import type { WebSocketApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { AlarmStatusWidget, Dashboard, GraphWidget, Metric } from 'aws-cdk-lib/aws-cloudwatch';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';

export interface OverviewProps {
  readonly name: string;
  readonly alarms: Alarms;
  readonly turns: IQueue;
  readonly machine: StateMachine;
  readonly sockets: WebSocketApi;
}

/** One dashboard: what is wrong, then what customers feel, then what people do. */
export class Overview extends Construct {
  constructor(scope: Construct, id: string, { name, alarms, turns, machine, sockets }: OverviewProps) {
    super(scope, id);
    const period = Duration.minutes(5);
    const ofSockets = (metricName: string) =>
      new Metric({
        namespace: 'AWS/ApiGateway',
        metricName,
        period,
        statistic: 'Sum',
        dimensionsMap: { ApiId: sockets.apiId, Stage: 'live' },
      });
    new Dashboard(this, 'Dashboard', {
      dashboardName: name,
      widgets: [
        [new AlarmStatusWidget({ title: 'Alarms', alarms: alarms.all, width: 24, height: 4 })],
        [
          new GraphWidget({
            title: 'Frames',
            left: ['ConnectCount', 'MessageCount', 'IntegrationError'].map(ofSockets),
          }),
          new GraphWidget({
            title: 'Turns waiting, and the age of the oldest',
            left: [turns.metricApproximateNumberOfMessagesVisible({ period })],
            right: [turns.metricApproximateAgeOfOldestMessage({ period })],
          }),
          new GraphWidget({
            title: 'Handoffs',
            left: [
              machine.metricStarted({ period }),
              machine.metricSucceeded({ period }),
              machine.metricFailed({ period }),
            ],
          }),
        ],
      ],
    });
  }
}
