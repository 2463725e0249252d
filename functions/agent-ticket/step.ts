import { later } from '#shared/conversation/timings';
import type { AgentTicketAnswer } from '#shared/protocol/session';
import { answer, type Caller, type HttpAnswer, refuse } from '#shared/runtime/http-answer';
import type { DeskStore } from '#shared/store/desk-store';

type Needs = { desk: Pick<DeskStore, 'putTicket'>; now: () => string; newSecretName: () => string };

const TICKET_SECONDS = 30;
const ROLES = ['agent', 'supervisor', 'knowledge-editor', 'finance', 'admin'] as const;

/** The sign-in has been verified by the route; a ticket carries it to the socket. Only agents and supervisors have a desk. */
export const agentTicket =
  ({ desk, now, newSecretName }: Needs) =>
  async (_body: unknown, { subject, name, groups, origin }: Caller): Promise<HttpAnswer> => {
    const known = ROLES.filter((role) => groups.includes(role));
    if (!known.some((role) => role === 'agent' || role === 'supervisor' || role === 'admin'))
      return refuse(403, 'not-allowed');
    const ticket = newSecretName();
    await desk.putTicket({
      id: ticket,
      subject: { role: 'agent', id: subject },
      name,
      groups: known,
      origin,
      expiresAt: later(now(), TICKET_SECONDS),
    });
    const issued: AgentTicketAnswer = { ticket, agentId: subject, name, groups: known };
    return answer(200, issued);
  };
