import { RemovalPolicy } from 'aws-cdk-lib';
import {
  type Attribute,
  AttributeType,
  BillingMode,
  Table as DynamoTable,
  ProjectionType,
  StreamViewType,
  TableEncryption,
} from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import type { DataKey } from './data-key.ts';
import type { Use } from './step.ts';

const ACTIONS = {
  get: 'dynamodb:GetItem',
  getMany: 'dynamodb:BatchGetItem',
  query: 'dynamodb:Query',
  put: 'dynamodb:PutItem',
  update: 'dynamodb:UpdateItem',
  delete: 'dynamodb:DeleteItem',
  check: 'dynamodb:ConditionCheckItem',
} as const;
/** What a step may do with single items. A transaction is authorised by the verbs of its parts. */
export type Verb = keyof typeof ACTIONS;

export interface TableIndex {
  readonly name: string;
  readonly partition: string;
  readonly sort?: string;
}

export interface TableProps {
  /** The variable that tells a step the table's name. */
  readonly variable: string;
  readonly key: DataKey;
  readonly removal: RemovalPolicy;
  readonly recoveryDays: number;
  /** Whether items carry `ttl`. @default false */
  readonly expires?: boolean;
  /** Whether its stream carries both images of each change. @default false */
  readonly stream?: boolean;
  /** @default none */
  readonly index?: TableIndex;
}

/** One table by life cycle: string keys `pk` and `sk`, paid by use, restorable, under the environment's key. */
export class Table extends Construct {
  readonly table: DynamoTable;
  private readonly props: TableProps;

  constructor(scope: Construct, id: string, props: TableProps) {
    super(scope, id);
    this.props = props;
    this.table = new DynamoTable(this, 'Table', {
      partitionKey: text('pk'),
      sortKey: text('sk'),
      billingMode: BillingMode.PAY_PER_REQUEST,
      encryption: TableEncryption.CUSTOMER_MANAGED,
      encryptionKey: props.key.key,
      pointInTimeRecoverySpecification: {
        pointInTimeRecoveryEnabled: true,
        recoveryPeriodInDays: props.recoveryDays,
      },
      removalPolicy: props.removal,
      deletionProtection: props.removal === RemovalPolicy.RETAIN,
      ...(props.expires ? { timeToLiveAttribute: 'ttl' } : {}),
      ...(props.stream ? { stream: StreamViewType.NEW_AND_OLD_IMAGES } : {}),
    });
    if (props.index) this.addKeysOnlyIndex(props.index);
  }

  /** These verbs on the table's items, and its name. */
  may(...verbs: Verb[]): Use {
    return (step) => {
      step.may(
        verbs.map((verb) => ACTIONS[verb]),
        [this.table.tableArn],
      );
      this.address(step);
    };
  }

  /** Queries on one index. */
  mayQuery(index: string): Use {
    return (step) => {
      step.may([ACTIONS.query], [`${this.table.tableArn}/index/${index}`]);
      this.address(step);
    };
  }

  /** Updates of the items whose partition begins with `prefix` and of no other, with the table's name under a variable of its own. */
  mayNote(prefix: string, variable: string): Use {
    return (step) => {
      const own = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] } };
      step.may([ACTIONS.update], [this.table.tableArn], own);
      this.props.key.behind('dynamodb')(step);
      step.knows(variable, this.table.tableName);
    };
  }

  /** These verbs on the items whose partition begins with `prefix` and on no other, and the table's name. */
  mayWithin(prefix: string, ...verbs: Verb[]): Use {
    return (step) => {
      const own = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${prefix}*`] } };
      const actions = verbs.map((verb) => ACTIONS[verb]);
      step.may(actions, [this.table.tableArn], own);
      this.address(step);
    };
  }

  /** Its name alone, for a store that is built whole in a step that never asks this table. */
  readonly named: Use = (step) => step.knows(this.props.variable, this.table.tableName);

  private readonly address: Use = (step) => {
    this.props.key.behind('dynamodb')(step);
    this.named(step);
  };

  private addKeysOnlyIndex({ name, partition, sort }: TableIndex): void {
    this.table.addGlobalSecondaryIndex({
      indexName: name,
      partitionKey: text(partition),
      ...(sort ? { sortKey: text(sort) } : {}),
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }
}

const text = (name: string): Attribute => ({ name, type: AttributeType.STRING });
