import { randomUUID } from 'node:crypto';
import { CreateTableCommand, DeleteTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, inject } from 'vitest';
import { clientOf } from '#local/cloud';
import { articleStore } from '#shared/store/article-store';
import { buildStore } from '#shared/store/build-store';
import { intentStore } from '#shared/store/intent-store';
import { articleStoreContract } from './article-store.contract.ts';
import { buildStoreContract } from './build-store.contract.ts';
import { intentStoreContract } from './intent-store.contract.ts';

const client = new DynamoDBClient(clientOf(inject('cloud').endpoint));
/** A table of this file's own: what lies in the product's is built into what the bot answers from. */
const name = `articles-${randomUUID()}`;

beforeAll(async () => {
  await client.send(
    new CreateTableCommand({
      TableName: name,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' as const })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    }),
  );
});
afterAll(async () => {
  await client.send(new DeleteTableCommand({ TableName: name }));
});

articleStoreContract('articles on the local cloud', async () => articleStore({ client, name }));
buildStoreContract('builds on the local cloud', async () => buildStore({ client, name }));
intentStoreContract('intents on the local cloud', async () => intentStore({ client, name }));
