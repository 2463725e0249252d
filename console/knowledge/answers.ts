import * as z from 'zod';
import { AUDIENCES, Content } from '#shared/knowledge/lifecycle/content';
import { ACTS, STATES } from '#shared/knowledge/lifecycle/record';
import { refusals } from '#shared/protocol/refusals';

/** What /knowledge/articles answers, as far as the pages read it. */
const Editor = z.object({ id: z.string(), name: z.string() });
const n = z.int().positive();
const Standing = z.object({ state: z.enum(STATES), newest: n, served: n.optional() });

export const ArticleRecord = z.object({
  id: z.string(),
  n,
  state: z.enum(STATES),
  content: Content,
  newest: n,
  served: z.object({ n, content: Content }).optional(),
  at: z.string(),
  by: Editor,
});
export type ArticleRecord = z.infer<typeof ArticleRecord>;

export const Summary = z.object({
  id: z.string(),
  n,
  state: z.enum(STATES),
  title: z.string(),
  audience: z.enum(AUDIENCES),
  source: z.enum(['written', 'import', 'conversation']),
  served: n.optional(),
  owner: z.string().optional(),
  reviewBy: z.string().optional(),
  validUntil: z.string().optional(),
  at: z.string(),
});
export type Summary = z.infer<typeof Summary>;

const Warning = z.object({
  kind: z.enum(['near-duplicate', 'number', 'date', 'yes-no']),
  language: z.enum(['en', 'zh']),
  other: z.string(),
  likeness: z.number(),
  mine: z.string(),
  theirs: z.string(),
});
export type Warning = z.infer<typeof Warning>;

const Version = z.object({
  n,
  act: z.enum(ACTS),
  at: z.string(),
  by: Editor,
  note: z.string().optional(),
  of: n.optional(),
  standing: Standing,
});
export type Version = z.infer<typeof Version>;

const Piece = z.object({ kind: z.enum(['same', 'added', 'removed']), text: z.string() });
const Diff = z.object({
  fields: z.array(z.object({ field: z.string(), before: z.unknown().optional(), after: z.unknown().optional() })),
  texts: z.array(
    z.object({
      language: z.enum(['en', 'zh']),
      title: z.array(Piece),
      questions: z.array(Piece),
      answer: z.array(z.object({ kind: z.enum(['same', 'added', 'removed', 'changed']), pieces: z.array(Piece) })),
    }),
  ),
});
export type Diff = z.infer<typeof Diff>;

export const ListAnswer = z.object({ articles: z.array(Summary), next: z.string().optional() });
export const ReadAnswer = z.object({ article: ArticleRecord });
export const VersionsAnswer = z.object({ versions: z.array(Version), below: n.optional() });
export const DiffAnswer = z.object({ diff: Diff });
export const ActAnswer = z.object({ article: ArticleRecord, warnings: z.array(Warning).optional() });

/** Why an act was not done; `code` for words, the rest for their places. */
const Refused = z.object({
  refused: z.enum([
    'stale-version',
    'wrong-state',
    'not-served',
    'nothing-changed',
    'note-needed',
    'content-refused',
    'unknown-article',
    'unknown-version',
  ]),
  newest: n.optional(),
  by: Editor.optional(),
  at: z.string().optional(),
  field: z.string().optional(),
  found: z.string().optional(),
  limit: z.string().optional(),
});
export type Refused = z.infer<typeof Refused>;

/** The protocol's own refusals come as frames do, with a code. */
const Coded = z.object({ code: z.enum(Object.keys(refusals) as [keyof typeof refusals]) });
export type Why = Refused | { refused: 'other'; code?: keyof typeof refusals };

export function whyOf(body: unknown): Why {
  const known = Refused.safeParse(body);
  if (known.success) return known.data;
  const coded = Coded.safeParse(body);
  return coded.success ? { refused: 'other', code: coded.data.code } : { refused: 'other' };
}
