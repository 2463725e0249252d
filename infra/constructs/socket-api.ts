import { Duration, Stack } from 'aws-cdk-lib';
import { type IWebSocketApi, WebSocketRoute, WebSocketStage } from 'aws-cdk-lib/aws-apigatewayv2';
import { WebSocketLambdaAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { WebSocketLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { explain } from './explain.ts';
import type { Step, Use } from './step.ts';

export interface SocketApiProps {
  readonly api: IWebSocketApi;
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
  readonly managementEndpoint: 'stage' | 'endpoint-variable';
  readonly alarms: Alarms;
}

/** The routes of the socket: who may connect, and which step answers which frame. */
export class SocketApi extends Construct {
  readonly stage: WebSocketStage;
  private readonly props: SocketApiProps;

  constructor(scope: Construct, id: string, props: SocketApiProps) {
    super(scope, id);
    this.props = props;
    this.stage = new WebSocketStage(this, 'Stage', {
      webSocketApi: props.api,
      stageName: 'live',
      autoDeploy: true,
      throttle: props.throttle,
    });
    explain(
      this.stage,
      'APIG1',
      'Access logs of a WebSocket API need a role that is a setting of the whole account; each step logs its own frame.',
    );
    props.alarms.on('SocketFailing', {
      metric: new Metric({
        namespace: 'AWS/ApiGateway',
        metricName: 'IntegrationError',
        dimensionsMap: { ApiId: props.api.apiId, Stage: 'live' },
        period: Duration.minutes(5),
        statistic: 'Sum',
      }),
      threshold: 5,
      means: 'Frames end in Internal server error: customers and agents see their words unsent and try again.',
    });
  }

  /** Who may connect, by the one-use ticket in the query string, and what follows. */
  connections({ authorize, connect, disconnect }: Record<'authorize' | 'connect' | 'disconnect', Step>): void {
    const authorizer = new WebSocketLambdaAuthorizer('Ticket', authorize.function, {
      identitySource: ['route.request.querystring.ticket'],
    });
    this.route('$connect', connect, authorizer);
    this.route('$disconnect', disconnect);
  }

  /** A frame's step; what it returns goes back on the same socket. */
  frame(action: string, step: Step): void {
    this.route(action, step, undefined, true);
  }

  /** Pushes frames to open sockets, and forgets none by itself. */
  readonly push: Use = (step) => {
    const connections = Stack.of(this).formatArn({
      service: 'execute-api',
      resource: this.props.api.apiId,
      resourceName: `${this.stage.stageName}/POST/@connections/*`,
    });
    step.may(['execute-api:ManageConnections'], [connections]);
    explain(
      step.role,
      'IAM5[Resource::…/@connections/*]',
      'Connections are named at run time, so the permission covers all of this one stage.',
    );
    if (this.props.managementEndpoint === 'stage') {
      step.knows('AWS_ENDPOINT_URL_APIGATEWAYMANAGEMENTAPI', this.stage.callbackUrl);
    }
  };

  private route(key: string, step: Step, authorizer?: WebSocketLambdaAuthorizer, answers = false): void {
    const route = new WebSocketRoute(this, `Route ${key}`, {
      webSocketApi: this.props.api,
      routeKey: key,
      integration: new WebSocketLambdaIntegration('Integration', step.function),
      returnResponse: answers,
      ...(authorizer ? { authorizer } : {}),
    });
    this.stage.node.addDependency(route);
    if (!authorizer)
      explain(route, 'APIG4', 'A socket is authorized once, at $connect; AWS takes no authorizer elsewhere.');
  }
}
