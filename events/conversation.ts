import * as z from 'zod';
import { Actor, Channel, ConversationId, Language, Moment } from './actor.ts';

/**
 * The facts of a conversation. Ids, kinds and numbers are plain; whatever a person said or is called stands under `words`
 * and is ciphertext at rest (the conversation's own data key). Streams, queues and logs carry a fact without its words.
 */
const fact = <K extends string, O extends z.ZodRawShape>(kind: K, open: O) =>
  z.object({ kind: z.literal(kind), ...open });
const text = z.string().min(1).max(8000);
const said = z.object({ text });

/** An article that stands behind an answer: which version of it, and what it is called. */
export const Source = z.object({ articleId: z.string(), version: z.int(), title: z.string() });
export type Source = z.infer<typeof Source>;

export const HandoffReason = z.enum([
  'customer-asked',
  'customer-asked-in-words',
  'bot-missed',
  'bot-failed',
  'sensitive-topic',
  'strong-emotion',
  'intent',
  'promise-due',
]);
export type HandoffReason = z.infer<typeof HandoffReason>;
export const ChoiceReason = z.enum(['after-hours', 'nobody-there', 'waited-too-long']);
export type ChoiceReason = z.infer<typeof ChoiceReason>;
/** How a conversation ended, for the customer. */
export const CloseReason = z.enum(['by-agent', 'by-customer', 'silence', 'abandoned', 'no-choice']);
export type CloseReason = z.infer<typeof CloseReason>;
/** How a handoff ended (reliability I6): exactly one a handoff. */
export const Outcome = z.enum(['closed', 'returned', 'promise', 'abandoned']);
export type Outcome = z.infer<typeof Outcome>;
export const Disposition = z.enum(['resolved', 'follow-up', 'no-answer', 'wrong-department', 'spam', 'none']);
export type Disposition = z.infer<typeof Disposition>;
export const PromiseKind = z.enum(['callback', 'message']);

/**
 * What the customer's words were taken for, among the environment's own intents. `name`, `confidence` (0 to 1, if it belongs to any) and
 * `outOfScope` are the classifier's; `model` is what a model said where the classifier was unsure (`intent` null: none of them), and goes before it.
 */
export const IntentRead = z.object({
  name: z.string(),
  confidence: z.number(),
  outOfScope: z.boolean(),
  /** Of the environment's intents, as they were learned. */
  version: z.string(),
  model: z
    .object({ name: z.string(), choice: z.string(), intent: z.string().nullable(), sure: z.number().min(0).max(1) })
    .optional(),
});
export type IntentRead = z.infer<typeof IntentRead>;

