import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Duration } from 'aws-cdk-lib';
import { Effect, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import {
  Architecture,
  Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { explain } from './explain.ts';

/** One thing a step may touch: its permission and its address, always given together. */
export type Use = (step: Step) => void;

/** What every step of an environment shares. */
export interface House {
  /** Folder of the bundles, one folder a step. */
  readonly bundles: string;
  readonly log: ILogGroup;
  /** JSON of the environment's data, for the variable `SETTINGS`. */
  readonly settings: string;
}

export interface StepProps {
  /** The folder under functions/ that holds this step. */
  readonly folder: string;
  /** Its bundle, where it is wired in more than one way: `answer.opensearch`. @default the folder's own */
  readonly bundle?: string;
  readonly house: House;
  readonly uses: readonly Use[];
  /** @default 10 seconds, shorter than the customer's patience */
  readonly timeout?: Duration;
  /** In MB. @default 512 */
  readonly memory?: number;
  /** @default shares the account's concurrency */
  readonly concurrency?: number | undefined;
}

/** One step of a conversation, as a Lambda function with a role of its own. */
export class Step extends Construct {
  readonly folder: string;
  readonly timeout: Duration;
  readonly role: Role;
  readonly function: LambdaFunction;

  constructor(scope: Construct, id: string, props: StepProps) {
    super(scope, id);
    this.folder = props.folder;
    this.timeout = props.timeout ?? Duration.seconds(10);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.function = new LambdaFunction(this, 'Function', {
      code: Code.fromAsset(bundleOf(props)),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memory ?? 512,
      timeout: this.timeout,
      role: this.role,
      tracing: Tracing.ACTIVE,
      logGroup: props.house.log,
      loggingFormat: LoggingFormat.JSON,
      environment: {
        SETTINGS: props.house.settings,
        POWERTOOLS_SERVICE_NAME: props.folder,
        NODE_OPTIONS: '--enable-source-maps',
      },
      ...(props.concurrency === undefined ? {} : { reservedConcurrentExecutions: props.concurrency }),
    });
    this.may(['logs:CreateLogStream', 'logs:PutLogEvents'], [props.house.log.logGroupArn]);
    explain(this.role, 'IAM5[Resource::*]', 'X-Ray takes trace segments for no resource in particular.');
    for (const use of props.uses) use(this);
  }

  /** A permission, without an address: for a `Use` to give. */
  may(actions: string[], resources: string[], conditions?: Record<string, Record<string, unknown>>): void {
    this.role.addToPolicy(
      new PolicyStatement({ effect: Effect.ALLOW, actions, resources, ...(conditions ? { conditions } : {}) }),
    );
  }

  /** An address, without a permission: for a `Use` to give. */
  knows(variable: string, value: string): void {
    this.function.addEnvironment(variable, value);
  }
}

const bundleOf = ({ folder, bundle = folder, house }: StepProps): string => {
  const place = join(house.bundles, bundle);
  if (!existsSync(place)) throw new Error(`There is no bundle ${place}: run npm run bundle first.`);
  return place;
};
