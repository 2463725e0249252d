import type * as z from 'zod';
import { conversationOf } from '#shared/conversation/thread';
import { later } from '#shared/conversation/timings';
import type { CustomerTokens } from '#shared/identity/customer-token';
import type { SessionAnswer, SessionAsk } from '#shared/protocol/session';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { CustomerStore } from '#shared/store/customer-store';
import type { DeskStore } from '#shared/store/desk-store';

type Needs = {
  tokens: CustomerTokens;
  customers: CustomerStore;
  desk: Pick<DeskStore, 'putTicket' | 'count'>;
  origins: string[];
  /** Sessions without an earlier token, of one address in a minute. */
  newPerMinute: number;
  /** Names an address without keeping it. */
  nameOf: (address: string) => string;
  now: () => string;
  newSecretName: () => string;
};

export const TICKET_SECONDS = 30;

/** Who is this customer, where does her thread stand, and a ticket for her socket. Without a token she is new. */
export const openSession =
  ({ tokens, customers, desk, origins, newPerMinute, nameOf, now, newSecretName }: Needs) =>
  async ({ token }: z.infer<typeof SessionAsk>, { origin, sourceIp }: Caller): Promise<HttpAnswer> => {
    if (!origins.includes(origin)) return refuse(403, 'origin-not-allowed');
    const at = now();
    if (!token && (await desk.count(`session#${nameOf(sourceIp)}`, at)) > newPerMinute) return refuse(429, 'too-many');
    const known = token ? await tokens.verify(token, at) : { customerId: newSecretName() };
    if ('refused' in known) return refuse(401, known.refused, 'token');

    const { customerId } = known;
    const ticket = newSecretName();
    const [thread, issued] = await Promise.all([
      token ? customers.thread(customerId) : undefined,
      tokens.issue(customerId, at),
      desk.putTicket({
        id: ticket,
        subject: { role: 'customer', id: customerId },
        name: '',
        groups: [],
        origin,
        expiresAt: later(at, TICKET_SECONDS),
      }),
    ]);
    const session: SessionAnswer = {
      ...issued,
      customerId,
      conversationId: thread?.conversationId ?? conversationOf(customerId, 1),
      ticket,
    };
    return answer(200, session);
  };
