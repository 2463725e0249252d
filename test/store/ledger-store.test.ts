import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import { type LedgerLine, linesOf } from '#shared/cost/ledger';
import type { Reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';
import { ledgerStore } from '#shared/store/ledger-store';

const CONVERSATION = 'customer0000000000000-1';
const occasion = { conversationId: CONVERSATION, region: 'us-east-1', at: '2026-11-20T09:30:15.123Z', step: 'answer' };
const work = (requestId: string, used: Record<string, [quantity: string, estimated: boolean]>): LedgerLine[] => {
  const readings = Object.entries(used).map(([meter, [quantity, estimated]]) => ({
    meter,
    quantity,
    unit: '',
    estimated,
  }));
  return linesOf(readings as Reading[], { ...occasion, requestId }, currentBook);
};
/** What a turn's answer uses, the most that one report holds. */
const turn = work('11111111-2222-4333-8444-555555555555/66666666-7777-4888-8999-000000000000', {
  'lambda.gbs.arm64': ['0.011528320312', true],
  'lambda.request.arm64': ['1', false],
  'ddb.rru': ['3.5', false],
  'ddb.wru': ['5', false],
  'sqs.fifo.request': ['3', true],
  'apigw.ws.message': ['2', false],
});

/** One page of a table, and what was put into it. */
const oneTable = () => {
  const items: Record<string, unknown>[] = [];
  const send = async (command: unknown) => {
    if (command instanceof PutItemCommand) items.push(unmarshall(command.input.Item ?? {}));
    return { Items: items.map((item) => marshall(item)) };
  };
  return { items, ledger: ledgerStore({ client: { send } as unknown as DynamoDBClient, name: 'ledger' }) };
};

test('lines are read as they were written, with and without a price', async () => {
  const { ledger } = oneTable();
  const [priced] = work('one', { 'ddb.rru': ['1', true] });
  const lines = [priced, { ...priced, meter: 'kms.request', unpriced: 'no-price' }].map((line) => {
    const { cost, unitPrice, per, usagetype, verified, ...bare } = line as Record<string, unknown>;
    return 'unpriced' in bare ? bare : { ...bare, cost, unitPrice, per, usagetype, verified };
  }) as LedgerLine[];

  await ledger.put(CONVERSATION, 'one', lines);

  expect(await ledger.lines(CONVERSATION)).toEqual(lines);
});

test('the whole report of a turn’s answer is one write unit: less than 1 KB', async () => {
  const { ledger, items } = oneTable();

  await ledger.put(CONVERSATION, turn[0]?.requestId ?? '', turn);

  expect(await ledger.lines(CONVERSATION)).toEqual(turn);
  // As DynamoDB counts: names and texts by their bytes, 3 a list or map and 1 for each of its entries.
  expect(sizeOf(items[0]) - 3).toBeLessThan(1024);
});

const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 1;
  const entries = Object.entries(value);
  const names = Array.isArray(value) ? 0 : entries.reduce((sum, [name]) => sum + name.length, 0);
  return 3 + names + entries.reduce((sum, [, inner]) => sum + 1 + sizeOf(inner), 0);
};
