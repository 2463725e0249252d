import { type DynamoDBClient, GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import * as z from 'zod';
import type { AnswerCache, CacheKey } from './answer-cache.ts';

const Kept = z.object({
  brand: z.string(),
  text: z.string(),
  articleIds: z.array(z.string()),
  from: z.string(),
  /** Seconds; DynamoDB deletes what is older within days, so it is looked at, too. */
  ttl: z.number(),
});

type Needs = { client: Pick<DynamoDBClient, 'send'>; table: string };

const keyOf = ({ brand, hash }: CacheKey) => marshall({ pk: `answer#${brand}#${hash}`, sk: 'answer' });

/** Approved answers in a table with keys `pk`, `sk` and a `ttl`. An item that is not this brand's is not there. */
export const dynamoAnswerCache = ({ client, table }: Needs): AnswerCache => ({
  async get(key, now) {
    const { Item } = await client.send(
      new GetItemCommand({ TableName: table, Key: keyOf(key), ReturnConsumedCapacity: 'TOTAL' }),
    );
    const kept = Kept.safeParse(Item && unmarshall(Item));
    if (!kept.success || kept.data.brand !== key.brand || kept.data.ttl * 1000 <= now) return undefined;
    const { text, articleIds, from } = kept.data;
    return { text, articleIds, from };
  },
  async put(key, { text, articleIds, from }, until) {
    const item = { brand: key.brand, text, articleIds: [...articleIds], from, ttl: Math.floor(until / 1000) };
    await client.send(
      new PutItemCommand({
        TableName: table,
        Item: { ...keyOf(key), ...marshall(item) },
        ReturnConsumedCapacity: 'TOTAL',
      }),
    );
  },
});
