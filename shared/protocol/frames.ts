import * as z from 'zod';
import { ConversationId, Language, Moment } from '#events/actor';
import { ChoiceReason, Disposition, facts, HandoffReason, PromiseKind } from '#events/conversation';
import type { RefusalCode } from './refusals.ts';
import { EventView } from './views.ts';

/** An envelope is kept below API Gateway's 32 KB frame, with room for what the gateway adds. */
export const MAX_FRAME_BYTES = 24_576;
export const MAX_TEXT = 4000;

const clientMessageId = z.uuid();
const body = z.object({ text: z.string().trim().min(1).max(MAX_TEXT) });
const epoch = z.int().nonnegative();
const frame = <A extends string, S extends z.ZodRawShape>(action: A, shape: S) =>
  z.object({ action: z.literal(action), ...shape });

/** From a browser to the cloud; `action` is the WebSocket API's route key. */
export const clientFrames = {
  /** A customer's words. The same id may be sent again; it is stored once. */
  say: frame('say', { conversationId: ConversationId, clientMessageId, body, language: Language.optional() }),
  /** Everything after `since`; the first sync of a socket also registers it for pushes. */
  sync: frame('sync', { conversationId: ConversationId, since: z.int().nonnegative() }),
  /** The 转人工 button. No second confirmation. */
  'ask-person': frame('ask-person', { conversationId: ConversationId, clientMessageId, language: Language.optional() }),
  choose: frame('choose', {
    conversationId: ConversationId,
    clientMessageId,
    choice: z.enum(['callback', 'message', 'bot', 'keep-helping']),
    contact: z.string().trim().max(120).optional(),
    text: z.string().trim().max(MAX_TEXT).optional(),
  }),
  typing: frame('typing', { conversationId: ConversationId }),
  /** An agent's ready switch, and with `beat` her heartbeat (each 30 s), which keeps whatever the desk has meanwhile decided; answered by `desk`. */
  presence: frame('presence', { ready: z.boolean(), beat: z.boolean().optional() }),
  accept: frame('accept', { conversationId: ConversationId, n: z.int().positive() }),
  decline: frame('decline', { conversationId: ConversationId, n: z.int().positive() }),
  reply: frame('reply', { conversationId: ConversationId, clientMessageId, epoch, body }),
  /** By the agent who holds it (with her epoch), or by its customer. */
  close: frame('close', {
    conversationId: ConversationId,
    epoch: epoch.optional(),
    disposition: Disposition.default('none'),
    note: z.string().trim().max(2000).optional(),
  }),
  'return-to-bot': frame('return-to-bot', {
    conversationId: ConversationId,
    epoch,
    note: z.string().trim().max(2000).optional(),
  }),
  /** Supervisors only: what they were told of. Registers this socket for the push `noticed`; `seen` takes one off the list first. */
  notices: frame('notices', { seen: z.object({ conversationId: ConversationId, at: Moment }).optional() }),
} as const;
export type Action = keyof typeof clientFrames;
export type ClientFrameOf<A extends Action> = z.infer<(typeof clientFrames)[A]>;
export type ClientFrame = { [A in Action]: ClientFrameOf<A> }[Action];

/** What a screen needs to know of a conversation beside its events. */
export const ConversationState = z.object({
  version: z.int(),
  epoch,
  owner: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('bot') }),
    z.object({ kind: z.literal('queue') }),
    z.object({ kind: z.literal('closed') }),
    z.object({ kind: z.literal('agent'), agentId: z.string() }),
    z.object({ kind: z.literal('promise'), promiseId: z.string() }),
  ]),
  language: Language,
  /** While a person is awaited. `place` 1 is the front. */
  waiting: z
    .object({
      reason: HandoffReason,
      since: Moment,
      place: z.int().optional(),
      waitSeconds: z.int().optional(),
      botHelps: z.boolean(),
    })
    .optional(),
  choosing: z
    .object({ reason: ChoiceReason, until: Moment, options: z.array(z.enum(['callback', 'message', 'bot'])) })
    .optional(),
  /** Agents only: the open offer. */
  offer: z.object({ n: z.int(), agentId: z.string(), until: Moment }).optional(),
  promises: z.array(z.object({ promiseId: z.string(), promise: PromiseKind, dueAt: Moment })),
  /** The customer has words that nobody has answered yet: the bot is at work, or the agent owes a reply. Since when. */
  unansweredSince: Moment.optional(),
});
export type ConversationState = z.infer<typeof ConversationState>;

