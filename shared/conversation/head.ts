import type { Channel, Language } from '#events/actor';
import type { ChoiceReason, Disposition, FactOf, HandoffReason, Outcome } from '#events/conversation';

/** Who may speak for the firm now. Exactly one at any time; `epoch` counts the changes. */
export type Owner =
  | { kind: 'bot' }
  | { kind: 'queue' }
  | { kind: 'agent'; agentId: string }
  | { kind: 'promise'; promiseId: string }
  | { kind: 'closed' };

export type Offer = { n: number; agentId: string; until: string };
export type Obligation = { promiseId: string; promise: FactOf<'promised'>['promise']; dueAt: string };

/** Promises are counted up to here: the pause before the next one grows no more. */
export const MOST_MISSED = 6;

/** One request for a person, from the asking to its wrap-up. */
export type Handoff = {
  /** The epoch in which a person was asked for: names the handoff for good. */
  handoff: number;
  /** Raised by each rescue of its workflow; owner and epoch stay. */
  run: number;
  resumedAt?: string;
  reason: HandoffReason;
  skill: string;
  priority: number;
  since: string;
  queueUntil: string;
  /** Number of the last offer made. */
  n: number;
  offer?: Offer;
  choosing?: { reason: ChoiceReason; until: string; options: FactOf<'choice-asked'>['options'] };
  /** Who took it last; she may still read it once it is closed. */
  agentId?: string;
  /** Agents not to be asked: for good when silent, until a moment when declined. */
  excluded: { agentId: string; until?: string }[];
  told?: { place: number; waitSeconds: number; at: string };
  /** The customer wants the bot's help while waiting. */
  botHelps: boolean;
  /** For how many promises in a row, this one included, nobody has come; left out where it is none. At most `MOST_MISSED`. */
  missed?: number;
  ended?: { outcome: Outcome; disposition: Disposition; at: string };
  wrapped: boolean;
};

/**
 * What a conversation is now: the fold of its events, kept beside them and written by appends only. Under 1 KB, since each
 * append writes it. Times are ISO 8601; seqs of 0 mean "none yet".
 */
export type Head = {
  conversationId: string;
  /** The last seq; the condition of every append. */
  version: number;
  owner: Owner;
  epoch: number;
  channel: Channel;
  customerId: string;
  language: Language;
  previous?: string;
  openedAt: string;
  at: string;
  promises: Obligation[];
  handoff?: Handoff;
  /** Answers in a row in which the bot did not know. */
  misses: number;
  /** The newest words of the customer, and whether they end a question. */
  askedUpTo: number;
  askedAt?: string;
  /** The first words still unanswered. */
  askedSince?: string;
  settled: boolean;
  answeredUpTo: number;
  /** When the agent last spoke, warned of silence, was reminded. */
  agentAt?: string;
  warnedUntil?: string;
  remindedAt?: string;
  supervisorToldAt?: string;
  /** Words within the running minute, for the limit of a single customer. */
  pace: { since: string; count: number };
  lastHash: string;
};

export const isOver = (head: Head): boolean => head.owner.kind === 'closed';
/** Words nobody has answered yet. */
export const hasOpenWords = (head: Head): boolean => head.askedUpTo > head.answeredUpTo;

/** Whose desk it is on: the agent who holds it, is being asked, or held it when it was closed. */
export const mayRead = ({ owner, handoff }: Head, agentId: string): boolean => {
  if (owner.kind === 'agent') return owner.agentId === agentId;
  if (owner.kind === 'closed') return handoff?.agentId === agentId;
  return owner.kind === 'queue' && handoff?.offer?.agentId === agentId;
};
