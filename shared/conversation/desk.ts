import type { Disposition } from '#events/conversation';
import { type Decision, nothing, refused, system } from './decision.ts';
import { type Head, isOver } from './head.ts';
import { later } from './timings.ts';

type Agent = { agentId: string; name: string };
const agent = ({ agentId, name }: Agent) => ({ role: 'agent', agentId, name }) as const;

/** Why this offer cannot be answered any more, if it cannot. */
const offerGone = (head: Head | undefined, n: number, agentId: string): Decision | undefined => {
  if (!head) return refused('unknown-conversation');
  const { owner, handoff } = head;
  if (owner.kind === 'agent' && handoff?.n === n) return refused('already-accepted');
  if (!handoff?.offer || handoff.offer.n !== n) return refused('offer-gone');
  if (handoff.offer.agentId !== agentId) return refused('not-your-offer');
  return undefined;
};

/** One transaction of the matcher: this agent is asked. Owner and epoch stay; the desk's own conditions guard her load. */
export const offers = (
  head: Head | undefined,
  handoff: number,
  agentId: string,
  until: string,
  at: string,
): Decision => {
  if (!head?.handoff || head.owner.kind !== 'queue' || head.handoff.offer) return nothing('does not wait');
  if (head.handoff.handoff !== handoff) return nothing('another handoff');
  const excluded = head.handoff.excluded.some((one) => one.agentId === agentId && (!one.until || one.until > at));
  if (excluded) return nothing('this agent is excluded');
  return { facts: [{ kind: 'offered', n: head.handoff.n + 1, agentId, until, by: system }] };
};

export const accepts = (head: Head | undefined, n: number, who: Agent, at: string): Decision => {
  const gone = offerGone(head, n, who.agentId);
  if (gone) return gone;
  // The workflow's clock starts after the offer was written, so `until` only matters where that clock is late.
  if (head?.handoff?.offer && head.handoff.offer.until < at) return refused('offer-gone');
  return { facts: [{ kind: 'accepted', n, agentId: who.agentId, words: { agentName: who.name }, by: agent(who) }] };
};

export const declines = (head: Head | undefined, n: number, who: Agent, excludedUntil: string): Decision =>
  offerGone(head, n, who.agentId) ?? {
    facts: [{ kind: 'declined', n, agentId: who.agentId, excludedUntil, by: agent(who) }],
  };

/** The offer's time is over, or its agent is gone. Accepted meanwhile: nothing happens. */
export const expires = (head: Head | undefined, n: number, cause: 'silence' | 'lease-lost'): Decision => {
  const offer = head?.handoff?.offer;
  if (!offer || offer.n !== n) return nothing('this offer is no longer open');
  return {
    facts: [{ kind: 'offer-expired', n, agentId: offer.agentId, cause, by: system }],
    missed: cause === 'silence',
  };
};

/** Why this agent may not write here, if she may not. Her frame carries the epoch she has seen. */
const notHers = (head: Head | undefined, agentId: string, epoch: number): Decision | undefined => {
  if (!head) return refused('unknown-conversation');
  if (isOver(head)) return refused('conversation-closed');
  if (head.owner.kind !== 'agent' || head.owner.agentId !== agentId) return refused('not-owner');
  if (head.epoch !== epoch) return refused('stale-epoch');
  return undefined;
};

export const agentSays = (
  head: Head | undefined,
  who: Agent,
  epoch: number,
  words: { clientMessageId: string; text: string },
): Decision =>
  notHers(head, who.agentId, epoch) ?? {
    facts: [
      {
        kind: 'agent-said',
        agentId: who.agentId,
        clientMessageId: words.clientMessageId,
        words: { text: words.text, agentName: who.name },
        by: agent(who),
      },
    ],
  };

export const agentCloses = (
  head: Head | undefined,
  who: Agent,
  epoch: number,
  disposition: Disposition,
  note?: string,
): Decision =>
  notHers(head, who.agentId, epoch) ?? {
    facts: [{ kind: 'closed', reason: 'by-agent', disposition, words: note ? { note } : {}, by: agent(who) }],
  };

export const returnsToBot = (head: Head | undefined, who: Agent, epoch: number, note?: string): Decision =>
  notHers(head, who.agentId, epoch) ?? {
    facts: [{ kind: 'returned-to-bot', agentId: who.agentId, words: note ? { note } : {}, by: agent(who) }],
  };

/** Her lease has lapsed: back to the queue's front (same clock), and a fresh wait. */
export const losesAgent = (
  head: Head | undefined,
  agentId: string,
  cause: 'lease-lost' | 'customer-unanswered',
  queueUntil: string,
): Decision =>
  head?.owner.kind === 'agent' && head.owner.agentId === agentId
    ? { facts: [{ kind: 'agent-lost', agentId, cause, queueUntil, by: system }] }
    : nothing('she does not hold it');

/** Words the agent leaves unanswered: she is reminded, then the supervisor is told, then the customer is offered anew. */
export const remindsAgent = (head: Head, at: string, agentReminderSeconds: number, queueUntil: string): Decision => {
  if (head.owner.kind !== 'agent' || !head.askedSince) return nothing('no words wait');
  const { agentId } = head.owner;
  if (head.supervisorToldAt) {
    return at >= later(head.supervisorToldAt, agentReminderSeconds)
      ? losesAgent(head, agentId, 'customer-unanswered', queueUntil)
      : nothing('told');
  }
  if (head.remindedAt) {
    return at >= later(head.remindedAt, agentReminderSeconds)
      ? { facts: [{ kind: 'supervisor-told', cause: 'customer-unanswered', by: system }] }
      : nothing('reminded');
  }
  return at >= later(head.askedSince, agentReminderSeconds)
    ? { facts: [{ kind: 'agent-reminded', agentId, by: system }] }
    : nothing('early');
};
