import type { AttributeValue, TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { DeskChange, DeskSeat, Place } from '#shared/conversation/desk-change';
import { toItem } from './table.ts';

export const placeKey = ({ skill, sort, conversationId }: Place) => ({
  pk: `queue#${skill}`,
  sk: `${sort}#${conversationId}`,
});
export const seatKey = ({ agentId, conversationId }: Pick<DeskSeat, 'agentId' | 'conversationId'>) => ({
  pk: `agent#${agentId}`,
  sk: `seat#${conversationId}`,
});
export const agentKey = (agentId: string) => ({ pk: `agent#${agentId}`, sk: 'agent' });

/** What a desk change is in the transaction that causes it. An offer asks that she is ready, present and has room; a lost lease, that it is lost still. */
export const deskItems = (
  TableName: string,
  change: DeskChange,
  now: string,
): { part: 'desk' | 'agent'; item: TransactWriteItem }[] => {
  switch (change.change) {
    case 'take-place':
      return [
        { part: 'desk', item: { Put: { TableName, Item: toItem({ ...placeKey(change.place), ...change.place }) } } },
      ];
    case 'leave-place':
      return [{ part: 'desk', item: { Delete: { TableName, Key: toItem(placeKey(change.place)) } } }];
    case 'offer-seat':
      return [
        {
          part: 'agent',
          item: {
            Update: {
              TableName,
              Key: toItem(agentKey(change.seat.agentId)),
              UpdateExpression: 'ADD #load :one',
              ConditionExpression: '#ready = :true AND #lease > :now AND #load < #capacity',
              ExpressionAttributeNames: {
                '#load': 'load',
                '#ready': 'ready',
                '#lease': 'leaseUntil',
                '#capacity': 'capacity',
              },
              ExpressionAttributeValues: toItem({ ':one': 1, ':true': true, ':now': now }),
            },
          },
        },
        { part: 'desk', item: { Put: { TableName, Item: toItem({ ...seatKey(change.seat), ...change.seat }) } } },
      ];
    case 'hold-seat':
      return [
        { part: 'desk', item: { Put: { TableName, Item: toItem({ ...seatKey(change.seat), ...change.seat }) } } },
      ];
    case 'free-seat':
      return [
        change.gone
          ? { part: 'agent', item: { Update: whileGone(freed(TableName, change), now) } }
          : { part: 'desk', item: { Update: freed(TableName, change) } },
        { part: 'desk', item: { Delete: { TableName, Key: toItem(seatKey(change.seat)) } } },
      ];
  }
};

type AgentUpdate = {
  TableName: string;
  Key: Record<string, AttributeValue>;
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  ExpressionAttributeValues: Record<string, AttributeValue>;
};

const freed = (TableName: string, { seat, missed, at }: Extract<DeskChange, { change: 'free-seat' }>): AgentUpdate => ({
  TableName,
  Key: toItem(agentKey(seat.agentId)),
  UpdateExpression: 'ADD #load :less, #misses :missed SET #idle = :at',
  ExpressionAttributeNames: { '#load': 'load', '#misses': 'misses', '#idle': 'idleSince' },
  ExpressionAttributeValues: toItem({ ':less': -1, ':missed': missed ? 1 : 0, ':at': at }),
});

/** Who is back a moment before this is written keeps what she has. */
const whileGone = (update: AgentUpdate, now: string): AgentUpdate & { ConditionExpression: string } => ({
  ...update,
  ConditionExpression: '#lease <= :now',
  ExpressionAttributeNames: { ...update.ExpressionAttributeNames, '#lease': 'leaseUntil' },
  ExpressionAttributeValues: { ...update.ExpressionAttributeValues, ...toItem({ ':now': now }) },
});
