import * as z from 'zod';

export const LANGUAGES = ['en', 'zh'] as const;
export const Language = z.enum(LANGUAGES);
export type Language = z.infer<typeof Language>;

const slug = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens');

/** What an article says in one language. `title` is itself a question; `questions` are other ways to ask it. */
export const ArticleText = z.strictObject({
  title: z.string().min(1).max(300),
  questions: z.array(z.string().min(1).max(300)).max(50),
  /** Paragraphs of small Markdown: bold, links, lists. */
  answer: z.string().min(1).max(20_000),
});
export type ArticleText = z.infer<typeof ArticleText>;

/** One thing the shop knows, in one or more languages. Dates are inclusive calendar days (`YYYY-MM-DD`) in the shop's time zone. */
export const Article = z
  .strictObject({
    id: slug.max(100),
    /** Raised by one at every published change of this article. */
    version: z.int().positive(),
    tags: z.array(slug.max(50)).max(30),
    owner: z.string().min(1).max(100).optional(),
    reviewBy: z.iso.date().optional(),
    validFrom: z.iso.date().optional(),
    validUntil: z.iso.date().optional(),
    /** Kept for the record, never served. */
    withdrawn: z.literal(true).optional(),
    texts: z.strictObject({ en: ArticleText.optional(), zh: ArticleText.optional() }),
  })
  .refine(({ texts }) => texts.en !== undefined || texts.zh !== undefined, {
    path: ['texts'],
    error: 'a text in en or zh',
  })
  .refine(({ validFrom, validUntil }) => !validFrom || !validUntil || validFrom <= validUntil, {
    path: ['validUntil'],
    error: 'a day on or after validFrom',
  });
export type Article = z.infer<typeof Article>;

/** The parts of an article that decide whether it may be served on a day. */
export type Validity = Pick<Article, 'validFrom' | 'validUntil' | 'withdrawn'>;

const MINUTE = 60_000;

/** The shop's calendar day (`YYYY-MM-DD`) at an instant; `zoneOffset` in minutes east of UTC at that instant (China: 480). */
export function shopDate(instant: string, zoneOffset: number): string {
  const time = Date.parse(instant);
  if (Number.isNaN(time)) throw new RangeError(`Not an ISO instant: ${instant.slice(0, 40)}`);
  return new Date(time + zoneOffset * MINUTE).toISOString().slice(0, 10);
}

/** May this be served on the shop's day `date` (`YYYY-MM-DD`)? Both ends of the validity are inclusive. */
export function servable({ validFrom, validUntil, withdrawn }: Validity, date: string): boolean {
  return (
    !withdrawn && (validFrom === undefined || validFrom <= date) && (validUntil === undefined || date <= validUntil)
  );
}

/** May this be served at an instant, in a shop `zoneOffset` minutes east of UTC? */
export const validOn = (article: Validity, instant: string, zoneOffset: number): boolean =>
  servable(article, shopDate(instant, zoneOffset));
