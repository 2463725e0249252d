import { KMSClient } from '@aws-sdk/client-kms';
import { dynamoConversations } from '#shared/store/dynamo-conversations';
import { conversationKeys } from '#shared/store/keys';
import { env } from '../env.ts';
import { countedKeys } from '../metered-client.ts';
import { readings } from '../meters.ts';
import { settings } from './settings.ts';
import { dynamo } from './tables.ts';

/** The log of this environment: `CONVERSATIONS_TABLE`, `KEYS_TABLE`, `DATA_KEY`; a step that appends also has the desk and the customers. */
export const conversations = () =>
  dynamoConversations({
    tables: {
      conversations: { client: dynamo, name: env('CONVERSATIONS_TABLE') },
      keys: env('KEYS_TABLE'),
      desk: process.env.DESK_TABLE ?? '',
      customers: process.env.CUSTOMERS_TABLE ?? '',
    },
    keys: conversationKeys(
      { client: dynamo, name: env('KEYS_TABLE') },
      countedKeys(new KMSClient({})),
      env('DATA_KEY'),
      Date.now,
    ),
    timings: settings.timings,
    readings,
    retentionDays: settings.retentionDays,
  });
