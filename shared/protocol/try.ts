import * as z from 'zod';
import { Language } from '#events/actor';
import { Source } from '#events/conversation';
import { IntentVerdict, Reason } from './intents.ts';

/** POST /knowledge/try: what would the bot say to this question? Nothing is written, nobody is told. */
export const TryAsk = z.object({
  question: z.string().trim().min(1).max(2000),
  /** @default what the question sounds like */
  language: Language.optional(),
  /** A version that was built. @default the live one */
  version: z.string().min(1).max(60).optional(),
  /** The shop's day, for what is valid later or no more. @default today */
  day: z.iso.date().optional(),
});
export type TryAsk = z.infer<typeof TryAsk>;

/**
 * Why an article stands where it stands. A share is 0 to 1.
 * - `alike`: share of words that question and `matched` have in common
 * - `covered`: share of the question, rare words weighing more, that the article holds at all
 * - `ahead`: how far below the next article is, as a share of this one's score; 1 where there is none
 * - `strength`: share of what a perfect article would get
 * - `amount`: how many words that stand in no other article this finding is worth
 * - `corrected`: the number of the version in whose words it is told, newer than the build's
 */
export const WHY = ['alike', 'covered', 'ahead', 'strength', 'amount', 'corrected'] as const;
export const Why = z.object({ code: z.enum(WHY), figure: z.number() });
export type Why = z.infer<typeof Why>;

/**
 * What an article is not told for, although it was found: taken back by an editor, not valid yet on that day or no more, for agents
 * only, or served in another language alone since the build.
 */
export const UNSERVABLE = ['withdrawn', 'not-yet', 'expired', 'agents-only', 'other-language'] as const;
export type Unservable = (typeof UNSERVABLE)[number];

export const Tried = z.object({
  articleId: z.string(),
  /** Of its text as it would be told; of the build's where it is not told. */
  version: z.int().positive(),
  language: Language,
  title: z.string(),
  /** The title or question of it most like what was asked. */
  matched: z.string(),
  /** Compares articles of one question only. */
  score: z.number(),
  why: z.array(Why),
  servable: z.union([z.literal(true), z.enum(UNSERVABLE)]),
});
export type Tried = z.infer<typeof Tried>;

export const TryAnswer = z.object({
  /** Of the knowledge; `none` where nothing was published. */
  version: z.string(),
  language: Language,
  /** What was searched for: the question without its courtesies. */
  query: z.string(),
  day: z.iso.date(),
  /** Best first, those that may not be told among them. */
  candidates: z.array(Tried),
  /** The probability that the first article that may be told answers the question, and the one from which on it is told. */
  confidence: z.number(),
  threshold: z.number(),
  /** Without models: what the bot says where none is asked, or none answers. */
  plan: z.object({
    outcome: z.enum(['answered', 'small-talk', 'unknown']),
    text: z.string(),
    sources: z.array(Source),
  }),
  /** A person would come at once, instead of `plan`, by this rule. */
  handoff: z.object({ reason: z.string(), rule: z.string(), skill: z.string() }).optional(),
  /** Left out where the environment has no intents. */
  intent: IntentVerdict.extend({ why: z.array(Reason) }).optional(),
});
export type TryAnswer = z.infer<typeof TryAnswer>;
