import {
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import type { Editor } from '#shared/knowledge/lifecycle/record';
import type { Intent, IntentVersion, LiveIntents } from '#shared/protocol/intents';
import { fromItem, type Table, toItem } from './table.ts';

/** An intent as it stands. Without `intent` it was removed: its name keeps its versions, and may come again. */
export type StoredIntent = { name: string; n: number; at: string; by: Editor; intent?: Intent };

export type IntentChange = { before?: StoredIntent; record: StoredIntent; version: IntentVersion };

/** What was published last. `from` is a fingerprint of what it was learned from, `kept` the key of where the training ended. */
export type PublishedIntents = LiveIntents & { key: string; kept: string; from: string };

/** The intents with all their versions, in the table `knowledge`. Reads are consistent. */
export interface IntentStore {
  /** By name, removed ones among them. */
  all(): Promise<StoredIntent[]>;
  /** Newest first. */
  versions(name: string, limit: number): Promise<IntentVersion[]>;
  /** Current record and version, in one transaction. `lost`: somebody wrote since `before` was read. */
  write(change: IntentChange): Promise<'written' | 'lost'>;
  live(): Promise<PublishedIntents | undefined>;
  /** From the next turn on; nothing where no intent is left. Beside the pointer to the live index, so that one read gives both. */
  makeLive(published: PublishedIntents | undefined): Promise<void>;
}

const POINTER = { pk: 'pointer', sk: 'live' };
const CURRENT = 'intents';
const versionsPk = (name: string): string => `intent#${name}`;
const versionSk = (n: number): string => `version#${String(n).padStart(6, '0')}`;

export const intentStore = ({ client, name: TableName }: Table): IntentStore => {
  const query = async <T>(pk: string, limit = Number.POSITIVE_INFINITY): Promise<T[]> => {
    const found: T[] = [];
    let from: ReturnType<typeof toItem> | undefined;
    do {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName,
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: toItem({ ':pk': pk }),
          ...(Number.isFinite(limit) && { Limit: limit, ScanIndexForward: false }),
          ...(from && { ExclusiveStartKey: from }),
        }),
      );
      found.push(...Items.map((item) => withoutKeys<T>(fromItem(item))));
      from = LastEvaluatedKey;
    } while (from && found.length < limit);
    // Large items end a page before its limit, and the next page begins to count anew.
    return found.slice(0, limit);
  };
  return {
    all: () => query<StoredIntent>(CURRENT),
    versions: (name, limit) => query<IntentVersion>(versionsPk(name), limit),
    async write({ before, record, version }) {
      const fence = before
        ? {
            ConditionExpression: '#n = :seen',
            ExpressionAttributeNames: { '#n': 'n' },
            ExpressionAttributeValues: toItem({ ':seen': before.n }),
          }
        : { ConditionExpression: 'attribute_not_exists(pk)' };
      const { name, n } = record;
      const now = toItem({ pk: CURRENT, sk: name, ...record });
      const then = toItem({ pk: versionsPk(name), sk: versionSk(n), ...version });
      const TransactItems = [{ Put: { TableName, Item: now, ...fence } }, { Put: { TableName, Item: then } }];
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems, ReturnConsumedCapacity: 'TOTAL' }));
        return 'written';
      } catch (error) {
        if (!(error instanceof TransactionCanceledException)) throw error;
        const codes = (error.CancellationReasons ?? []).map(({ Code }) => Code);
        if (codes.some((code) => code === 'ConditionalCheckFailed' || code === 'TransactionConflict')) return 'lost';
        throw error;
      }
    },
    async live() {
      const { Item } = await client.send(
        new GetItemCommand({
          TableName,
          Key: toItem(POINTER),
          ConsistentRead: true,
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return Item && fromItem<{ intents?: PublishedIntents }>(Item).intents;
    },
    async makeLive(published) {
      await client.send(
        new UpdateItemCommand({
          TableName,
          Key: toItem(POINTER),
          UpdateExpression: published ? 'SET intents = :intents' : 'REMOVE intents',
          ...(published && { ExpressionAttributeValues: toItem({ ':intents': published }) }),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
    },
  };
};

const withoutKeys = <T>(item: Record<string, unknown>): T => {
  const { pk: _pk, sk: _sk, ...value } = item;
  return value as T;
};
