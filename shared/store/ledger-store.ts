import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { LedgerLine } from '#shared/cost/ledger';
import { fromItem, type Table, toItem } from './table.ts';

export interface LedgerStore {
  /** The lines of one piece of work, under its request: told twice, they are written over by themselves. */
  put(conversationId: string, requestId: string, lines: LedgerLine[]): Promise<void>;
  lines(conversationId: string): Promise<LedgerLine[]>;
}

type LedgerItem = { pk: string; sk: string; lines: LedgerLine[] };

/** One item a piece of work, since an item a line would cost as much as the work it records. */
export const ledgerStore = ({ client, name: TableName }: Table): LedgerStore => ({
  async put(conversationId, requestId, lines) {
    await client.send(
      new PutItemCommand({
        TableName,
        Item: toItem({ pk: conversationId, sk: requestId, lines }),
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
  },
  async lines(conversationId) {
    const lines: LedgerLine[] = [];
    let ExclusiveStartKey: Record<string, import('@aws-sdk/client-dynamodb').AttributeValue> | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName,
          KeyConditionExpression: 'pk = :c',
          ExpressionAttributeValues: toItem({ ':c': conversationId }),
          ReturnConsumedCapacity: 'TOTAL',
          ...(ExclusiveStartKey && { ExclusiveStartKey }),
        }),
      );
      lines.push(...(page.Items ?? []).flatMap((item) => fromItem<LedgerItem>(item).lines));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return lines;
  },
});
