import * as z from 'zod';
import { Moment } from '#events/actor';
import { Language } from '#shared/knowledge/article';

const Version = z.string().min(1).max(60);
const Editor = z.object({ id: z.string(), name: z.string() });

/** POST /knowledge/publish: builds a version from what is served, shows what was built, goes back, looks at imports, takes one back. */
export const PublishAsk = z.discriminatedUnion('act', [
  /** `anyway`: live even where it breaks more questions than the environment allows. Administrators only, and recorded. */
  z.object({ act: z.literal('build'), anyway: z.literal(true).optional() }),
  /** Newest first; `below` continues a former page with its `next`. */
  z.object({ act: z.literal('builds'), limit: z.int().positive().max(50).default(20), below: Version.optional() }),
  z.object({ act: z.literal('roll-back'), version: Version }),
  z.object({ act: z.literal('imports') }),
  z.object({ act: z.literal('undo-import'), importId: z.string().min(1).max(80) }),
]);
export type PublishAsk = z.infer<typeof PublishAsk>;

/** Why a question was asked: the changed article's own, that of one found beside it, or one that an editor recorded. */
export const QUESTION_SOURCES = ['own', 'neighbour', 'recorded'] as const;

/** One question that came out otherwise than before. An article is named by its id; left out: no answer. */
export const Verdict = z.object({
  question: z.string(),
  language: Language,
  source: z.enum(QUESTION_SOURCES),
  /** Left out: must stay unanswered. */
  expected: z.string().optional(),
  got: z.string().optional(),
  before: z.string().optional(),
});
export type Verdict = z.infer<typeof Verdict>;

/** What the questions said of a version, beside the one that was live then. Counts are of questions. */
export const Report = z.object({
  asked: z.int().nonnegative(),
  right: z.int().nonnegative(),
  rightBefore: z.int().nonnegative(),
  /** How many came out better and worse; of each list the first ones. */
  betterCount: z.int().nonnegative(),
  worseCount: z.int().nonnegative(),
  /** More worse ones than these stop a version. */
  allowed: z.int().nonnegative(),
  better: z.array(Verdict),
  worse: z.array(Verdict),
});
export type Report = z.infer<typeof Report>;

/**
 * `building` → `live` | `stopped` | `failed`; a `live` one is `replaced` by the next, and live again after a roll-back.
 * `stopped`: it broke more questions than allowed; the version before stays live.
 */
export const BUILD_STATES = ['building', 'live', 'stopped', 'replaced', 'failed'] as const;

export const Build = z.object({
  version: z.string(),
  /** When it began, and when it ended. */
  at: Moment,
  endedAt: Moment.optional(),
  by: Editor,
  state: z.enum(BUILD_STATES),
  /** Articles in it, and in how many of them it differs from the version that was live. */
  articles: z.int().nonnegative(),
  changed: z.int().nonnegative(),
  kind: z.enum(['full', 'delta']),
  report: Report.optional(),
  /** An administrator put it live although its report would have stopped it. */
  anyway: z.literal(true).optional(),
  /** Why it failed. */
  why: z.string().optional(),
});
export type Build = z.infer<typeof Build>;

export const BuildsAnswer = z.object({
  builds: z.array(Build),
  /** The version that turns use now. Left out: none. */
  live: z.string().optional(),
  /** `below` of the next page. */
  next: z.string().optional(),
});
export type BuildsAnswer = z.infer<typeof BuildsAnswer>;

/**
 * What became of a build that was asked for: 200 with the version that is live, 202 while it is still being built (`builds` shows how
 * it ends), 409 with `BuildRefused`.
 */
export const BuildAnswer = z.object({
  version: z.string(),
  articles: z.int().nonnegative(),
  state: z.enum(['building', 'live']),
  report: Report.optional(),
});
export type BuildAnswer = z.infer<typeof BuildAnswer>;

export const BuildRefused = z.discriminatedUnion('refused', [
  z.object({ refused: z.literal('build-stopped'), version: z.string(), report: Report }),
  /** An entry is one article's text in one language. `advice` says how to switch to the engine that bears more. */
  z.object({
    refused: z.literal('too-many-entries'),
    version: z.string(),
    found: z.int(),
    limit: z.int(),
    advice: z.string(),
  }),
  z.object({ refused: z.literal('build-failed'), version: z.string(), why: z.string() }),
]);
export type BuildRefused = z.infer<typeof BuildRefused>;

/** A real question and what shall come of it: that article, or (left out) no answer. */
export const RecordedQuestion = z.object({
  id: z.string(),
  text: z.string(),
  language: Language,
  articleId: z.string().optional(),
  by: Editor,
  at: Moment,
});
export type RecordedQuestion = z.infer<typeof RecordedQuestion>;
export const QuestionsAnswer = z.object({ questions: z.array(RecordedQuestion), next: z.string().optional() });
export type QuestionsAnswer = z.infer<typeof QuestionsAnswer>;

const Side = z.object({ id: z.string(), title: z.string(), words: z.string() });

/** Two served articles that ask nearly the same, or disagree in a number, a date or yes/no: the words of both that say so. */
export const Conflict = z.object({
  kind: z.enum(['near-duplicate', 'number', 'date', 'yes-no']),
  language: Language,
  /** 0 to 1. */
  likeness: z.number(),
  one: Side,
  other: Side,
});
export type Conflict = z.infer<typeof Conflict>;
/** `next`: the `after` of the next page. */
export const ConflictsAnswer = z.object({ pairs: z.array(Conflict), next: z.string().optional() });
export type ConflictsAnswer = z.infer<typeof ConflictsAnswer>;
