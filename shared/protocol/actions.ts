import type { Action } from './frames.ts';
import type { RefusalCode } from './refusals.ts';

/**
 * What may be done in which state: role × action × standing. The pages' buttons and the cloud's steps ask the same table;
 * where the answer is no, it is the refusal's code. Only what can be read from the owner and the open offer stands here:
 * numbers of offers, epochs and open choices are the step's own check.
 */
type OwnerKind = 'bot' | 'queue' | 'agent' | 'promise' | 'closed';
/** How a conversation stands to its customer: who has the word. */
export type CustomerStanding = OwnerKind;
/** How a conversation stands to one agent: `held` and `offered` are hers, `held-by-other` and `offered-to-other` are not. */
export type AgentStanding = Exclude<OwnerKind, 'agent'> | 'offered' | 'offered-to-other' | 'held' | 'held-by-other';
type Verdict = 'may' | RefusalCode;

const customer = {
  say: { bot: 'may', queue: 'may', agent: 'may', promise: 'may', closed: 'may' },
  sync: { bot: 'may', queue: 'may', agent: 'may', promise: 'may', closed: 'may' },
  'ask-person': {
    bot: 'may',
    queue: 'already-with-person',
    agent: 'already-with-person',
    promise: 'may',
    closed: 'may',
  },
  choose: {
    bot: 'nothing-to-choose',
    queue: 'may',
    agent: 'nothing-to-choose',
    promise: 'nothing-to-choose',
    closed: 'nothing-to-choose',
  },
  typing: { bot: 'may', queue: 'may', agent: 'may', promise: 'may', closed: 'conversation-closed' },
  close: { bot: 'may', queue: 'may', agent: 'may', promise: 'may', closed: 'conversation-closed' },
} satisfies Partial<Record<Action, Record<CustomerStanding, Verdict>>>;

/** Only who holds it may do it. */
const holder = {
  bot: 'not-owner',
  queue: 'not-owner',
  offered: 'not-owner',
  'offered-to-other': 'not-owner',
  held: 'may',
  'held-by-other': 'not-owner',
  promise: 'not-owner',
  closed: 'conversation-closed',
} satisfies Record<AgentStanding, Verdict>;

/** Only who is being asked may answer an offer. */
const asked = {
  bot: 'offer-gone',
  queue: 'offer-gone',
  offered: 'may',
  'offered-to-other': 'not-your-offer',
  held: 'already-accepted',
  'held-by-other': 'offer-gone',
  promise: 'offer-gone',
  closed: 'offer-gone',
} satisfies Record<AgentStanding, Verdict>;

const agent = {
  accept: asked,
  decline: asked,
  reply: holder,
  typing: holder,
  close: holder,
  'return-to-bot': holder,
} satisfies Partial<Record<Action, Record<AgentStanding, Verdict>>>;

export type CustomerAction = keyof typeof customer;
export type AgentAction = keyof typeof agent;

type Owned = {
  owner: { kind: Exclude<OwnerKind, 'agent'> } | { kind: 'agent'; agentId: string };
  offer?: { agentId: string } | undefined;
};

/** How a conversation stands to this agent. An offer counts only while the queue owns. */
export function agentStanding({ owner, offer }: Owned, agentId: string): AgentStanding {
  if (owner.kind === 'agent') return owner.agentId === agentId ? 'held' : 'held-by-other';
  if (owner.kind === 'queue' && offer) return offer.agentId === agentId ? 'offered' : 'offered-to-other';
  return owner.kind;
}

/** `'may'`, or the code with which the action is refused. */
export const customerVerdict = (action: CustomerAction, standing: CustomerStanding): Verdict =>
  customer[action][standing];
export const agentVerdict = (action: AgentAction, standing: AgentStanding): Verdict => agent[action][standing];
