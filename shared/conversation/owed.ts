import { type Head, hasOpenWords } from './head.ts';
import { later, type Timings } from './timings.ts';
import { turnOf } from './turn.ts';

/** What a conversation is owed and has not got; the sweeper pays it through the same steps. */
export type Debt =
  | { owes: 'turn' }
  /** Overdue twice: its message is stuck in flight, so it is not queued again. */
  | { owes: 'failure' }
  | { owes: 'offer-expiry'; n: number }
  | { owes: 'workflow' }
  | { owes: 'attention' }
  | { owes: 'silence' }
  | { owes: 'wrap-up' }
  | { owes: 'promise'; promiseId: string };

/** The second look at an open turn comes this much after the first, the rescue of a workflow this much after its own timer. */
const AGAIN_SECONDS = 60;

type Deadline = { at: string; debt: Debt };

/**
 * Deadlines come from the state's own times only, never from now: a customer who goes on writing must not move her own.
 * A handoff stays due until it is wrapped up.
 */
const deadlines = (head: Head, timings: Timings): Deadline[] => [
  ...turnDeadlines(head, timings),
  ...handoffDeadlines(head, timings),
  ...promiseDeadlines(head),
];

const turnDeadlines = (head: Head, { turnGraceSeconds }: Timings): Deadline[] => {
  if (!turnOf(head) || !head.askedSince) return [];
  const first = later(head.askedSince, turnGraceSeconds);
  return [
    { at: first, debt: { owes: 'turn' } },
    { at: later(first, AGAIN_SECONDS), debt: { owes: 'failure' } },
  ];
};

const handoffDeadlines = (head: Head, timings: Timings): Deadline[] => {
  const { handoff, owner } = head;
  if (!handoff || handoff.wrapped) return [];
  const after = (at: string): string => later(laterOf(at, handoff.resumedAt), AGAIN_SECONDS);
  if (handoff.ended) return [{ at: after(handoff.ended.at), debt: { owes: 'wrap-up' } }];
  if (owner.kind === 'agent') return withAgentDeadlines(head, timings);
  if (handoff.offer)
    return [{ at: later(handoff.offer.until, AGAIN_SECONDS), debt: { owes: 'offer-expiry', n: handoff.offer.n } }];
  if (handoff.choosing) return [{ at: after(handoff.choosing.until), debt: { owes: 'workflow' } }];
  return [{ at: after(laterOf(handoff.queueUntil, head.handoff?.since)), debt: { owes: 'workflow' } }];
};

const withAgentDeadlines = (head: Head, { agentReminderSeconds, silenceWarnSeconds }: Timings): Deadline[] => {
  if (hasOpenWords(head) && head.askedSince) {
    const since = head.supervisorToldAt ?? head.remindedAt ?? head.askedSince;
    return [{ at: later(since, agentReminderSeconds), debt: { owes: 'attention' } }];
  }
  if (head.warnedUntil) return [{ at: head.warnedUntil, debt: { owes: 'silence' } }];
  return head.agentAt ? [{ at: later(head.agentAt, silenceWarnSeconds), debt: { owes: 'silence' } }] : [];
};

/**
 * A promise comes due by its own clock, whoever has owned the conversation since: words after it give the conversation to
 * the bot, and the promise stays. With a person, or in her queue, somebody is at it already.
 */
const promiseDeadlines = (head: Head): Deadline[] =>
  head.owner.kind === 'promise' || head.owner.kind === 'bot'
    ? head.promises.map(({ promiseId, dueAt }) => ({ at: dueAt, debt: { owes: 'promise', promiseId } as const }))
    : [];

const laterOf = (a: string, b: string | undefined): string => (b && b > a ? b : a);

/** Everything overdue now, most urgent kind last decided by the sweeper; `failure` replaces `turn` once both are due. */
export const owed = (head: Head, now: string, timings: Timings): Debt[] => {
  const due = deadlines(head, timings)
    .filter(({ at }) => at <= now)
    .map(({ debt }) => debt);
  return due.some(({ owes }) => owes === 'failure') ? due.filter(({ owes }) => owes !== 'turn') : due;
};

/** The earliest moment at which something is owed: the key of the sweeper's index. `undefined`: nothing ever will be. */
export const dueAt = (head: Head, timings: Timings): string | undefined =>
  deadlines(head, timings)
    .map(({ at }) => at)
    .sort()[0];
