import { Duration } from 'aws-cdk-lib';
import {
  type HttpMethod,
  HttpRoute,
  HttpRouteKey,
  HttpStage,
  type IHttpApi,
  LogGroupLogDestination,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { Alarms } from './alarms.ts';
import { explain } from './explain.ts';
import type { SignedIn } from './sign-in.ts';
import type { Step } from './step.ts';

export interface HttpApiProps {
  readonly api: IHttpApi;
  readonly signedIn: SignedIn;
  readonly throttle: { readonly rateLimit: number; readonly burstLimit: number };
  readonly accessLog: ILogGroup;
  readonly alarms: Alarms;
}

/** The requests that are no frames: sessions, tickets, costs, knowledge. */
export class HttpApi extends Construct {
  private readonly props: HttpApiProps;
  private readonly agents: HttpJwtAuthorizer;
  readonly stage: HttpStage;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    this.props = props;
    this.agents = new HttpJwtAuthorizer('Agents', props.signedIn.issuer, { jwtAudience: [props.signedIn.clientId] });
    this.stage = new HttpStage(this, 'Stage', {
      httpApi: props.api,
      stageName: '$default',
      autoDeploy: true,
      throttle: props.throttle,
      accessLogSettings: { destination: new LogGroupLogDestination(props.accessLog) },
    });
    props.alarms.on('HttpFailing', {
      metric: props.api.metricServerError({ period: Duration.minutes(5) }),
      threshold: 5,
      means: 'Sessions, tickets or imports end in a server error: the widget does not open or agents cannot sign in.',
    });
  }

  /** For anyone from an allowed origin. */
  open(method: HttpMethod, path: string, step: Step): void {
    const route = this.route(method, path, step);
    explain(route, 'APIG4', 'A customer has no account: the step itself checks her origin, her token and her rate.');
  }

  /** For those who signed in; which group may do it is the step's decision. */
  forAgents(method: HttpMethod, path: string, step: Step): void {
    this.route(method, path, step, this.agents);
  }

  private route(method: HttpMethod, path: string, step: Step, authorizer?: HttpJwtAuthorizer): HttpRoute {
    const route = new HttpRoute(this, `${method} ${path}`, {
      httpApi: this.props.api,
      routeKey: HttpRouteKey.with(path, method),
      integration: new HttpLambdaIntegration('Integration', step.function),
      ...(authorizer ? { authorizer } : {}),
    });
    this.stage.node.addDependency(route);
    return route;
  }
}
