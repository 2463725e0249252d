import type { ConversationEvent } from '#events/conversation';
import type { Decided } from './decision.ts';
import { type DeskChange, deskChanges } from './desk-change.ts';
import { evolve } from './evolve.ts';
import type { Head } from './head.ts';

export type Write = { events: ConversationEvent[]; head: Head; desk: DeskChange[] };

/**
 * What an append writes: the facts at their seqs, the head they fold to, and the desk's part. An event carries the epoch
 * in force after it. Times never run backwards within a conversation, whatever a function's clock says.
 */
export const writeOf = (
  before: Head | undefined,
  conversationId: string,
  facts: Decided[],
  at: string,
  missed = false,
): Write => {
  const moment = before && before.at > at ? before.at : at;
  let head = before;
  const events = facts.map((fact): ConversationEvent => {
    const seq = (head?.version ?? 0) + 1;
    const event = { ...fact, conversationId, seq, at: moment, epoch: head?.epoch ?? 1 } as ConversationEvent;
    head = evolve(head, event);
    return { ...event, epoch: head.epoch };
  });
  if (!head) throw new Error(`an append to ${conversationId} without a fact`);
  return { events, head, desk: deskChanges(before, head, { missed, gone: events.some(isForLease) }) };
};

const isForLease = (event: ConversationEvent): boolean =>
  (event.kind === 'agent-lost' || event.kind === 'offer-expired') && event.cause === 'lease-lost';
