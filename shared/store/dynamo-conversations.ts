import { randomBytes, randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import {
  GetItemCommand,
  QueryCommand,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import type { Head } from '#shared/conversation/head';
import { noticesIn } from '#shared/conversation/notice';
import { dueAt } from '#shared/conversation/owed';
import type { Timings } from '#shared/conversation/timings';
import { type Write, writeOf } from '#shared/conversation/write';
import { bodyMac } from '#shared/privacy/seal';
import {
  type AppendAsk,
  type Appended,
  type ConversationStore,
  cutPage,
  DUE_SHARDS,
  PAGE_EVENTS,
  TRIES,
} from './conversation-store.ts';
import { deskItems } from './desk-items.ts';
import { type EventItem, eventItems, eventKey, eventOf } from './event-item.ts';
import type { ConversationKeys, DataKey } from './keys.ts';
import { noticeItem } from './notice-store.ts';
import type { Reading, Readings } from './readings.ts';
import { fromItem, type Table, toItem } from './table.ts';

export type ConversationTables = { conversations: Table; keys: string; desk: string; customers: string };
type Needs = {
  tables: ConversationTables;
  keys: ConversationKeys;
  timings: Timings;
  readings: Readings;
  retentionDays?: number;
};

type MarkerItem = { pk: string; sk: string; seq: number; mac: string; ttl?: number };
type Part = 'head' | 'event' | 'marker' | 'key' | 'thread' | 'desk' | 'agent';
type Planned = { part: Part; item: TransactWriteItem };

/** The log on DynamoDB. Keys of one conversation sort `C#…` < `E#<seq>` < `HEAD`, so one Query gives a tail and its HEAD. */
export const dynamoConversations = ({ tables, keys, timings, readings, retentionDays }: Needs): ConversationStore => {
  const { client, name } = tables.conversations;

  const head = async (conversationId: string): Promise<Head | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: name,
        Key: toItem({ pk: conversationId, sk: 'HEAD' }),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return Item && fromItem<{ head: Head }>(Item).head;
  };

  /** HEAD, with the key read beside it and kept: a conversation has both or neither, and an append needs both. */
  const headAndKey = async (conversationId: string): Promise<Head | undefined> => {
    const [seen] = await Promise.all([head(conversationId), keys.find(conversationId)]);
    return seen;
  };

  const markerOf = async (conversationId: string, clientMessageId: string): Promise<MarkerItem | undefined> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: name,
        Key: toItem({ pk: conversationId, sk: `C#${clientMessageId}` }),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return Item && fromItem<MarkerItem>(Item);
  };

  const replayOf = (found: MarkerItem, key: Uint8Array, ask: AppendAsk, seen: Head | undefined): Appended =>
    found.mac === bodyMac(key, ask.marker?.body ?? '')
      ? { outcome: 'replayed', seq: found.seq, head: seen }
      : { outcome: 'refused', code: 'id-conflict', head: seen };

  /** What is refused now may have been stored before: the client's id decides, not the present state. */
  const replayed = async (
    ask: AppendAsk,
    seen: Head | undefined,
    key: Uint8Array | undefined,
  ): Promise<Appended | undefined> => {
    if (!ask.marker || !seen || !key) return undefined;
    const found = await markerOf(ask.conversationId, ask.marker.clientMessageId);
    return found && replayOf(found, key, ask, seen);
  };

  const planOf = (
    ask: AppendAsk,
    seen: Head | undefined,
    write: Write,
    key: DataKey | { plain: Uint8Array },
    meters: Reading[],
  ): { planned: Planned[]; head: Head } => {
    const ttl = retentionDays && Math.floor(Date.parse(ask.at) / 1000) + retentionDays * 86_400;
    const expires = ttl ? { ttl } : {};
    const chained = eventItems(write.events, {
      key: key.plain,
      nonce: () => randomBytes(12),
      formerHash: seen?.lastHash ?? '',
      meters,
      ...expires,
    });
    const next = { ...write.head, lastHash: chained.lastHash };
    const due = dueAt(next, timings);
    const put = (
      part: Part,
      TableName: string,
      item: Record<string, unknown>,
      lives: { ttl?: number } = expires,
    ): Planned => ({
      part,
      item: {
        Put: { TableName, Item: toItem({ ...item, ...lives }), ConditionExpression: 'attribute_not_exists(pk)' },
      },
    });
    const headItem = {
      pk: ask.conversationId,
      sk: 'HEAD',
      version: next.version,
      head: next,
      ...(due && { dueAt: due, dueShard: shardOf(ask.conversationId) }),
    };
    const planned: Planned[] = [
      seen
        ? {
            part: 'head',
            item: {
              Put: {
                TableName: name,
                Item: toItem({ ...headItem, ...expires }),
                ConditionExpression: '#v = :seen',
                ExpressionAttributeNames: { '#v': 'version' },
                ExpressionAttributeValues: toItem({ ':seen': seen.version }),
              },
            },
          }
        : put('head', name, headItem),
      ...chained.items.map((item) => put('event', name, item)),
    ];
    if (ask.marker) {
      const seq = write.events.at(-1)?.seq;
      const marker = put('marker', name, {
        pk: ask.conversationId,
        sk: `C#${ask.marker.clientMessageId}`,
        seq,
        mac: bodyMac(key.plain, ask.marker.body),
      });
      if (marker.item.Put) marker.item.Put.ReturnValuesOnConditionCheckFailure = 'ALL_OLD';
      planned.push(marker);
    }
    if ('wrapped' in key)
      planned.push(
        // Kept as long as anything it opens may be: a long conversation outlives the day it was opened on.
        put(
          'key',
          tables.keys,
          { pk: ask.conversationId, sk: 'key', wrapped: key.wrapped, customerId: next.customerId },
          {},
        ),
      );
    if (ask.thread && !seen) {
      const thread = {
        pk: `customer#${ask.thread.customerId}`,
        sk: 'thread',
        conversationId: ask.conversationId,
        language: ask.thread.language,
      };
      planned.push({ part: 'thread', item: { Put: { TableName: tables.customers, Item: toItem(thread) } } });
    }
    const told = noticesIn(write.events).map(
      (notice): Planned => ({ part: 'desk', item: noticeItem(tables.desk, notice) }),
    );
    return {
      planned: [...planned, ...told, ...write.desk.flatMap((change) => deskItems(tables.desk, change, ask.at))],
      head: next,
    };
  };

  /** One try. `undefined`: somebody else wrote first. */
  const tryOnce = async (ask: AppendAsk, seen: Head | undefined): Promise<Appended | undefined> => {
    const known = seen && (await keys.find(ask.conversationId));
    const decision = ask.decide(seen);
    if ('refused' in decision)
      return (await replayed(ask, seen, known)) ?? { outcome: 'refused', code: decision.refused, head: seen };
    if ('nothing' in decision)
      return (await replayed(ask, seen, known)) ?? { outcome: 'nothing', why: decision.nothing, head: seen };
    if (seen && !known) return { outcome: 'refused', code: 'unknown-conversation', head: seen };
    const key = known ? { plain: known } : await keys.mint(ask.conversationId);
    const write = writeOf(seen, ask.conversationId, decision.facts, ask.at, decision.missed);
    const meters = readings.take();
    const { planned, head: next } = planOf(ask, seen, write, key, meters);
    try {
      await client.send(
        new TransactWriteItemsCommand({
          TransactItems: planned.map(({ item }) => item),
          ReturnConsumedCapacity: 'INDEXES',
        }),
      );
    } catch (error) {
      // Cancelled is certainly not written; after any other fault it may be.
      if (error instanceof TransactionCanceledException) readings.giveBack(meters);
      return lost(error, planned, key.plain, ask, seen);
    }
    keys.keep(ask.conversationId, key.plain);
    return { outcome: 'written', head: next, events: write.events };
  };

  const lost = (
    error: unknown,
    planned: Planned[],
    key: Uint8Array,
    ask: AppendAsk,
    seen: Head | undefined,
  ): Appended | undefined => {
    if (!(error instanceof TransactionCanceledException)) throw error;
    const reasons = error.CancellationReasons ?? [];
    const failed = (part: Part) =>
      reasons.find((reason, i) => reason.Code === 'ConditionalCheckFailed' && planned[i]?.part === part);
    const marker = failed('marker')?.Item;
    // A marker found beside a new conversation was sealed under another key: load and decide again first.
    if (marker && seen) return replayOf(fromItem<MarkerItem>(marker), key, ask, seen);
    const raced = reasons.some(
      (reason, i) =>
        reason.Code === 'TransactionConflict' ||
        (reason.Code === 'ConditionalCheckFailed' && planned[i]?.part !== 'agent'),
    );
    if (raced) return undefined;
    if (failed('agent')) return { outcome: 'agent-not-free', head: seen };
    throw new Error(
      `The append to ${ask.conversationId} was cancelled: ${reasons.map(({ Code }) => Code).join(', ')}`,
      { cause: error },
    );
  };

  return {
    head,

    async tail(conversationId, after) {
      const { Items = [], LastEvaluatedKey } = await client.send(
        new QueryCommand({
          TableName: name,
          ConsistentRead: true,
          Limit: PAGE_EVENTS + 2,
          ReturnConsumedCapacity: 'TOTAL',
          KeyConditionExpression: 'pk = :c AND sk BETWEEN :from AND :to',
          ExpressionAttributeValues: toItem({ ':c': conversationId, ':from': eventKey(after + 1), ':to': 'HEAD' }),
        }),
      );
      const items = Items.map((item) => fromItem<EventItem & { head?: Head }>(item));
      const seen =
        items.find(({ sk }) => sk === 'HEAD')?.head ?? (LastEvaluatedKey ? await head(conversationId) : undefined);
      // A Query is not isolated from transactions: events beyond the head that was read belong to the next page.
      const upTo = items.filter(({ sk, event }) => sk !== 'HEAD' && event.seq <= (seen?.version ?? 0));
      const key = upTo.length > 0 ? await keys.find(conversationId) : undefined;
      // A page is measured as it will be sent: at rest the words are deflated.
      const opened = upTo.slice(0, PAGE_EVENTS + 1).map((item) => eventOf(item, key));
      const { page, more } = cutPage(opened, (event) => Buffer.byteLength(JSON.stringify(event)));
      return { head: seen, events: page, more: more || (page.at(-1)?.seq ?? after) < (seen?.version ?? 0) };
    },

    async append(ask) {
      let seen = ask.head ?? (await headAndKey(ask.conversationId));
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const result = await tryOnce(ask, seen);
        if (result) return result;
        await pause(randomInt(1, 20 * attempt + 1));
        seen = await head(ask.conversationId);
      }
      return { outcome: 'busy' };
    },

    async overdue(now, limit) {
      const shards = Array.from({ length: DUE_SHARDS }, (_, shard) => `due#${shard}`);
      const pages = await Promise.all(
        shards.map((shard) =>
          client.send(
            new QueryCommand({
              TableName: name,
              IndexName: 'due',
              Limit: limit,
              ReturnConsumedCapacity: 'INDEXES',
              KeyConditionExpression: '#s = :s AND #d <= :now',
              ExpressionAttributeNames: { '#s': 'dueShard', '#d': 'dueAt' },
              ExpressionAttributeValues: toItem({ ':s': shard, ':now': now }),
            }),
          ),
        ),
      );
      const due = pages.flatMap(({ Items = [] }) => Items.map((item) => fromItem<{ pk: string; dueAt: string }>(item)));
      return due
        .sort((a, b) => (a.dueAt < b.dueAt ? -1 : 1))
        .slice(0, limit)
        .map(({ pk }) => pk);
    },
  };
};

/** The sparse index is spread so that one environment's conversations do not meet in one partition. */
const shardOf = (conversationId: string): string => {
  let sum = 0;
  for (const character of conversationId) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 1_000_003;
  return `due#${sum % DUE_SHARDS}`;
};
