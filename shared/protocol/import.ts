import * as z from 'zod';
import { Article } from '#shared/knowledge/article';
import { AUDIENCES } from '#shared/knowledge/lifecycle/content';
import { STATES } from '#shared/knowledge/lifecycle/record';

const { id, tags, owner, reviewBy, validFrom, validUntil, withdrawn, texts } = Article.shape;
const said = { texts, tags, audience: z.enum(AUDIENCES).optional(), owner, reviewBy, validFrom, validUntil };

/**
 * An article as a file brings it. `state` is where its newest text shall stand: published unless said otherwise. `served` is what is
 * told meanwhile, where that is another text. What is in it is checked field by field when it is taken.
 */
export const ImportArticle = z.strictObject({
  id,
  version: z.int().positive().optional(),
  ...said,
  withdrawn,
  state: z.enum(STATES).optional(),
  served: z.strictObject(said).optional(),
});
export type ImportArticle = z.infer<typeof ImportArticle>;

/** One request: what an event of a function holds, with room to spare for its escapes. */
export const BATCH_BYTES = 2_000_000;
export const BATCH_ARTICLES = 500;

/** The whole base as it shall be from now on, in one request; its articles are numbered by the store. Built and put live at once. */
export const WholeAsk = z.strictObject({ articles: z.array(ImportArticle).min(1).max(20_000) });

/**
 * One batch of an import: the first answer names it, the other batches name it too, and `last` ends it. `whole` retires, at the end,
 * what earlier imports brought and this one lacks; `merge` only adds and changes. A batch that comes twice changes nothing.
 */
export const BatchAsk = z.strictObject({
  articles: z.array(ImportArticle).max(2000),
  importId: z.string().min(1).max(80).optional(),
  mode: z.enum(['merge', 'whole']),
  last: z.boolean(),
});
export type BatchAsk = z.infer<typeof BatchAsk>;

/** POST /knowledge/import. */
export const ImportAsk = z.union([BatchAsk, WholeAsk]);
export type ImportAsk = z.infer<typeof ImportAsk>;

/** What an import has done so far; `version` once it has ended and a version of it is live. Counts are of its articles. */
export const ImportAnswer = z.object({
  importId: z.string(),
  state: z.enum(['running', 'done']),
  /** Of all batches so far; left out where the whole base came in one request. */
  articles: z.int().optional(),
  written: z.int(),
  unchanged: z.int(),
  retired: z.int(),
  version: z.string().optional(),
});
export type ImportAnswer = z.infer<typeof ImportAnswer>;
