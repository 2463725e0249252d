import * as z from 'zod';
import { Language } from '#shared/knowledge/article';
import { STATES } from '#shared/knowledge/lifecycle/record';
import type { ImportArticle } from './import.ts';

const Id = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens');
const QuestionId = z.string().min(1).max(60);
const n = z.int().positive();
/** The version that the editor had before her eyes; 0 for an article that is new. */
const seen = z.int().nonnegative();
const note = z.string().max(2000);
const Day = z.iso.date();

const named = { id: Id };
const fenced = { ...named, seen, note: note.optional() };
/** Read by `readContent`, which names the field and its limit. */
const content = z.unknown();

/** POST /knowledge/articles for whoever works here: what there is, how it came about, what differs. */
export const articleLooks = [
  z.object({
    act: z.literal('list'),
    state: z.enum(STATES),
    limit: n.max(100).default(50),
    /** The id after which the page begins: `next` of the page before. */
    after: Id.optional(),
    owner: z.string().max(100).optional(),
    /** Articles whose review is due on this day or was before. */
    reviewDue: Day.optional(),
    /** Articles valid until this day or an earlier one. With `reviewDue`: those too. */
    endsBy: Day.optional(),
  }),
  z.object({ act: z.literal('read'), ...named }),
  z.object({ act: z.literal('versions'), ...named, limit: n.max(50).default(20), below: n.optional() }),
  z.object({ act: z.literal('diff'), ...named, from: n, to: n }),
  /** Everything, in the form that an import takes; `after` is the `next` of the page before. For editors. */
  z.object({ act: z.literal('export'), after: z.string().max(120).optional() }),
  /** What is served twice over, or contradicts itself; `after` continues a former page with its `next`. */
  z.object({ act: z.literal('conflicts'), after: Id.optional() }),
  /** The real questions that every version is asked; `after` likewise. */
  z.object({ act: z.literal('questions'), after: QuestionId.optional() }),
] as const;

/** For editors: the real questions that every version is asked before it goes live. */
export const questionActs = [
  /** Expected to be answered from this article; left out: must stay unanswered. Recorded anew, the newer expectation counts. */
  z.object({
    act: z.literal('record-question'),
    text: z.string().trim().min(1).max(300),
    language: Language,
    articleId: Id.optional(),
  }),
  z.object({ act: z.literal('drop-question'), id: QuestionId }),
] as const;

/** The same for editors: what changes an article. Each one makes a version, who and when with it. */
export const articleActs = [
  z.object({ act: z.literal('save'), ...fenced, content }),
  z.object({ act: z.literal('submit'), ...fenced }),
  z.object({ act: z.literal('publish'), ...fenced }),
  z.object({ act: z.literal('reject'), ...fenced, note }),
  /** Served from the next turn on, without a review. */
  z.object({ act: z.literal('correct'), ...fenced, content }),
  /** Served no more from the next turn on, whoever wrote meanwhile. */
  z.object({ act: z.literal('withdraw'), ...named, seen: seen.optional(), note }),
  z.object({ act: z.literal('retire'), ...fenced }),
  /** An earlier version as a new draft. */
  z.object({ act: z.literal('restore'), ...fenced, version: n }),
  /** An earlier version served again from the next turn on. */
  z.object({ act: z.literal('roll-back'), ...fenced, version: n }),
] as const;

export const ArticlesAsk = z.discriminatedUnion('act', [...articleLooks, ...articleActs, ...questionActs]);
export type ArticlesAsk = z.infer<typeof ArticlesAsk>;
export type ArticleLook = z.infer<(typeof articleLooks)[number]>;
export type QuestionAct = z.infer<(typeof questionActs)[number]>;
export type ArticleAct = z.infer<(typeof articleActs)[number]>;

/** One page of an export. */
export type ExportAnswer = { articles: ImportArticle[]; next?: string };
