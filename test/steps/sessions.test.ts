import { expect, test } from 'vitest';
import { agentTicket } from '#functions/agent-ticket/step';
import { authorize } from '#functions/authorize/step';
import { openSession } from '#functions/open-session/step';
import { customerTokens } from '#shared/identity/customer-token';
import { AgentTicketAnswer, SessionAnswer } from '#shared/protocol/session';
import type { Caller } from '#shared/runtime/http-answer';
import { CONVERSATION, CUSTOMER, NEXT, type Scene, scene } from './scene.ts';

const SHOP = 'https://shop.example';
const key = async () => new TextEncoder().encode('a secret of thirty-two characters');
const tokens = customerTokens(key, 'test');
const names = (n = 0) => {
  let count = n;
  return () => (++count).toString(16).padStart(40, '0');
};
const opening = (stage: Scene, own = tokens) =>
  openSession({
    ...stage,
    tokens: own,
    origins: [SHOP],
    newPerMinute: 20,
    nameOf: (address) => address,
    newSecretName: names(),
  });
const from = (origin = SHOP): Caller => ({ subject: '', name: '', groups: [], origin, sourceIp: '192.0.2.1' });
const agent = (...groups: string[]): Caller => ({ ...from(), subject: 'ana', name: 'Ana', groups });
const ticketOf = (answer: { body: unknown }): string => (answer.body as { ticket: string }).ticket;

test('a new customer gets an unguessable name, a token, and a thread that begins at 1', async () => {
  const answer = await opening(scene())({}, from());

  expect(answer.status).toBe(200);
  const session = SessionAnswer.parse(answer.body);
  expect(session.customerId).toMatch(/^[0-9a-f]{40}$/);
  expect(session.conversationId).toBe(`${session.customerId}-1`);
});

test('who brings her token is the same customer, at her newest conversation', async () => {
  const stage = scene();
  await stage.so('says', 'closes herself');
  await stage.store.append({
    conversationId: NEXT,
    at: stage.now(),
    thread: { customerId: CUSTOMER, language: 'en' },
    decide: () => ({
      facts: [
        {
          kind: 'conversation-opened',
          channel: 'web',
          customerId: CUSTOMER,
          language: 'en',
          words: {},
          by: { role: 'system' },
        },
      ],
    }),
  });
  const { token } = await tokens.issue(CUSTOMER, stage.now());

  const answer = await opening(stage)({ token }, from());

  expect(answer.body).toMatchObject({ customerId: CUSTOMER, conversationId: NEXT });
});

test('a customer who has a token and never wrote begins at 1', async () => {
  const stage = scene();
  const { token } = await tokens.issue(CUSTOMER, stage.now());

  expect((await opening(stage)({ token }, from())).body).toMatchObject({ conversationId: CONVERSATION });
});

test.each([
  [
    'expired',
    401,
    'token-expired',
    async (at: string) =>
      (await tokens.issue(CUSTOMER, new Date(Date.parse(at) - 31 * 86_400_000).toISOString())).token,
  ],
  [
    'forged',
    401,
    'token-forged',
    async (at: string) =>
      (
        await customerTokens(async () => new TextEncoder().encode('another secret of the same length'), 'test').issue(
          CUSTOMER,
          at,
        )
      ).token,
  ],
  [
    'of another environment',
    401,
    'token-forged',
    async (at: string) => (await customerTokens(key, 'prod').issue(CUSTOMER, at)).token,
  ],
  ['no token at all', 401, 'token-forged', async () => 'nonsense'],
])('a token that is %s is refused with %i %s', async (_, status, code, make) => {
  const stage = scene();

  const answer = await opening(stage)({ token: await make(stage.now()) }, from());

  expect(answer).toMatchObject({ status, body: { type: 'refused', code, field: 'token' } });
});

test('a page of another origin gets no session', async () => {
  expect(await opening(scene())({}, from('https://evil.example'))).toMatchObject({
    status: 403,
    body: { code: 'origin-not-allowed' },
  });
  expect(await opening(scene())({}, from(''))).toMatchObject({ status: 403 });
});

test('a ticket opens one socket, of its own origin, within half a minute', async () => {
  const stage = scene();
  const take = authorize(stage);
  const ticket = async () =>
    ticketOf(
      await openSession({
        ...stage,
        tokens,
        origins: [SHOP],
        newPerMinute: 20,
        nameOf: (address) => address,
        newSecretName: unique,
      })({}, from()),
    );
  const unique = names(100);

  const once = await ticket();
  expect(await take(once, SHOP)).toMatchObject({ subject: { role: 'customer' } });
  expect(await take(once, SHOP)).toBeUndefined();

  expect(await take(await ticket(), 'https://evil.example')).toBeUndefined();
  expect(await take(undefined, SHOP)).toBeUndefined();
  expect(await take('../../etc', SHOP)).toBeUndefined();

  const late = await ticket();
  stage.pass(31);
  expect(await take(late, SHOP)).toBeUndefined();
});

test.each([['agent'], ['supervisor'], ['admin']])('the group %s has a desk', async (group) => {
  const stage = scene();

  const answer = await agentTicket({ ...stage, newSecretName: names() })({}, agent(group, 'unknown-group'));

  expect(answer.status).toBe(200);
  expect(AgentTicketAnswer.parse(answer.body)).toMatchObject({ agentId: 'ana', name: 'Ana', groups: [group] });
  expect(await authorize(stage)(ticketOf(answer), SHOP)).toMatchObject({
    subject: { role: 'agent', id: 'ana' },
    name: 'Ana',
    groups: [group],
  });
});

test.each([[[]], [['finance']], [['knowledge-editor']]])('somebody of %j has no desk', async (groups) => {
  const answer = await agentTicket({ ...scene(), newSecretName: names() })({}, agent(...groups));

  expect(answer).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
});

test('one address may open so many new sessions a minute; a customer who brings her token is not counted', async () => {
  const stage = scene();
  const ask = openSession({
    ...stage,
    tokens,
    origins: [SHOP],
    newPerMinute: 2,
    nameOf: (address) => address,
    newSecretName: names(),
  });
  const first = await ask({}, from());
  await ask({}, from());

  const third = await ask({}, from());
  const known = await ask({ token: (first.body as { token: string }).token }, from());

  expect(third).toMatchObject({ status: 429, body: { code: 'too-many' } });
  expect(known.status).toBe(200);
});

test('what cannot be a ticket is refused without asking the table', async () => {
  const asked: string[] = [];
  const desk = { burnTicket: async (id: string) => void asked.push(id) };

  await authorize({ desk: desk as never, now: () => '' })('../../etc', SHOP);

  expect(asked).toEqual([]);
});
