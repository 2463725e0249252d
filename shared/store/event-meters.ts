import { QueryCommand } from '@aws-sdk/client-dynamodb';
import { eventKey } from './event-item.ts';
import { type Reading, readingsIn } from './readings.ts';
import { fromItem, type Table, toItem } from './table.ts';

export type EventMeters = { seq: number; at: string; by: string; meters: Reading[] };
/** The meters that events carry, without reading a word of them. */
export type ReadsEventMeters = (conversationId: string, from: number, to: number) => Promise<EventMeters[]>;

type Item = { event: { seq: number; at: string; by: { role: string } }; meters?: string };

export const eventMeters =
  ({ client, name: TableName }: Table): ReadsEventMeters =>
  async (conversationId, from, to) => {
    const { Items = [] } = await client.send(
      new QueryCommand({
        TableName,
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
        ProjectionExpression: '#event, #meters',
        KeyConditionExpression: 'pk = :c AND sk BETWEEN :from AND :to',
        ExpressionAttributeNames: { '#event': 'event', '#meters': 'meters' },
        ExpressionAttributeValues: toItem({ ':c': conversationId, ':from': eventKey(from), ':to': eventKey(to) }),
      }),
    );
    return Items.map((item) => fromItem<Item>(item)).map(({ event: { seq, at, by }, meters }) => ({
      seq,
      at,
      by: by.role,
      meters: meters ? readingsIn(meters) : [],
    }));
  };