/** One conversation on an agent's desk: an offer to take or a seat she holds. */
export const Seat = z.object({
  conversationId: ConversationId,
  kind: z.enum(['offered', 'held']),
  n: z.int(),
  epoch,
  until: Moment.optional(),
  since: Moment,
});
export type Seat = z.infer<typeof Seat>;

/** A conversation that a supervisor was told of, as it stands now. */
export const NoticeView = z.object({
  conversationId: ConversationId,
  /** When she was told; with the conversation it names the notice. */
  at: Moment,
  cause: facts['supervisor-told'].shape.cause,
  /** Nobody has answered since. */
  holds: z.boolean(),
  owner: z.enum(['bot', 'queue', 'agent', 'promise', 'closed']),
  agentName: z.string().optional(),
  /** Since when the customer waits: for an answer, or in the queue. */
  waitsSince: Moment.optional(),
});
export type NoticeView = z.infer<typeof NoticeView>;

/** From the cloud to a browser. */
export const serverFrames = {
  ack: z.object({
    type: z.literal('ack'),
    action: z.string(),
    conversationId: ConversationId,
    clientMessageId: z.string().optional(),
    seq: z.int(),
    epoch: epoch.optional(),
  }),
  refused: z.object({
    type: z.literal('refused'),
    code: z.string() as unknown as z.ZodType<RefusalCode>,
    action: z.string().optional(),
    message: z.string(),
    conversationId: z.string().optional(),
    clientMessageId: z.string().optional(),
    field: z.string().optional(),
    limit: z.string().optional(),
  }),
  /** Not stored: too many writers at once. Keep it and send it again, same id, after so many milliseconds. */
  'retry-later': z.object({
    type: z.literal('retry-later'),
    action: z.string(),
    conversationId: ConversationId.optional(),
    clientMessageId: z.string().optional(),
    afterMs: z.int(),
  }),
  /**
   * The answer to `sync` and every push have this one shape: what this reader may see of the seqs above `after` up to and
   * with `upTo`. A reader who has everything up to `after` now has everything up to `upTo`; another asks `sync`. `next`: a
   * later conversation of the same thread exists.
   */
  events: z.object({
    type: z.literal('events'),
    conversationId: ConversationId,
    after: z.int().nonnegative(),
    upTo: z.int().nonnegative(),
    events: z.array(EventView),
    more: z.boolean(),
    state: ConversationState.optional(),
    next: ConversationId.optional(),
  }),
  /** Part of an answer being written. Ephemeral: the `bot-said` of this turn replaces it. `offset` in UTF-16 units. */
  delta: z.object({
    type: z.literal('delta'),
    conversationId: ConversationId,
    turn: z.string(),
    epoch,
    offset: z.int(),
    text: z.string(),
  }),
  typing: z.object({
    type: z.literal('typing'),
    conversationId: ConversationId,
    by: z.enum(['customer', 'agent', 'bot']),
  }),
  /** An agent's desk as the cloud has it. */
  desk: z.object({
    type: z.literal('desk'),
    agent: z.object({
      agentId: z.string(),
      name: z.string(),
      ready: z.boolean(),
      load: z.int(),
      capacity: z.int(),
      leaseUntil: Moment,
      skills: z.array(z.string()),
    }),
    seats: z.array(Seat),
    at: Moment,
  }),
  /** What supervisors were told, newest first: what nobody has looked at (`more`: and older), and what was marked as seen of late. */
  notices: z.object({
    type: z.literal('notices'),
    open: z.array(NoticeView),
    seen: z.array(
      NoticeView.pick({ conversationId: true, at: true, cause: true }).extend({ seenBy: z.string(), seenAt: Moment }),
    ),
    more: z.boolean(),
    at: Moment,
  }),
  /** Supervisors only: the list of `notices` has changed. A hint: ask again. */
  noticed: z.object({ type: z.literal('noticed') }),
} as const;
export type ServerFrameType = keyof typeof serverFrames;
export type ServerFrameOf<T extends ServerFrameType> = z.infer<(typeof serverFrames)[T]>;
export type ServerFrame = { [T in ServerFrameType]: ServerFrameOf<T> }[ServerFrameType];