export const facts = {
  'conversation-opened': fact('conversation-opened', {
    channel: Channel,
    customerId: z.string(),
    language: Language,
    previous: ConversationId.optional(),
    /** What the conversation before it was about: for a person, and what the bot goes by. Contacts and other personal numbers are masked. */
    words: z.object({
      summary: z.string().optional(),
      question: z.string().optional(),
      /** Order numbers she told, the newest last. */
      orders: z.array(z.string()).max(5).optional(),
    }),
  }),
  'customer-said': fact('customer-said', {
    clientMessageId: z.string(),
    language: Language,
    /** The words end a question or a wish, so nobody need wait for more. */
    settled: z.boolean(),
    words: said,
  }),
  'bot-said': fact('bot-said', {
    turn: z.string(),
    answersUpTo: z.int(),
    outcome: z.enum(['answered', 'small-talk', 'unknown']),
    /** The probability that the answer is right, 0 to 1. */
    confidence: z.number(),
    knowledgeVersion: z.string().optional(),
    /** The model that worded it, and the version of the choice that named it; left out where articles speak for themselves. */
    model: z.object({ name: z.string(), choice: z.string() }).optional(),
    intent: IntentRead.optional(),
    words: said.extend({ sources: z.array(Source) }),
  }),
  'answer-cut': fact('answer-cut', { turn: z.string(), words: said }),
  'bot-failed': fact('bot-failed', { answersUpTo: z.int(), cause: z.enum(['dead-letter', 'overdue']) }),
  'handed-off': fact('handed-off', {
    reason: HandoffReason,
    skill: z.string(),
    priority: z.int(),
    open: z.boolean(),
    queueUntil: Moment,
    answersUpTo: z.int(),
    /** Of the words that led here; left out where no words did, or the environment has no intents. */
    intent: IntentRead.optional(),
  }),
  'packet-prepared': fact('packet-prepared', { words: z.object({ packet: z.unknown() }) }),
  'place-told': fact('place-told', { place: z.int(), waitSeconds: z.int() }),
  'bot-kept-helping': fact('bot-kept-helping', { clientMessageId: z.string() }),
  offered: fact('offered', { n: z.int(), agentId: z.string(), until: Moment }),
  accepted: fact('accepted', { n: z.int(), agentId: z.string(), words: z.object({ agentName: z.string() }) }),
  declined: fact('declined', { n: z.int(), agentId: z.string(), excludedUntil: Moment }),
  'offer-expired': fact('offer-expired', { n: z.int(), agentId: z.string(), cause: z.enum(['silence', 'lease-lost']) }),
  'agent-said': fact('agent-said', {
    agentId: z.string(),
    clientMessageId: z.string(),
    words: said.extend({ agentName: z.string() }),
  }),
  'agent-reminded': fact('agent-reminded', { agentId: z.string() }),
  'supervisor-told': fact('supervisor-told', { cause: z.enum(['customer-unanswered', 'handoff-gave-up']) }),
  'agent-lost': fact('agent-lost', {
    agentId: z.string(),
    cause: z.enum(['lease-lost', 'customer-unanswered']),
    queueUntil: Moment,
  }),
  'choice-asked': fact('choice-asked', {
    reason: ChoiceReason,
    until: Moment,
    options: z.array(z.enum(['callback', 'message', 'bot'])),
  }),
  promised: fact('promised', {
    promiseId: z.string(),
    promise: PromiseKind,
    dueAt: Moment,
    clientMessageId: z.string().optional(),
    words: z.object({ contact: z.string().optional(), text: z.string().optional() }),
  }),
  'went-on-with-bot': fact('went-on-with-bot', { clientMessageId: z.string().optional() }),
  'returned-to-bot': fact('returned-to-bot', { agentId: z.string(), words: z.object({ note: z.string().optional() }) }),
  'silence-warned': fact('silence-warned', { closesAt: Moment }),
  closed: fact('closed', {
    reason: CloseReason,
    disposition: Disposition,
    words: z.object({ note: z.string().optional() }),
  }),
  'handoff-resumed': fact('handoff-resumed', { handoff: z.int(), run: z.int(), cause: z.string() }),
  'wrapped-up': fact('wrapped-up', {
    handoff: z.int(),
    outcome: Outcome,
    disposition: Disposition,
    words: z.object({ summary: z.string() }),
  }),
} as const;

export const Fact = z.discriminatedUnion(
  'kind',
  Object.values(facts) as unknown as [(typeof facts)[keyof typeof facts], ...(typeof facts)[keyof typeof facts][]],
);
export type FactKind = keyof typeof facts;
export type FactOf<K extends FactKind> = z.infer<(typeof facts)[K]>;
export type Fact = { [K in FactKind]: FactOf<K> }[FactKind];

/** Only people of the firm see these. */
const forAgents: ReadonlySet<FactKind> = new Set([
  'packet-prepared',
  'offered',
  'declined',
  'offer-expired',
  'agent-reminded',
  'supervisor-told',
  'handoff-resumed',
  'wrapped-up',
]);
export const audienceOf = (kind: FactKind): 'all' | 'agents' => (forAgents.has(kind) ? 'agents' : 'all');

/** Where and when a fact happened; the same for every kind. */
export const Stamp = z.object({
  conversationId: ConversationId,
  seq: z.int().positive(),
  epoch: z.int().nonnegative(),
  at: Moment,
  by: Actor,
});
export type Stamp = z.infer<typeof Stamp>;
export type ConversationEvent = Fact & Stamp;
export type EventOf<K extends FactKind> = FactOf<K> & Stamp;
export const ConversationEvent = z.intersection(Fact, Stamp) as unknown as z.ZodType<ConversationEvent>;
