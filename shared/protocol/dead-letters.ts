import * as z from 'zod';
import { Moment } from '#events/actor';

/**
 * Every dead-letter queue of an environment, by the name of its alarm: where what failed came from, and how it goes back.
 * `queue`: to the beginning of its way. `again`: the function gets the same event anew. `log`: the function is shown the
 * conversations as they stand in the log now, since a stream's letter tells only where the records lay.
 */
export const deadLetterQueues = {
  FailedTurnsDead: 'queue',
  MatchingDead: 'queue',
  TimersDead: 'queue',
  ProjectionDead: 'queue',
  BuildsDead: 'queue',
  RelayStreamDead: 'log',
  DeliverStreamDead: 'log',
  HandoffRescueDead: 'again',
  SweeperDead: 'again',
  MeterLinesDead: 'again',
} as const;
export type DeadLetterQueue = keyof typeof deadLetterQueues;
export const DeadLetterQueue = z.enum(Object.keys(deadLetterQueues) as [DeadLetterQueue, ...DeadLetterQueue[]]);

/** Why a step failed on it: the newest failure of that step, and how often it failed. Identifiers in `message` are masked. */
const Failure = z.object({ step: z.string(), error: z.string(), message: z.string(), times: z.int(), at: Moment });
export type LetterFailure = z.infer<typeof Failure>;

/** One dead letter as an admin sees it: ids and reasons, never a customer's words. */
export const Letter = z.object({
  letterId: z.string(),
  /** When the message was first sent, as far as the queue knows. */
  sentAt: Moment,
  /** Conversations it is about, where that is known. */
  conversationIds: z.array(z.string()),
  /** What it asks for: a turn's id, a skill, a timer. */
  about: z.string(),
  /** Newest first. Empty: the step ended without a word (time over, out of memory, killed). */
  failures: z.array(Failure),
  /** The platform's own word for why it gave up, where it has one. */
  condition: z.string().optional(),
  /** False: nobody knows which conversations it was about, so it cannot go back. */
  redrivable: z.boolean(),
});
export type Letter = z.infer<typeof Letter>;

/** What an admin did with a letter, and when. */
export const LetterDeed = z.object({
  did: z.enum(['redriven', 'discarded']),
  queue: DeadLetterQueue,
  letterId: z.string(),
  conversationIds: z.array(z.string()),
  by: z.object({ id: z.string(), name: z.string() }),
  at: Moment,
});
export type LetterDeed = z.infer<typeof LetterDeed>;

/** GET /dead-letters: how many letters lie where (`inHand`: being looked at or redriven just now), and what was done lately. */
export const DeadLettersAnswer = z.object({
  queues: z.array(z.object({ queue: DeadLetterQueue, waiting: z.int(), inHand: z.int() })),
  deeds: z.array(LetterDeed),
});
export type DeadLettersAnswer = z.infer<typeof DeadLettersAnswer>;

/** GET /dead-letters/{queue}: its letters, oldest first; `more`: there are more than one look can hold. */
export const LettersAnswer = z.object({ letters: z.array(Letter), more: z.boolean() });
export type LettersAnswer = z.infer<typeof LettersAnswer>;

/** POST /dead-letters/{queue}: one letter goes back or is thrown away; without `letterId`, as many go back as one call can bring. */
export const LetterAsk = z.discriminatedUnion('act', [
  z.object({ act: z.literal('redrive'), letterId: z.string().optional() }),
  z.object({ act: z.literal('discard'), letterId: z.string() }),
]);
export type LetterAsk = z.infer<typeof LetterAsk>;

/** What became of each letter that was taken; `failed` ones lie where they lay. `more`: ask again. */
export const LetterOutcome = z.object({
  done: z.array(z.string()),
  failed: z.array(z.object({ letterId: z.string(), why: z.string() })),
  more: z.boolean(),
});
export type LetterOutcome = z.infer<typeof LetterOutcome>;
