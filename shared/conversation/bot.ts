import type { FactOf, HandoffReason } from '#events/conversation';
import { bot, type Decided, type Decision, nothing, refused, system } from './decision.ts';
import { type Head, isOver } from './head.ts';
import type { Turn } from './turn.ts';

export type BotAnswer = Omit<FactOf<'bot-said'>, 'kind' | 'turn'>;

/**
 * The bot's answer, fenced by the epoch its turn carries: never by the one of a head read again on a retry, or a stale
 * answer would slip in after a person took over.
 */
export const botSays = (head: Head | undefined, turn: Turn, answer: BotAnswer): Decision => {
  const stale = fence(head, turn);
  if (stale) return stale;
  return { facts: [{ kind: 'bot-said', turn: turn.id, ...answer, by: bot }] };
};

/** A turn that ends in a handoff instead of words. */
export const fence = (head: Head | undefined, turn: Turn): Decision | undefined => {
  if (!head) return refused('unknown-conversation');
  // First, since a handoff takes the open words with it: what a customer has read of an answer by then must not be forgotten.
  if (head.epoch !== turn.epoch) return refused('stale-epoch');
  if (head.answeredUpTo > turn.after) return nothing('answered already');
  return undefined;
};

/** What the customer had read of an answer when somebody took over. Written by the system, so without a fence. */
export const answerCut = (head: Head | undefined, turn: Turn, text: string): Decision =>
  head
    ? { facts: [{ kind: 'answer-cut', turn: turn.id, words: { text }, by: system }] }
    : refused('unknown-conversation');

/** The turn could not be answered (three crashes, or overdue twice). A reason for a person. */
export const botFailed = (head: Head | undefined, turn: Turn, cause: 'dead-letter' | 'overdue'): Decision => {
  const stale = fence(head, turn);
  if (stale) return stale;
  return head
    ? { facts: [{ kind: 'bot-failed', answersUpTo: head.askedUpTo, cause, by: system }] }
    : refused('unknown-conversation');
};

export type HandingOff = {
  reason: HandoffReason;
  skill: string;
  priority: number;
  /** The firm's people are there now. */
  open: boolean;
  /** Until when the customer waits before she is given a choice. */
  queueUntil: string;
  /** When the choice must be made, where it is put at once. */
  choiceUntil: string;
  /** What the words were taken for that led here. */
  intent?: FactOf<'handed-off'>['intent'];
};

/** A person is asked for. Outside hours the choice is put in the same breath; the place is kept meanwhile. */
export const handsOff = (head: Head | undefined, asked: HandingOff, by: Decided['by']): Decision => {
  if (!head) return refused('unknown-conversation');
  if (isOver(head)) return refused('conversation-closed');
  if (head.owner.kind === 'queue' || head.owner.kind === 'agent') return refused('already-with-person');
  return { facts: [...unwrapped(head), ...handOffFacts(head.askedUpTo, asked, by)] };
};

/** The asking and, outside hours, the choice put with it. `upTo`: the words that a person shall answer. */
export const handOffFacts = (
  upTo: number,
  { reason, skill, priority, open, queueUntil, choiceUntil, intent }: HandingOff,
  by: Decided['by'],
): Decided[] => {
  const of = { reason, skill, priority, open, queueUntil, ...(intent && { intent }) };
  const asked: Decided = { kind: 'handed-off', ...of, answersUpTo: upTo, by };
  const choice: Decided = {
    kind: 'choice-asked',
    reason: 'after-hours',
    until: choiceUntil,
    options: ['callback', 'message', 'bot'],
    by: system,
  };
  return open ? [asked] : [asked, choice];
};

/** The former handoff, if its workflow has not wrapped it up yet: each has exactly one wrap-up (I6), so it comes before the next begins. */
const unwrapped = ({ handoff }: Head): Decided[] =>
  handoff?.ended && !handoff.wrapped
    ? [
        {
          kind: 'wrapped-up',
          handoff: handoff.handoff,
          outcome: handoff.ended.outcome,
          disposition: handoff.ended.disposition,
          words: { summary: '' },
          by: system,
        },
      ]
    : [];

/** The bot could not answer, and a person is asked for in the same breath: a customer is never left with a failure alone. */
export const failsOver = (
  head: Head | undefined,
  turn: Turn,
  cause: 'dead-letter' | 'overdue',
  asked: HandingOff,
): Decision => {
  const failed = botFailed(head, turn, cause);
  if (!('facts' in failed) || head?.owner.kind !== 'bot') return failed;
  return { facts: [...failed.facts, ...unwrapped(head), ...handOffFacts(head.askedUpTo, asked, system)] };
};
