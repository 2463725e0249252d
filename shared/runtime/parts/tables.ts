import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { countedDynamo } from '../metered-client.ts';

/** One client a function; its connections are kept between invocations. */
export const dynamo = countedDynamo(new DynamoDBClient({}));
