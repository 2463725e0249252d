import { Duration, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as RuleTarget } from 'aws-cdk-lib/aws-events-targets';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { handoffDefinition, type WorkflowSteps } from '#infra/workflow/handoff.asl';
import type { Alarms } from './alarms.ts';
import type { DeadLetters } from './dead-letters.ts';
import { explain } from './explain.ts';
import type { Step, Use } from './step.ts';

export interface HandoffWorkflowProps {
  readonly steps: Record<keyof WorkflowSteps, Step>;
  /** Name of the log group of the machine's history. */
  readonly logName: string;
  readonly logRetention: RetentionDays;
  readonly removal: RemovalPolicy;
  readonly alarms: Alarms;
}

/** The handoff's clock: the state machine, who may start it, and who may answer its waits. */
export class HandoffWorkflow extends Construct {
  readonly machine: StateMachine;
  /** Apart from the roles' own policies: the machine needs its steps, which must not wait for what needs the machine. */
  private readonly answers: Policy;

  constructor(scope: Construct, id: string, props: HandoffWorkflowProps) {
    super(scope, id);
    this.machine = this.stateMachine(props);
    this.answers = new Policy(this, 'Answers', {
      statements: [
        new PolicyStatement({
          actions: ['states:SendTaskSuccess', 'states:SendTaskFailure'],
          resources: [this.machine.stateMachineArn],
        }),
      ],
    });
    props.alarms.on('HandoffWorkflowFailed', {
      metric: this.machine.metricFailed({ period: Duration.minutes(5) }),
      threshold: 3,
      means:
        'Workflows of handoffs fail; each is started anew at most three times, then the sweeper keeps its deadlines.',
    });
  }

  /** Starts a handoff's run; its name makes a second start harmless. */
  readonly start: Use = (step) => {
    step.may(['states:StartExecution'], [this.machine.stateMachineArn]);
    step.knows('HANDOFF_MACHINE', this.machine.stateMachineArn);
  };

  /** Tells a wait how it ended. A wait is addressed by its token alone, so there is no address to give. */
  readonly answer: Use = (step) => this.answers.attachToRole(step.role);

  /** Hands every run that failed, timed out or was stopped to a step that starts it anew. */
  rescueBy(step: Step, letters: DeadLetters): void {
    const means = 'A failed handoff workflow was not started anew.';
    const dead = letters.end(this, 'RescueDead', { means, origin: () => ({ step }) });
    new Rule(this, 'Unfinished', {
      description: 'A run of the handoff ended without its wrap-up',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { status: ['FAILED', 'TIMED_OUT', 'ABORTED'], stateMachineArn: [this.machine.stateMachineArn] },
      },
      targets: [
        new RuleTarget(step.function, { deadLetterQueue: dead, retryAttempts: 20, maxEventAge: Duration.hours(1) }),
      ],
    });
    step.may(['sqs:SendMessage'], [dead.queueArn]);
    step.function.configureAsyncInvoke({
      onFailure: new SqsDestination(dead),
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
    });
  }

  private stateMachine({ steps, logName, logRetention, removal }: HandoffWorkflowProps): StateMachine {
    const { partition } = Stack.of(this);
    const arns = {
      assess: steps.assess.function.functionArn,
      wait: steps.wait.function.functionArn,
      'pass-on': steps['pass-on'].function.functionArn,
      settle: steps.settle.function.functionArn,
      'wrap-up': steps['wrap-up'].function.functionArn,
    };
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: Object.values(arns) }));
    explain(role, 'IAM5[Resource::*]', 'Log delivery and X-Ray know no resources to name.');
    const log = new LogGroup(this, 'Log', { logGroupName: logName, retention: logRetention, removalPolicy: removal });
    return new StateMachine(this, 'Machine', {
      definitionBody: DefinitionBody.fromString(Stack.of(this).toJsonString(handoffDefinition(arns, partition))),
      role,
      tracingEnabled: true,
      logs: { destination: log, level: LogLevel.ALL, includeExecutionData: false },
    });
  }
}
