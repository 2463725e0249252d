import type { TransactWriteItem } from '@aws-sdk/client-dynamodb';
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

/** What a desk change is in the transaction that causes it. Only an offer has a condition: she is ready, present and has room. */
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
        {
          part: 'desk',
          item: {
            Update: {
              TableName,
              Key: toItem(agentKey(change.seat.agentId)),
              UpdateExpression: 'ADD #load :less, #misses :missed SET #idle = :at',
              ExpressionAttributeNames: { '#load': 'load', '#misses': 'misses', '#idle': 'idleSince' },
              ExpressionAttributeValues: toItem({ ':less': -1, ':missed': change.missed ? 1 : 0, ':at': change.at }),
            },
          },
        },
        { part: 'desk', item: { Delete: { TableName, Key: toItem(seatKey(change.seat)) } } },
      ];
  }
};
