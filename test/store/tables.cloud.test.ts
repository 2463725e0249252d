import { randomUUID } from 'node:crypto';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { KMSClient } from '@aws-sdk/client-kms';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { customerSays } from '#shared/conversation/customer';
import { verifyChain } from '#shared/privacy/chain';
import { deskStore } from '#shared/store/desk-store';
import { dynamoConversations } from '#shared/store/dynamo-conversations';
import type { EventItem } from '#shared/store/event-item';
import { deedStore, failureNotes, failureStore } from '#shared/store/failure-store';
import { conversationKeys } from '#shared/store/keys';
import { noticeStore } from '#shared/store/notice-store';
import { conversationStoreContract, someone } from '#test/contracts/conversation-store.contract';
import { deskStoreContract } from '#test/contracts/desk-store.contract';
import { failureStoreContract } from '#test/contracts/failure-store.contract';
import { noticeStoreContract } from '#test/contracts/notice-store.contract';
import { noReadings } from '#test/fakes/no-readings';
import { timings } from '#test/fakes/timings';
import { relaySwitched } from '#test/journeys/relay-switch';

const cloud = inject('cloud');
const { endpoint, region, environmentVariables, outputs, environment } = cloud;

// The product is alive on these tables: its bot would answer what the contract writes.
beforeAll(() => relaySwitched(cloud, false), 60_000);
afterAll(() => relaySwitched(cloud, true), 60_000);
const credentials = {
  accessKeyId: environmentVariables.AWS_ACCESS_KEY_ID ?? '',
  secretAccessKey: environmentVariables.AWS_SECRET_ACCESS_KEY ?? '',
};
const dynamo = new DynamoDBClient({ endpoint, region, credentials });
const kms = new KMSClient({ endpoint, region, credentials });

/** The tables as the template made them; exports of the state stack name them. */
const exported = (start: string): string => {
  const state = outputs[`${environment}-State`] ?? {};
  const name = Object.keys(state).find((key) => key.startsWith(start));
  if (!name) throw new Error(`no output ${start}…: ${Object.keys(state).join(', ')}`);
  return state[name] ?? '';
};
const table = (id: string) => exported(`ExportsOutputRef${id}Table`);

const conversations = () =>
  dynamoConversations({
    tables: {
      conversations: { client: dynamo, name: table('Conversations') },
      keys: table('Keys'),
      desk: table('Desk'),
      customers: table('Customers'),
    },
    keys: conversationKeys(
      { client: dynamo, name: table('Keys') },
      kms,
      exported('ExportsOutputFnGetAttDataKey'),
      Date.now,
    ),
    timings,
    retentionDays: 180,
    readings: noReadings,
  });

const deskTable = () => ({ client: dynamo, name: table('Desk') });

conversationStoreContract('the log on the real table', async () => ({
  store: conversations(),
  desk: deskStore(deskTable()),
}));
deskStoreContract('the desk on the real table', async () => deskStore({ client: dynamo, name: table('Desk') }));
noticeStoreContract('notices on the real table', async () => ({
  notices: noticeStore(deskTable()),
  conversations: conversations(),
}));
failureStoreContract('failures on the real table', async () => ({
  failures: { ...failureNotes(deskTable()), ...failureStore(deskTable()) },
  deeds: deedStore(deskTable()),
}));

test('at rest a conversation’s words are ciphertext, its hash chain is whole, and one changed byte breaks it', async () => {
  const { customerId, conversationId } = someone();
  const secret = 'my number is 13800138000';
  for (const text of [secret, 'second']) {
    await conversations().append({
      conversationId,
      at: new Date().toISOString(),
      marker: { clientMessageId: randomUUID(), body: text },
      decide: (head) =>
        customerSays(
          head,
          { clientMessageId: randomUUID(), text, language: 'en', settled: true },
          { customerId, at: new Date().toISOString(), perMinute: 100 },
          { conversationId, channel: 'web' },
        ),
    });
  }

  const { Items = [] } = await dynamo.send(
    new QueryCommand({
      TableName: table('Conversations'),
      KeyConditionExpression: 'pk = :c',
      ExpressionAttributeValues: { ':c': { S: conversationId } },
    }),
  );
  const rows = Items.map((item) => unmarshall(item));
  expect(
    JSON.stringify(rows, (_, value) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value)),
  ).not.toContain('13800138000');

  const items = rows.filter(({ sk }) => sk.startsWith('E#')) as EventItem[];
  const lastHash = rows.find(({ sk }) => sk === 'HEAD')?.head.lastHash;
  expect(verifyChain(items)).toEqual({ lastHash });
  const [first] = items;
  if (!first?.sealed) throw new Error('no sealed event');
  first.sealed[20] = (first.sealed[20] ?? 0) ^ 1;
  expect(verifyChain(items)).toEqual({ brokenAt: 0 });
});

test('what is written leaves the log after the environment’s days; the key that opens it stays', async () => {
  const { customerId, conversationId } = someone();
  const at = '2026-11-20T09:00:00.000Z';
  await conversations().append({
    conversationId,
    at,
    marker: { clientMessageId: randomUUID(), body: 'hi' },
    decide: (head) =>
      customerSays(
        head,
        { clientMessageId: randomUUID(), text: 'hi', language: 'en', settled: true },
        { customerId, at, perMinute: 100 },
        { conversationId, channel: 'web' },
      ),
  });

  const rowsOf = async (TableName: string) => {
    const { Items = [] } = await dynamo.send(
      new QueryCommand({
        TableName,
        KeyConditionExpression: 'pk = :c',
        ExpressionAttributeValues: { ':c': { S: conversationId } },
      }),
    );
    return Items.map((item) => unmarshall(item));
  };
  const gone = Date.parse(at) / 1000 + 180 * 86_400;
  expect(new Set((await rowsOf(table('Conversations'))).map(({ ttl }) => ttl))).toEqual(new Set([gone]));
  expect((await rowsOf(table('Keys'))).map(({ ttl }) => ttl)).toEqual([undefined]);
});
