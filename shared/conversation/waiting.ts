import type { FactOf } from '#events/conversation';
import { type Decision, nothing, refused, system } from './decision.ts';
import type { Handoff, Head } from './head.ts';

/** The four waits of the handoff's workflow. */
export type Wait = 'matched' | 'accepted' | 'ended' | 'chosen';
/** One wait of one execution: which handoff, which run of it, and for `accepted` which offer. */
export type Waiting = { wait: Wait; handoff: number; run: number; n?: number };
/** What a waiting execution is told: the usual way is a success, every other way a named failure. */
export type WaitAnswer =
  | { success: { n?: number; outcome?: string } }
  | { failure: 'Superseded' | 'OutsideHours' | 'Over' | 'Declined' | 'Transferred' | 'BackInQueue' | 'Taken' };

/**
 * What HEAD, as it is now, says to a waiting execution; nothing if the wait goes on. Asked by the wait itself after it has
 * stored its token, by whoever wrote a fact, by the relay and by the sweeper: one of them always sees the other.
 */
export const answerOf = (waiting: Waiting, head: Head | undefined): WaitAnswer | undefined => {
  const handoff = head?.handoff;
  if (!head || !handoff || handoff.handoff < waiting.handoff) return undefined;
  if (handoff.handoff > waiting.handoff || handoff.run > waiting.run) return { failure: 'Superseded' };
  const withAgent = head.owner.kind === 'agent';
  switch (waiting.wait) {
    case 'matched':
      if (handoff.ended) return { failure: 'Over' };
      if (handoff.choosing) return { failure: 'OutsideHours' };
      return handoff.offer || withAgent ? { success: { n: handoff.n } } : undefined;
    case 'accepted':
      if (handoff.ended) return { failure: 'Over' };
      if (withAgent) return { success: {} };
      return handoff.offer?.n === waiting.n ? undefined : { failure: 'Declined' };
    case 'ended':
      if (handoff.ended) return { success: { outcome: handoff.ended.outcome } };
      return head.owner.kind === 'queue' ? { failure: 'BackInQueue' } : undefined;
    case 'chosen':
      if (handoff.ended) return { success: { outcome: handoff.ended.outcome } };
      return handoff.offer || withAgent ? { failure: 'Taken' } : undefined;
  }
};

/** The wait is too long (or nobody is there): the customer is given a choice, and keeps her place until she has chosen. */
export const asksChoice = (
  head: Head | undefined,
  reason: FactOf<'choice-asked'>['reason'],
  until: string,
): Decision => {
  if (!head?.handoff || head.owner.kind !== 'queue' || head.handoff.offer) return nothing('does not wait');
  if (head.handoff.choosing) return nothing('asked already');
  return { facts: [{ kind: 'choice-asked', reason, until, options: ['callback', 'message', 'bot'], by: system }] };
};

/** Nothing was chosen in time: a promise if a contact is known, else an announced end with a way back. Taken meanwhile: nothing. */
export const settles = (
  head: Head | undefined,
  contact: string | undefined,
  promise: { promiseId: string; dueAt: string },
): Decision => {
  if (!head?.handoff || head.owner.kind !== 'queue' || head.handoff.offer) return nothing('taken meanwhile');
  if (!contact)
    return { facts: [{ kind: 'closed', reason: 'no-choice', disposition: 'follow-up', words: {}, by: system }] };
  return {
    facts: [
      {
        kind: 'promised',
        ...promise,
        promise: contact.includes('@') ? 'message' : 'callback',
        words: { contact },
        by: system,
      },
    ],
  };
};

export const tellsPlace = (head: Head | undefined, place: number, waitSeconds: number): Decision => {
  if (!head?.handoff || head.owner.kind !== 'queue' || head.handoff.offer) return nothing('does not wait');
  const { told } = head.handoff;
  return told?.place === place
    ? nothing('told already')
    : { facts: [{ kind: 'place-told', place, waitSeconds, by: system }] };
};

/** A workflow that failed or was stopped begins anew: owner and epoch stay, so nobody's words are refused for it. */
export const resumes = (head: Head | undefined, handoff: number, run: number, cause: string): Decision => {
  if (head?.handoff?.handoff !== handoff || head.handoff.wrapped) return nothing('this handoff is over');
  if (head.handoff.run >= run) return nothing('resumed already');
  return { facts: [{ kind: 'handoff-resumed', handoff, run, cause, by: system }] };
};

export const wrapsUp = (head: Head | undefined, handoff: number, summary: string): Decision => {
  const current = head?.handoff;
  if (current?.handoff !== handoff || current.wrapped) return nothing('wrapped up already');
  if (!current.ended) return nothing('not over yet');
  const { outcome, disposition } = current.ended;
  return { facts: [{ kind: 'wrapped-up', handoff, outcome, disposition, words: { summary }, by: system }] };
};

export const executionOf = (conversationId: string, { handoff, run }: Pick<Handoff, 'handoff' | 'run'>): string =>
  `${conversationId}-${handoff}-${run}`;
export const abandonedNow = (head: Head | undefined): Decision => {
  if (!head) return refused('unknown-conversation');
  if (head.owner.kind !== 'queue' || head.handoff?.offer) return nothing('does not wait');
  return { facts: [{ kind: 'closed', reason: 'abandoned', disposition: 'no-answer', words: {}, by: system }] };
};
