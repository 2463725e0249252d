import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';

/** One table and the client that reaches it; the client arrives from the handler, which counts what it does. */
export type Table = { client: DynamoDBClient; name: string };

export const toItem = (value: Record<string, unknown>) => marshall(value, { removeUndefinedValues: true });
export const fromItem = <T>(item: Parameters<typeof unmarshall>[0]): T => unmarshall(item) as T;
