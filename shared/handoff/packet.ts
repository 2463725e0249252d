import * as z from 'zod';
import { Language, Moment } from '#events/actor';
import { HandoffReason, PromiseKind, Source } from '#events/conversation';
import { STAGES } from '#shared/understanding/stage';
import { TOPICS } from '#shared/understanding/topics';

const seq = z.int().positive();

/** How the customer sounds. `score` runs from -1 (furious) to 1 (delighted); 0 is calm. */
export const Emotion = z.enum(['calm', 'anxious', 'angry', 'happy']);
export type Emotion = z.infer<typeof Emotion>;

/**
 * What a person is given when she takes over, so that nobody is asked twice: built by `assess`, carried by
 * `packet-prepared`, masked on the server. Every `seq` names the event of the same conversation it was read from.
 */
export const Packet = z.object({
  version: z.literal(1),
  /** The customer's words that nobody has answered; absent when she only asked for a person. */
  question: z.object({ seq, text: z.string() }).optional(),
  summary: z.string(),
  reason: HandoffReason,
  waitingSince: Moment,
  /** What the bot has said already, and what stood behind it. */
  tried: z.array(z.object({ seq, text: z.string(), sources: z.array(Source) })),
  /** What the customer has told: an order number, a date. `name` is a slot's stable name, `day` the day that a date means. */
  slots: z.array(z.object({ name: z.string(), value: z.string(), seq, day: z.iso.date().optional() })),
  /** Where she stands with the shop by her newest words that tell. */
  stage: z.enum(STAGES).optional(),
  /** The sensitive matter she touched, the rule that saw it and the words it saw. */
  topic: z.object({ topic: z.enum(TOPICS), rule: z.string(), words: z.string(), seq }).optional(),
  /** What her newest words that anybody sorted were taken for, one of the environment's intents; who said so and how sure. */
  intent: z
    .object({ name: z.string(), confidence: z.number(), by: z.enum(['classifier', 'model']), version: z.string(), seq })
    .optional(),
  emotion: z.object({ now: Emotion, curve: z.array(z.object({ seq, score: z.number().min(-1).max(1) })) }),
  promises: z.array(z.object({ promiseId: z.string(), promise: PromiseKind, dueAt: Moment })),
  language: Language,
  /** How many questions and wishes the customer has put so far. */
  turns: z.int().nonnegative(),
});
export type Packet = z.infer<typeof Packet>;
