import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { add, minus } from '#shared/cost/decimal';
import type { BudgetStore, Purse } from './budget.ts';

/** Sums are kept for the length of a disagreement about them. */
const KEPT_SECONDS = 90 * 86_400;

type Needs = { client: Pick<DynamoDBClient, 'send'>; table: string; now: () => number };
type Key = { pk: string; sk: string };

const conversationKey = ({ conversationId }: Purse): Key => ({
  pk: `budget#conversation#${conversationId}`,
  sk: 'spent',
});
const dayKey = ({ scope, day }: Purse): Key => ({ pk: `budget#day#${scope}`, sk: day });
/** DynamoDB's numbers are decimals of 38 digits; a string keeps them from passing through a binary float. */
const number = (decimal: string) => ({ N: decimal });

/**
 * Sums in a table with keys `pk`, `sk` and a `ttl`. Two conditional updates and not a transaction: a day's sum is everybody's, and
 * transactions that meet there would refuse each other.
 */
export const dynamoBudget = ({ client, table, now }: Needs): BudgetStore => {
  const change = async (key: Key, amount: string, ceiling?: string): Promise<boolean> => {
    const room = ceiling === undefined ? undefined : minus(ceiling, amount);
    if (room?.startsWith('-')) return false;
    try {
      await client.send(
        new UpdateItemCommand({
          TableName: table,
          Key: marshall(key),
          UpdateExpression: 'ADD #spent :amount SET #ttl = :ttl',
          ...(room !== undefined && { ConditionExpression: 'attribute_not_exists(#spent) OR #spent <= :room' }),
          ExpressionAttributeNames: { '#spent': 'spent', '#ttl': 'ttl' },
          ExpressionAttributeValues: {
            ':amount': number(amount),
            ':ttl': number(String(Math.floor(now() / 1000) + KEPT_SECONDS)),
            ...(room !== undefined && { ':room': number(room) }),
          },
          ReturnConsumedCapacity: 'TOTAL',
        }),
      );
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  };
  const sum = async (key: Key): Promise<string> => {
    const { Item } = await client.send(
      new GetItemCommand({
        TableName: table,
        Key: marshall(key),
        ConsistentRead: true,
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
    // As a string, to the last digit, and one sum in one spelling: how a table writes a number is its own affair.
    return Item ? add([String(unmarshall(Item, { wrapNumbers: true }).spent?.value ?? '0')]) : '0';
  };

  return {
    async reserve(purse, amount, ceilings) {
      if (!(await change(conversationKey(purse), amount, ceilings.conversationUsd)))
        return { outcome: 'refused', by: 'conversation' };
      if (await change(dayKey(purse), amount, ceilings.dayUsd)) return { outcome: 'reserved' };
      await change(conversationKey(purse), minus('0', amount));
      return { outcome: 'refused', by: 'day' };
    },
    async settle(purse, reserved, cost) {
      const rest = minus(cost, reserved);
      await Promise.all([change(conversationKey(purse), rest), change(dayKey(purse), rest)]);
    },
    async spent(purse) {
      const [conversationUsd, dayUsd] = await Promise.all([sum(conversationKey(purse)), sum(dayKey(purse))]);
      return { conversationUsd, dayUsd };
    },
  };
};
