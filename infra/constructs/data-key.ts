import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { Step, Use } from './step.ts';

/** What DynamoDB, S3 and Secrets Manager ask of the key in their caller's name. */
const BEHIND_A_SERVICE = [
  'kms:Decrypt',
  'kms:DescribeKey',
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * The environment's one key: it wraps each conversation's data key and encrypts what is stored. A month of it costs
 * 1 USD, so there is one. Its policy names the account and AWS's services, never a role: roles come and go with the
 * service stack, and the key must not depend on it.
 */
export class DataKey extends Construct {
  readonly key: Key;

  constructor(scope: Construct, id: string, { removal }: { removal: RemovalPolicy }) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: 'Baton: data keys of conversations, and everything at rest',
      enableKeyRotation: true,
      removalPolicy: removal,
    });
    this.key.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsReachAnEncryptedTopic',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    );
  }

  /** Its name alone, for a store that is built whole in a step that opens no words. */
  readonly named: Use = (step) => step.knows('DATA_KEY', this.key.keyArn);

  /** A data key for a conversation that begins. */
  readonly seal: Use = (step) => this.directly(step, ['kms:GenerateDataKey']);

  /** Data keys of conversations already begun. */
  readonly open: Use = (step) => this.directly(step, ['kms:Decrypt']);

  /** Lets a step use what a service keeps under this key; the key itself stays out of the step's reach. */
  behind(service: 'dynamodb' | 's3' | 'secretsmanager'): Use {
    return (step) => {
      const { region, urlSuffix } = Stack.of(step);
      const names = [...new Set([`${service}.${region}.amazonaws.com`, `${service}.${region}.${urlSuffix}`])];
      step.may(BEHIND_A_SERVICE, [this.key.keyArn], { StringEquals: { 'kms:ViaService': names } });
    };
  }

  private directly(step: Step, actions: string[]): void {
    step.may(actions, [this.key.keyArn]);
    this.named(step);
  }
}
