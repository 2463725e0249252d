import * as z from 'zod';
import type { Timings as ConversationTimings } from '#shared/conversation/timings';
import { Models } from '#shared/models/settings';

const positive = z.int().positive();
/** A time of day of the environment's own time zone; `24:00` ends a day. */
const TimeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 09:00, at most 24:00');
const Money = z.string().regex(/^\d+(\.\d{1,6})?$/, 'a decimal amount of money such as 0.05');
export const Weekday = z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);

/** When people are there: for each weekday its spans `[from, until)`. A weekday that is left out is closed. */
export const Weekly = z.partialRecord(
  Weekday,
  z.array(z.tuple([TimeOfDay, TimeOfDay]).refine(([from, until]) => from < until, 'a span ends after it begins')),
);
export type Weekly = z.infer<typeof Weekly>;

const isTimeZone = (name: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
};

export const Hours = z.strictObject({
  timeZone: z.string().refine(isTimeZone, 'an IANA time zone such as Asia/Shanghai'),
  weekly: Weekly,
  /** Days on which nobody is there, in that time zone. */
  holidays: z.array(z.iso.date()),
});
export type Hours = z.infer<typeof Hours>;

/** A group of agents with one queue. The first of the list takes whatever no other one's `words` claim. */
export const Skill = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower case letters, digits and hyphens, at most 32'),
  /** A customer's words that hold one of these go to this skill; compared without regard to case. */
  words: z.array(z.string().min(1)).default([]),
  /** `confirm`: the agent accepts an offer. `auto`: an offer counts as accepted. */
  acceptance: z.enum(['confirm', 'auto']).default('confirm'),
  /** Hours of its own instead of the environment's. `{}` is never open. */
  weekly: Weekly.optional(),
});
export type Skill = z.infer<typeof Skill>;

/** Documented, with what each one waits for, at `Timings` of the conversation. */
export const Timings = z.strictObject({
  settleMs: z.int().min(0).max(3000),
  offerSeconds: positive,
  queueWaitSeconds: positive,
  choiceSeconds: positive,
  leaseSeconds: positive,
  leaseGraceSeconds: positive,
  declinePauseSeconds: positive.max(900),
  silenceWarnSeconds: positive,
  silenceCloseSeconds: positive,
  agentReminderSeconds: positive,
  abandonSeconds: positive,
  turnGraceSeconds: positive,
}) satisfies z.ZodType<ConversationTimings>;

/** What one identity, and one stage, may ask for. */
export const Limits = z.strictObject({
  /** Frames that write, of one customer, in a minute. */
  framesPerMinute: positive,
  /** Sessions opened without a token of an earlier one, from one address, in a minute. */
  sessionsPerMinute: positive,
  /** Requests a second, and their burst, of each API's stage. */
  requestsPerSecond: positive,
  requestBurst: positive,
});

/** Answers cost money only where a model writes them; beyond these the bot degrades, it never stops. */
export const Budgets = z.strictObject({ turnUsd: Money.default('0.02'), conversationUsd: Money, dayUsd: Money });

/** What a version of the knowledge may hold, and what it may break. */
export const Publishing = z.strictObject({
  /** Entries (texts of one language) that the embedded index is good for. */
  embeddedLimit: positive,
  /** Questions that may come out worse than before: so many in any case, or this share of those asked. More stop the version. */
  worseAllowed: z.strictObject({ atLeast: z.int().nonnegative(), share: z.number().min(0).max(1) }),
});
export type Publishing = z.infer<typeof Publishing>;

/** The environment's data that steps need; the template writes it as JSON into the variable `SETTINGS`. */
export const Settings = z.object({
  environment: z.string(),
  region: z.string(),
  timings: Timings,
  hours: Hours,
  skills: z.array(Skill).min(1),
  limits: Limits,
  budgets: Budgets,
  /** Days a conversation's items are kept. */
  retentionDays: positive,
  /** Conversations an agent holds at once unless her own row says otherwise. */
  capacity: positive,
  /** Origins whose pages may open a customer's session: the shops that carry the widget, and the console's own. */
  origins: z.array(z.string()),
  search: z.enum(['opensearch', 'embedded']),
  publishing: Publishing,
  models: Models,
  /** `extractive`: models are asked only where articles by themselves give no sure answer. */
  answers: z.enum(['extractive', 'model']).default('model'),
  /** Claim of an agent's token that lists her groups. */
  groupClaim: z.string(),
  /** Region of the price book that prices this environment. */
  priceRegion: z.string(),
  currency: z.literal('USD'),
});
export type Settings = z.infer<typeof Settings>;

/** Reads the variable's text. Throws with the variable's name where it is missing or of the wrong shape. */
export const settingsFrom = (text: string | undefined): Settings => {
  if (text === undefined) throw new Error('SETTINGS is not set: the template gives it to every step.');
  try {
    return Settings.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error('SETTINGS does not hold the settings of an environment.', { cause });
  }
};
