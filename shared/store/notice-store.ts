import {
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Notice } from '#shared/conversation/notice';
import { fromItem, type Table, toItem } from './table.ts';

export type NoticeName = Pick<Notice, 'conversationId' | 'at'>;
export type SeenNotice = Notice & { seenBy: { id: string; name: string }; seenAt: string };

/**
 * What supervisors were told and have not yet looked at, and what they have. A row comes with the fact itself, in the same
 * transaction, so none is missing and none is there twice; a supervisor's mark moves it to the seen ones.
 */
export interface NoticeStore {
  /** Not seen yet, newest first. */
  open(limit: number): Promise<Notice[]>;
  /** Seen within the last week, newest first. */
  seen(limit: number): Promise<SeenNotice[]>;
  /** Marked by the first who does; a second mark changes nothing. */
  markSeen(name: NoticeName, by: SeenNotice['seenBy'], now: string): Promise<void>;
  /** This socket's screen shows the notices. */
  watch(connectionId: string, now: string): Promise<void>;
  unwatch(connectionId: string): Promise<void>;
  watchers(): Promise<string[]>;
}

const OPEN = 'notices';
const SEEN = 'notices-seen';
const WATCHERS = 'notice-screens';
const OPEN_DAYS = 30;
const SEEN_DAYS = 7;
/** A connection lives two hours at most (API Gateway). */
const SOCKET_SECONDS = 3 * 3600;
const inSeconds = (at: string, seconds: number): number => Math.floor(Date.parse(at) / 1000) + seconds;
const sortOf = ({ at, conversationId }: NoticeName): string => `${at}#${conversationId}`;

/** The part of an append's transaction that tells supervisors. */
export const noticeItem = (TableName: string, notice: Notice): TransactWriteItem => ({
  Put: {
    TableName,
    Item: toItem({ pk: OPEN, sk: sortOf(notice), ...notice, ttl: inSeconds(notice.at, OPEN_DAYS * 86_400) }),
  },
});

export const noticeStore = ({ client, name: TableName }: Table): NoticeStore => {
  const newest = async <T>(pk: string, limit?: number): Promise<T[]> => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        ScanIndexForward: false,
        ReturnConsumedCapacity: 'TOTAL',
        ...(limit && { Limit: limit }),
        KeyConditionExpression: 'pk = :pk',
        ExpressionAttributeValues: toItem({ ':pk': pk }),
      }),
    );
    return Items.map((item) => {
      const { pk: _, sk: __, ttl: ___, ...row } = fromItem<T & { pk: string; sk: string; ttl: number }>(item);
      return row as T;
    });
  };
  const open = (name: NoticeName) => toItem({ pk: OPEN, sk: sortOf(name) });

  return {
    open: (limit) => newest<Notice>(OPEN, limit),
    seen: (limit) => newest<SeenNotice>(SEEN, limit),

    async markSeen(name, seenBy, now) {
      const { Item } = await client.send(
        new GetItemCommand({ TableName, Key: open(name), ConsistentRead: true, ReturnConsumedCapacity: 'TOTAL' }),
      );
      if (!Item) return;
      const seen = {
        ...fromItem<Notice>(Item),
        pk: SEEN,
        seenBy,
        seenAt: now,
        ttl: inSeconds(now, SEEN_DAYS * 86_400),
      };
      const move: TransactWriteItem[] = [
        { Delete: { TableName, Key: open(name), ConditionExpression: 'attribute_exists(pk)' } },
        { Put: { TableName, Item: toItem(seen) } },
      ];
      try {
        await client.send(new TransactWriteItemsCommand({ TransactItems: move, ReturnConsumedCapacity: 'TOTAL' }));
      } catch (error) {
        // Somebody else has just marked it.
        if (!(error instanceof TransactionCanceledException)) throw error;
      }
    },

    async watch(connectionId, now) {
      const row = { pk: WATCHERS, sk: connectionId, connectionId, ttl: inSeconds(now, SOCKET_SECONDS) };
      await client.send(new PutItemCommand({ TableName, Item: toItem(row), ReturnConsumedCapacity: 'TOTAL' }));
    },
    async unwatch(connectionId) {
      await client.send(
        new DeleteItemCommand({
          TableName,
          Key: toItem({ pk: WATCHERS, sk: connectionId }),
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
    },
    async watchers() {
      return (await newest<{ connectionId: string }>(WATCHERS)).map(({ connectionId }) => connectionId);
    },
  };
};
