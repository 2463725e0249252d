import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { DynamoDBClient, paginateScan } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { expect, inject, test } from 'vitest';
import { addressesOf } from '#local/addresses';
import { seedKnowledge, seedPeople } from '#local/seed';
import { add, minus } from '#shared/cost/decimal';
import { currentBook, isRefused, price } from '#shared/cost/price-book';
import { ledgerStore } from '#shared/store/ledger-store';
import { SteadyClient } from '#test/journeys/steady-client';

const cloud = inject('cloud');
const { httpUrl, socketUrl } = addressesOf(cloud);
const ORIGIN = 'http://localhost:8600';

/** What the engine wrote down on its own: every authorised call with its consumed units, every invocation. */
type Recorded = {
  function?: string | null;
  action?: string;
  resource?: string;
  units?: Record<string, number>;
  invoked?: string;
  status?: number;
};

/**
 * Steps whose own work is left out: the ledger's writer is no part of the ledger, since its lines would never end; and here a
 * ring of the sweep goes on for the whole minute, and tells what it used only when the next one is about to begin.
 */
const UNCOUNTED = new Set(['project', 'sweep']);

const counted = (line: Recorded): boolean => {
  const folder = Object.entries(cloud.functions).find(([, name]) => name === (line.function ?? line.invoked))?.[0];
  return folder !== undefined && !UNCOUNTED.has(folder);
};
const WRITES = /^dynamodb:(PutItem|UpdateItem|DeleteItem)$/;

type Sums = Record<string, string>;
const put = (sums: Map<string, string[]>, meter: string, quantity: string) =>
  sums.set(meter, [...(sums.get(meter) ?? []), quantity]);
const summed = (sums: Map<string, string[]>): Sums =>
  Object.fromEntries([...sums].map(([meter, quantities]) => [meter, add(quantities)]));

/** The recount, from the record alone. */
const recorded = (): Sums => {
  if (!existsSync(cloud.record)) throw new Error(`nothing was recorded in ${cloud.record}`);
  const sums = new Map<string, string[]>();
  for (const line of readFileSync(cloud.record, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((text) => JSON.parse(text) as Recorded)) {
    if (!counted(line)) continue;
    if (line.invoked) put(sums, 'lambda.request.arm64', '1');
    for (const units of Object.values(line.units ?? {}))
      put(sums, WRITES.test(line.action ?? '') ? 'ddb.wru' : 'ddb.rru', String(units));
    // Of a batch the engine tells no units, where AWS does; the meter estimates one and marks it so.
    if (line.action === 'dynamodb:BatchGetItem' && !line.units) put(sums, 'ddb.rru', '1');
    if (line.action?.startsWith('kms:')) put(sums, 'kms.request', '1');
    if (line.action === 's3:GetObject') put(sums, 's3.get', '1');
  }
  return summed(sums);
};

const METERS = ['ddb.wru', 'ddb.rru', 'kms.request', 's3.get', 'lambda.request.arm64'];

/** The ledger, all of it: conversations and the platform's bucket. */
const ledger = async (): Promise<Sums> => {
  const { endpoint, region, environmentVariables, outputs, environment } = cloud;
  const client = new DynamoDBClient({
    endpoint,
    region,
    credentials: {
      accessKeyId: environmentVariables.AWS_ACCESS_KEY_ID ?? '',
      secretAccessKey: environmentVariables.AWS_SECRET_ACCESS_KEY ?? '',
    },
  });
  const state = outputs[`${environment}-State`] ?? {};
  const TableName = state[Object.keys(state).find((key) => key.startsWith('ExportsOutputRefLedgerTable')) ?? ''] ?? '';
  const sums = new Map<string, string[]>();
  const store = ledgerStore({ client, name: TableName });
  const conversationIds = new Set<string>();
  for await (const page of paginateScan({ client }, { TableName })) {
    for (const item of page.Items ?? []) conversationIds.add(unmarshall(item).pk);
  }
  for (const conversationId of conversationIds) {
    for (const { meter, quantity, step } of await store.lines(conversationId))
      if (METERS.includes(meter) && !UNCOUNTED.has(step)) put(sums, meter, quantity);
  }
  return summed(sums);
};

/** What has come since, of every meter. */
const since = (before: Sums, now: Sums): Sums =>
  Object.fromEntries(METERS.map((meter) => [meter, minus(now[meter] ?? '0', before[meter] ?? '0')]));

/** Work of earlier tests may still be on its way to the ledger. */
const settled = async () => {
  for (
    let [before, now] = ['', JSON.stringify(await ledger())];
    before !== now;
    [before, now] = [now, JSON.stringify(await ledger())]
  )
    await pause(5000);
};

const priced = (sums: Sums): string =>
  add(
    METERS.map((meter) => {
      const cost = price(currentBook, 'us-east-1', meter, sums[meter] ?? '0');
      if (isRefused(cost)) throw new Error(`${meter} has no price`);
      return cost.cost;
    }),
  );

test('the ledger equals a recount from the recorded calls, to the last digit', { timeout: 120_000 }, async () => {
  await seedPeople(cloud);
  await seedKnowledge(cloud);
  await settled();
  const [toldBefore, madeBefore] = [await ledger(), recorded()];
  const session = async () =>
    (await (
      await fetch(`${httpUrl}/session`, {
        method: 'POST',
        headers: { origin: ORIGIN, 'content-type': 'application/json' },
        body: '{}',
      })
    ).json()) as { ticket: string; conversationId: string };
  const first = await session();
  const customer = new SteadyClient('customer', async () => `${socketUrl}?ticket=${first.ticket}`, ORIGIN);
  await customer.ask({ action: 'sync', conversationId: first.conversationId, since: 0 });
  for (const text of ['奶粉退不了？', 'How long do refunds take?', 'blorp']) {
    await customer.say(first.conversationId, text);
    await pause(1500);
  }
  customer.close();

  // Projection follows by queue and log; both sides are looked at until they agree or time is up.
  const look = async () => [since(toldBefore, await ledger()), since(madeBefore, recorded())] as const;
  let [told, made] = await look();
  for (
    const end = Date.now() + 60_000;
    Date.now() < end && METERS.some((meter) => told[meter] !== made[meter]);
    [told, made] = await look()
  )
    await pause(2000);

  expect(told).toEqual(made);
  expect(priced(told)).toBe(priced(made));
  expect(Number(told['ddb.wru'])).toBeGreaterThan(20);
});
