import type { Head } from '#shared/conversation/head';
import type { ConversationState } from './frames.ts';

/** What a screen is told of a conversation beside its events; agents also see the open offer. */
export const stateOf = (head: Head, reader: 'customer' | 'agent'): ConversationState => {
  const { handoff, owner } = head;
  const waits = owner.kind === 'queue' && handoff;
  return {
    version: head.version,
    epoch: head.epoch,
    owner: reader === 'customer' && owner.kind === 'agent' ? { kind: 'agent', agentId: 'agent' } : owner,
    language: head.language,
    promises: head.promises,
    ...(waits && {
      waiting: {
        reason: handoff.reason,
        since: handoff.since,
        botHelps: handoff.botHelps,
        ...(handoff.told && { place: handoff.told.place, waitSeconds: handoff.told.waitSeconds }),
      },
    }),
    ...(waits && handoff.choosing && { choosing: handoff.choosing }),
    ...(waits && reader === 'agent' && handoff.offer && { offer: handoff.offer }),
    ...(head.askedSince && head.askedUpTo > head.answeredUpTo && { unansweredSince: head.askedSince }),
  };
};

type Page = { head: Head | undefined; events: { seq: number }[]; more: boolean };

/** How far a page of the log reaches, whatever of it the reader may see. */
export const upToOf = ({ head, events, more }: Page, after: number): number =>
  more ? (events.at(-1)?.seq ?? after) : Math.max(after, head?.version ?? 0);
