import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { LedgerLine } from '#shared/cost/ledger';
import { fromItem, type Table, toItem } from './table.ts';

export interface LedgerStore {
  /** The lines of one piece of work, under its request: told twice, they are written over by themselves. */
  put(conversationId: string, requestId: string, lines: LedgerLine[]): Promise<void>;
  lines(conversationId: string): Promise<LedgerLine[]>;
}

type Fields = Record<string, unknown>;
/** `same` holds what all lines of the work have in common: written once, an item stays below 1 KB, which is one write unit. */
type LedgerItem = { pk: string; sk: string; same: Fields; lines: Fields[] };

const itemOf = (pk: string, sk: string, lines: LedgerLine[]): LedgerItem => {
  const named: Fields[] = lines.map(({ conversationId: _pk, requestId: _sk, ...fields }) => fields);
  const [first = {}] = named;
  const same = Object.entries(first).filter(([field, value]) => named.every((line) => line[field] === value));
  const shared = new Set(same.map(([field]) => field));
  const rest = named.map((line) => Object.fromEntries(Object.entries(line).filter(([field]) => !shared.has(field))));
  return { pk, sk, same: Object.fromEntries(same), lines: rest };
};

const linesIn = ({ pk: conversationId, sk: requestId, same, lines }: LedgerItem): LedgerLine[] =>
  lines.map((line) => LedgerLine.parse({ conversationId, requestId, ...same, ...line }));

/** One item a piece of work, since an item a line would cost as much as the work it records. */
export const ledgerStore = ({ client, name: TableName }: Table): LedgerStore => ({
  async put(conversationId, requestId, lines) {
    await client.send(
      new PutItemCommand({
        TableName,
        Item: toItem(itemOf(conversationId, requestId, lines)),
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
      lines.push(...(page.Items ?? []).flatMap((item) => linesIn(fromItem<LedgerItem>(item))));
      ExclusiveStartKey = page.LastEvaluatedKey;
    } while (ExclusiveStartKey);
    return lines;
  },
});
