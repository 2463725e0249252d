import { type DynamoDBClient, TransactionCanceledException, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { customerSays } from '#shared/conversation/customer';
import { TRIES } from '#shared/store/conversation-store';
import { dynamoConversations } from '#shared/store/dynamo-conversations';
import { conversationKeys } from '#shared/store/keys';
import type { Reading } from '#shared/store/readings';
import { timings } from '#test/fakes/timings';
import { memoryKms } from '#test/faults/dynamo-local/memory-kms';

const CUSTOMER = 'customer0000000000000';
const CONVERSATION = `${CUSTOMER}-1`;
const AT = '2026-11-20T09:00:00.000Z';

const work: Reading[] = [{ meter: 'ddb.rru', quantity: '3', unit: 'Units', estimated: false }];

/** An empty table that cancels transactions for so long as this: no engine for tests does it by itself. */
const tableThat = (cancels: number, code: string) => {
  const asked = { transactions: 0, decided: 0, left: [...work], written: 0 };
  const send = async (command: unknown) => {
    if (!(command instanceof TransactWriteItemsCommand)) return {};
    asked.transactions += 1;
    if (asked.transactions > cancels) {
      asked.written = JSON.stringify(command.input).match(/ddb\.rru 3/g)?.length ?? 0;
      return {};
    }
    const CancellationReasons = (command.input.TransactItems ?? []).map((_, i) => ({ Code: i === 1 ? code : 'None' }));
    throw new TransactionCanceledException({ $metadata: {}, message: 'cancelled', CancellationReasons });
  };
  const client = { send } as unknown as DynamoDBClient;
  const store = dynamoConversations({
    tables: { conversations: { client, name: 'conversations' }, keys: 'keys', desk: 'desk', customers: 'customers' },
    keys: conversationKeys({ client, name: 'keys' }, memoryKms(), 'data-key', Date.now),
    timings,
    readings: {
      take: () => asked.left.splice(0),
      giveBack: (taken) => asked.left.push(...taken),
    },
  });
  const append = () =>
    store.append({
      conversationId: CONVERSATION,
      at: AT,
      decide: (head) => {
        asked.decided += 1;
        return customerSays(
          head,
          { clientMessageId: 'words', text: 'words', language: 'en', settled: true },
          { customerId: CUSTOMER, at: AT, perMinute: 100 },
          { conversationId: CONVERSATION, channel: 'web' },
        );
      },
    });
  return { asked, append };
};

test('a transaction that met another one is decided anew and written', async () => {
  const { asked, append } = tableThat(2, 'TransactionConflict');

  expect(await append()).toMatchObject({ outcome: 'written' });
  expect(asked).toMatchObject({ transactions: 3, decided: 3 });
});

test('what the work has used is charged with the try that is written, once; with none, it is left for the step to tell', async () => {
  const lost = tableThat(2, 'TransactionConflict');
  const never = tableThat(Number.POSITIVE_INFINITY, 'TransactionConflict');
  await lost.append();
  await never.append();

  expect(lost.asked).toMatchObject({ written: 1, left: [] });
  expect(never.asked).toMatchObject({ written: 0, left: work });
});

test('one that meets others again and again is given up, and nothing was acknowledged', async () => {
  const { asked, append } = tableThat(Number.POSITIVE_INFINITY, 'TransactionConflict');

  expect(await append()).toEqual({ outcome: 'busy' });
  expect(asked.transactions).toBe(TRIES);
});

test('a transaction that was throttled is a fault that rises, never an acknowledgement', async () => {
  const { append } = tableThat(1, 'ThrottlingError');

  await expect(append()).rejects.toThrow(/was cancelled: .*ThrottlingError/);
});
