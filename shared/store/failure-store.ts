import { PutItemCommand, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import type { LetterDeed, LetterFailure } from '#shared/protocol/dead-letters';
import { fromItem, type Table, toItem } from './table.ts';

/** A step failed on a message or a record: which, about whom, and with what. */
export type FailureNote = {
  /** The message's id, or the sequence number of the record at which the stream begins again. */
  id: string;
  step: string;
  error: string;
  message: string;
  /** Whoever is still to be served from there on. */
  conversationIds: string[];
  at: string;
};

/** The newest failure of each step on one message. */
export type NotedFailure = LetterFailure & { conversationIds: string[] };

export interface FailureNotes {
  /** One write a failure, none while all is well. */
  note(failure: FailureNote): Promise<void>;
}

export interface FailureStore {
  of(id: string): Promise<NotedFailure[]>;
}

/** What admins did with dead letters; a discarded one is kept whole. */
export interface DeedStore {
  record(deed: LetterDeed & { body: string }): Promise<void>;
  newest(limit: number): Promise<LetterDeed[]>;
}

/** A day longer than a queue keeps a letter. */
const NOTE_DAYS = 15;
const DEED_DAYS = 90;
const MESSAGE_LENGTH = 300;
const DEEDS = 'letter-deeds';
const ttlOf = (at: string, days: number): number => Math.floor(Date.parse(at) / 1000) + days * 86_400;

/** The prefix is also a condition of the policy: a step may note failures and touch nothing else of the desk by it. */
export const FAILURE_PREFIX = 'failure#';

export const failureNotes = ({ client, name: TableName }: Table): FailureNotes => ({
  async note({ id, step, error, message, conversationIds, at }) {
    await client.send(
      new UpdateItemCommand({
        TableName,
        Key: toItem({ pk: `${FAILURE_PREFIX}${id}`, sk: step }),
        ReturnConsumedCapacity: 'TOTAL',
        UpdateExpression:
          'SET #step = :step, #error = :error, #message = :message, #who = :who, #at = :at, #ttl = :ttl ADD #times :one',
        ExpressionAttributeNames: {
          '#step': 'step',
          '#error': 'error',
          '#message': 'message',
          '#who': 'conversationIds',
          '#at': 'at',
          '#ttl': 'ttl',
          '#times': 'times',
        },
        ExpressionAttributeValues: toItem({
          ':step': step,
          ':error': error,
          ':message': message.slice(0, MESSAGE_LENGTH),
          ':who': conversationIds,
          ':at': at,
          ':ttl': ttlOf(at, NOTE_DAYS),
          ':one': 1,
        }),
      }),
    );
  },
});

const queryOf = (TableName: string, pk: string, more: { ScanIndexForward?: boolean; Limit?: number } = {}) =>
  new QueryCommand({
    TableName,
    ReturnConsumedCapacity: 'TOTAL',
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: toItem({ ':pk': pk }),
    ...more,
  });

export const failureStore = ({ client, name }: Table): FailureStore => ({
  async of(id) {
    const { Items = [] } = await client.send(queryOf(name, `${FAILURE_PREFIX}${id}`));
    return Items.map((item) => fromItem<NotedFailure>(item)).sort((a, b) => (a.at > b.at ? -1 : 1));
  },
});

export const deedStore = ({ client, name: TableName }: Table): DeedStore => ({
  async record(deed) {
    await client.send(
      new PutItemCommand({
        TableName,
        ReturnConsumedCapacity: 'TOTAL',
        Item: toItem({ pk: DEEDS, sk: `${deed.at}#${deed.letterId}`, ...deed, ttl: ttlOf(deed.at, DEED_DAYS) }),
      }),
    );
  },

  async newest(limit) {
    const { Items = [] } = await client.send(queryOf(TableName, DEEDS, { ScanIndexForward: false, Limit: limit }));
    return Items.map((item) => {
      const { did, queue, letterId, conversationIds, by, at } = fromItem<LetterDeed>(item);
      return { did, queue, letterId, conversationIds, by, at };
    });
  },
});
