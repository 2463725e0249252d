import * as z from 'zod';
import { Article } from '#shared/knowledge/article';
import { AUDIENCES } from '#shared/knowledge/lifecycle/content';
import { STATES } from '#shared/knowledge/lifecycle/record';

const { id, tags, owner, reviewBy, validFrom, validUntil, withdrawn, texts } = Article.shape;

/**
 * An article as a file brings it. `state` is where its newest text shall stand: published unless said otherwise. `served` is the
 * text that is told meanwhile, where that is another one. What is in it is checked field by field when it is taken.
 */
export const ImportArticle = z.strictObject({
  id,
  version: z.int().positive().optional(),
  tags,
  audience: z.enum(AUDIENCES).optional(),
  owner,
  reviewBy,
  validFrom,
  validUntil,
  withdrawn,
  texts,
  state: z.enum(STATES).optional(),
});
export type ImportArticle = z.infer<typeof ImportArticle>;

/** One request: what an event of a function holds, with room to spare for its escapes. */
export const BATCH_BYTES = 2_000_000;
export const BATCH_ARTICLES = 500;

/**
 * POST /knowledge/import. Without `mode` the articles are the whole base, in one request. With it they are one batch of an import:
 * the first answer names it, the others name it too, and `last` ends it. `whole` retires, at the end, what earlier imports brought
 * and this one lacks; `merge` only adds and changes. A batch that comes twice changes nothing.
 */
export const ImportAsk = z.object({
  articles: z.array(ImportArticle).max(20_000),
  importId: z.string().min(1).max(80).optional(),
  mode: z.enum(['merge', 'whole']).optional(),
  last: z.boolean().optional(),
});
export type ImportAsk = z.infer<typeof ImportAsk>;

/** What a batch did, and the import as a whole so far; `version` once it has ended and a version of it is live. */
export type ImportAnswer = {
  importId: string;
  state: 'running' | 'done';
  written: number;
  unchanged: number;
  retired: number;
  version?: string;
};
