import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Language } from '#events/actor';
import { fromItem, type Table, toItem } from './table.ts';

export type Thread = { conversationId: string; language: Language };

/** Where a customer's thread stands: her newest conversation. Moved by the transaction that opens one. */
export interface CustomerStore {
  thread(customerId: string): Promise<Thread | undefined>;
}

export const customerStore = ({ client, name }: Table): CustomerStore => ({
  async thread(customerId) {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: name,
        Key: toItem({ pk: `customer#${customerId}`, sk: 'thread' }),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    return Item && fromItem<Thread>(Item);
  },
});
