import { randomUUID } from 'node:crypto';
import { GetItemCommand, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { dynamoAnswerCache } from '#shared/models/answer-cache-store';
import { dynamoBudget } from '#shared/models/budget-store';
import { articleStore } from '#shared/store/article-store';
import { buildStore } from '#shared/store/build-store';
import { deskStore } from '#shared/store/desk-store';
import { dynamoConversations } from '#shared/store/dynamo-conversations';
import { deedStore, failureNotes, failureStore } from '#shared/store/failure-store';
import { intentStore } from '#shared/store/intent-store';
import { conversationKeys } from '#shared/store/keys';
import { noticeStore } from '#shared/store/notice-store';
import { noReadings } from '#test/fakes/no-readings';
import { timings } from '#test/fakes/timings';
import { clientOf, dynamoLocal, tablesOf } from '#test/faults/dynamo-local/engine';
import { memoryKms } from '#test/faults/dynamo-local/memory-kms';
import { answerCacheContract } from './answer-cache.contract.ts';
import { articleStoreContract } from './article-store.contract.ts';
import { budgetContract } from './budget.contract.ts';
import { buildStoreContract } from './build-store.contract.ts';
import { conversationStoreContract } from './conversation-store.contract.ts';
import { deskStoreContract } from './desk-store.contract.ts';
import { failureStoreContract } from './failure-store.contract.ts';
import { intentStoreContract } from './intent-store.contract.ts';
import { kinderTablesContract } from './kinder-tables.contract.ts';
import { noticeStoreContract } from './notice-store.contract.ts';
import { tableRefusalsContract } from './table-refusals.contract.ts';

const engine = await dynamoLocal();
const skip = 'missing' in engine;
if (skip) console.warn(`DynamoDB Local: 11 contract suites SKIPPED, for want of ${engine.missing}.`);
else afterAll(engine.stop);

describe.skipIf(skip)('on DynamoDB Local', () => {
  const client = clientOf('missing' in engine ? 'http://127.0.0.1:1' : engine.address);
  let nameOf: (id: string) => string;
  beforeAll(async () => {
    nameOf = await tablesOf(client);
  });
  const table = (id: string) => ({ client, name: nameOf(id) });
  const kms = memoryKms();
  const conversations = () =>
    dynamoConversations({
      tables: {
        conversations: table('Conversations'),
        keys: nameOf('Keys'),
        desk: nameOf('Desk'),
        customers: nameOf('Customers'),
      },
      keys: conversationKeys(table('Keys'), kms, 'data-key', Date.now),
      timings,
      retentionDays: 180,
      readings: noReadings,
    });

  test('the tables of the template are there', async () => {
    const { TableNames } = await client.send(new ListTablesCommand({}));

    expect(TableNames).toContain(nameOf('Conversations'));
    expect(TableNames).toContain(nameOf('Ledger'));
  });

  conversationStoreContract('the log', async () => ({ store: conversations(), desk: deskStore(table('Desk')) }));
  deskStoreContract('the desk', async () => deskStore(table('Desk')));
  noticeStoreContract('notices', async () => ({
    notices: noticeStore(table('Desk')),
    conversations: conversations(),
  }));
  failureStoreContract('failures', async () => ({
    failures: { ...failureNotes(table('Desk')), ...failureStore(table('Desk')) },
    deeds: deedStore(table('Desk')),
  }));
  budgetContract('budgets', () => dynamoBudget({ client, table: nameOf('Desk'), now: Date.now }));
  answerCacheContract('answers', () => dynamoAnswerCache({ client, table: nameOf('Desk') }));
  articleStoreContract('articles', async () => articleStore(table('Knowledge')));
  buildStoreContract('builds', async () => buildStore(table('Knowledge')));
  intentStoreContract('intents', async () => intentStore(table('Knowledge')));
  const raw = () => ({ client, table: nameOf('Conversations'), index: 'due' });
  tableRefusalsContract('what a table refuses', raw);
  kinderTablesContract('where it is kinder than AWS', raw);

  test('known difference: a sum keeps its last zero, where AWS takes it off', async () => {
    const budget = dynamoBudget({ client, table: nameOf('Desk'), now: Date.now });
    const purse = { conversationId: randomUUID(), scope: randomUUID(), day: '2026-11-20' };
    await budget.reserve(purse, '0.50', { conversationUsd: '1', dayUsd: '1' });

    const { Item } = await client.send(
      new GetItemCommand({
        TableName: nameOf('Desk'),
        Key: { pk: { S: `budget#conversation#${purse.conversationId}` }, sk: { S: 'spent' } },
      }),
    );
    expect(Item?.spent?.N).toBe('0.50');
    expect(await budget.spent(purse)).toMatchObject({ conversationUsd: '0.5' });
  });
});
