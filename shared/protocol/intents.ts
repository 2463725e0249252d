import * as z from 'zod';
import { Moment } from '#events/actor';
import { IntentRead } from '#events/conversation';

export const INTENT_LIMITS = {
  /** The most an environment may have, and the most examples of one in one language. */
  intents: 200,
  examples: 200,
  /** The most examples of all together: a publish learns them in seconds. */
  allExamples: 5000,
  /** The fewest examples of one intent, all languages together. */
  fewest: 2,
  /** Characters of one example. */
  example: 300,
} as const;

export const IntentName = z
  .string()
  .max(50)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens');

const examples = z.array(z.string().trim().min(1).max(INTENT_LIMITS.example)).max(INTENT_LIMITS.examples).default([]);

/** What customers want, in their own words. */
export const Intent = z
  .strictObject({
    name: IntentName,
    examples: z.strictObject({ en: examples, zh: examples }),
    /** Whose queue it goes to when a person is asked for; a skill of the environment. @default chosen by its words */
    skill: z.string().max(32).optional(),
    /** A person comes at once, without an answer of the bot's. */
    handOff: z.literal(true).optional(),
    /** Handled with care: ahead of others in the queue. */
    sensitive: z.literal(true).optional(),
  })
  .refine(({ examples: { en, zh } }) => en.length + zh.length >= INTENT_LIMITS.fewest, {
    path: ['examples'],
    error: `at least ${INTENT_LIMITS.fewest} examples`,
  });
export type Intent = z.infer<typeof Intent>;

const seen = z.int().nonnegative();

/** POST /knowledge/intents. Everybody who works here looks; editors change. `seen` is the version that was read, 0 for a new one. */
export const IntentsAsk = z.discriminatedUnion('act', [
  z.object({ act: z.literal('list') }),
  z.object({ act: z.literal('versions'), name: IntentName }),
  z.object({ act: z.literal('save'), intent: Intent, seen }),
  z.object({ act: z.literal('remove'), name: IntentName, seen }),
  /** A whole list, as JSON or as CSV (`name,language,example[,skill][,handOff][,sensitive]`, one example a line). `whole`: what is not in it goes. */
  z.object({
    act: z.literal('import'),
    intents: z.array(Intent).max(INTENT_LIMITS.intents).optional(),
    csv: z.string().max(2_000_000).optional(),
    whole: z.boolean().default(false),
  }),
  /** Learned anew if something has changed, and used from the next turn on. */
  z.object({ act: z.literal('publish') }),
]);
export type IntentsAsk = z.infer<typeof IntentsAsk>;

const Editor = z.object({ id: z.string(), name: z.string() });

/** An intent as it stands: `n` counts its versions. */
export const IntentRecord = z.object({
  intent: Intent,
  n: z.int().positive(),
  at: Moment,
  by: Editor,
});
export type IntentRecord = z.infer<typeof IntentRecord>;
export const IntentVersion = z.object({
  n: z.int().positive(),
  act: z.enum(['save', 'remove', 'import']),
  at: Moment,
  by: Editor,
  intent: Intent.optional(),
});
export type IntentVersion = z.infer<typeof IntentVersion>;

/** The model that the turns use. */
export const LiveIntents = z.object({
  version: z.string(),
  at: Moment,
  by: Editor,
  intents: z.int().nonnegative(),
  examples: z.int().nonnegative(),
});
export type LiveIntents = z.infer<typeof LiveIntents>;
/** `changed`: what stands is not what the bot knows; a publish brings it there. */
export const IntentsList = z.object({
  intents: z.array(IntentRecord),
  live: LiveIntents.optional(),
  changed: z.boolean(),
});
export type IntentsList = z.infer<typeof IntentsList>;

/** `trained`: false where nothing had changed since the last time. `live` is left out where the last intent is gone. */
export const IntentsPublished = z.object({ trained: z.boolean(), live: LiveIntents.optional() });
export type IntentsPublished = z.infer<typeof IntentsPublished>;

/** How much a few characters of the question spoke for the intent (above 0) or against it. */
export const Reason = z.object({ gram: z.string(), contribution: z.number() });

/** What an answer over HTTP says of a text's intent. */
export const IntentVerdict = IntentRead;
