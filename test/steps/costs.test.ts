import { expect, test } from 'vitest';
import { conversationCost } from '#functions/conversation-cost/step';
import { projectEvents, projectLine } from '#functions/project/step';
import type { LedgerLine } from '#shared/cost/ledger';
import { currentBook } from '#shared/cost/price-book';
import { CostAnswer } from '#shared/protocol/session';
import type { Caller } from '#shared/runtime/http-answer';
import type { LedgerStore } from '#shared/store/ledger-store';

import { CONVERSATION, scene } from './scene.ts';

/** The ledger in memory: one piece of work under its request, as in the table. */
class MemoryLedger implements LedgerStore {
  readonly items = new Map<string, LedgerLine[]>();
  async put(conversationId: string, requestId: string, lines: LedgerLine[]) {
    this.items.set(`${conversationId} ${requestId}`, lines);
  }
  async lines(conversationId: string) {
    return [...this.items].filter(([key]) => key.startsWith(`${conversationId} `)).flatMap(([, lines]) => lines);
  }
}
const AT = '2026-11-20T09:00:00.000Z';
const read = (meter: string, quantity: string, unit: string, estimated = false) => ({
  meter,
  quantity,
  unit,
  estimated,
});
const needs = (ledger: MemoryLedger, region = 'us-east-1') => ({
  ledger,
  book: currentBook,
  region,
  readMeters: async (_: string, from: number, to: number) =>
    [1, 2, 3]
      .filter((seq) => seq >= from && seq <= to)
      .map((seq) => ({ seq, at: AT, by: 'customer', meters: [read('ddb.wru', '8', 'Units')] })),
});
const line = (requestId: string, conversationId = CONVERSATION) => ({
  conversationId,
  requestId,
  step: 'deliver',
  at: AT,
  readings: [read('apigw.ws.message', '2', 'Requests'), read('apigw.ws.message', '1', 'Requests')],
});
const caller = (subject: string, ...groups: string[]): Caller => ({
  subject,
  name: '',
  groups,
  origin: '',
  sourceIp: '',
});
const path = { id: CONVERSATION };

test('the meters of each event become ledger lines, and a second projection changes nothing', async () => {
  const ledger = new MemoryLedger();
  const range = { conversationId: CONVERSATION, from: 1, to: 2 };

  await projectEvents(needs(ledger))(range);
  await projectEvents(needs(ledger))(range);

  expect([...ledger.items.keys()]).toEqual([`${CONVERSATION} event-1`, `${CONVERSATION} event-2`]);
  expect(await ledger.lines(CONVERSATION)).toMatchObject([
    { meter: 'ddb.wru', quantity: '8', step: 'append by customer', attribution: 'direct', book: currentBook.version },
    { meter: 'ddb.wru', quantity: '8' },
  ]);
});

test('a step’s meter line is folded to one line a meter', async () => {
  const ledger = new MemoryLedger();

  await projectLine(needs(ledger))(line('request-1'));

  expect(await ledger.lines(CONVERSATION)).toMatchObject([
    { meter: 'apigw.ws.message', quantity: '3', step: 'deliver' },
  ]);
});

test('what no conversation caused is the platform’s, and marked as allocated', async () => {
  const ledger = new MemoryLedger();

  await projectLine(needs(ledger))(line('request-1', 'platform'));

  expect(await ledger.lines('platform')).toMatchObject([{ attribution: 'allocated' }]);
});

test('work without meters writes nothing', async () => {
  const ledger = new MemoryLedger();

  await projectLine(needs(ledger))({ ...line('request-1'), readings: [] });

  expect(ledger.items.size).toBe(0);
});

test.each(['finance', 'supervisor', 'admin'])('%s sees what any conversation cost', async (group) => {
  const stage = scene();
  const ledger = new MemoryLedger();
  await projectLine(needs(ledger))(line('request-1'));

  const answer = await conversationCost({ ...stage, ledger })({}, caller('someone', group), path);

  expect(answer.status).toBe(200);
  const cost = CostAnswer.parse(answer.body);
  expect(cost).toMatchObject({ conversationId: CONVERSATION, currency: 'USD', book: currentBook.version });
  expect(cost.lines).toHaveLength(1);
  expect(cost.total).toBe(cost.lines[0]?.cost);
  expect(cost).not.toHaveProperty('unpriced');
});

test('an agent sees it of what she holds, and of nothing else', async () => {
  const stage = scene();
  await stage.ready('ana');
  await stage.so('says', 'asks', 'offers', 'accepts');
  const ledger = new MemoryLedger();
  await projectLine(needs(ledger))(line('request-1'));
  const asked = conversationCost({ ...stage, ledger });

  expect(await asked({}, caller('ana', 'agent'), path)).toMatchObject({ status: 200 });
  expect(await asked({}, caller('bo', 'agent'), path)).toMatchObject({ status: 403, body: { code: 'not-yours' } });
  await stage.so('agent closes');
  expect(await asked({}, caller('ana', 'agent'), path)).toMatchObject({ status: 200 });
  expect(await asked({}, caller('bo', 'agent'), path)).toMatchObject({ status: 403 });
});

test('what has no price is shown beside the total, not left out', async () => {
  const ledger = new MemoryLedger();
  await projectLine(needs(ledger))(line('request-1'));
  await projectLine(needs(ledger, 'mars-north-1'))(line('request-2'));

  const { body } = await conversationCost({ ...scene(), ledger })({}, caller('fin', 'finance'), path);

  expect(CostAnswer.parse(body).unpriced).toEqual([
    { meter: 'apigw.ws.message', quantity: '3', unit: 'Requests', reason: 'unknown-region' },
  ]);
});

test('a conversation without a ledger is not known', async () => {
  const answer = await conversationCost({ ...scene(), ledger: new MemoryLedger() })({}, caller('f', 'finance'), path);

  expect(answer).toMatchObject({ status: 404, body: { code: 'unknown-conversation', field: 'id' } });
});
