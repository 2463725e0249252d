import * as z from 'zod';
import { Article, type ArticleText, LANGUAGES } from '../article.ts';
import { unsafeIn } from './safe-text.ts';

/** Who may be told: the bot's customers, the agents at their desks, or both. */
export const AUDIENCES = ['bot', 'agents', 'both'] as const;
export type Audience = (typeof AUDIENCES)[number];

/** Where an article comes from: somebody wrote it, an import brought it, or it was learnt from a conversation. */
export const ArticleSource = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('written') }),
  z.strictObject({ kind: z.literal('import'), importId: z.string().min(1).max(80) }),
  z.strictObject({ kind: z.literal('conversation'), conversationId: z.string().min(1).max(80) }),
]);
export type ArticleSource = z.infer<typeof ArticleSource>;

const { tags, owner, reviewBy, validFrom, validUntil, texts } = Article.shape;

/** Everything of an article that an editor may change. Days are inclusive, in the shop's time zone. */
export const Content = z
  .strictObject({
    texts,
    tags,
    audience: z.enum(AUDIENCES).default('both'),
    source: ArticleSource.default({ kind: 'written' }),
    owner,
    reviewBy,
    validFrom,
    validUntil,
  })
  .refine((one) => one.texts.en !== undefined || one.texts.zh !== undefined, {
    path: ['texts'],
    error: 'a text in en or zh',
  })
  .refine((one) => !one.validFrom || !one.validUntil || one.validFrom <= one.validUntil, {
    path: ['validUntil'],
    error: 'a day on or after validFrom',
  });
export type Content = z.infer<typeof Content>;

/** What is wrong with a content: the first field, what stands there (cut short), and what it is held to. */
export type ContentRefused = { refused: 'content-refused'; field: string; found: string; limit: string };

/** The newest and the served content lie in one item, which DynamoDB holds to 400 KB. */
export const LARGEST_BYTES = 150_000;

const refuse = (field: string, found: string, limit: string): ContentRefused => ({
  refused: 'content-refused',
  field,
  found: found.slice(0, 80),
  limit,
});

const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>((inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key], value);

function unsafeField(language: string, { title, questions, answer }: ArticleText): ContentRefused | undefined {
  const lines: [string, string, 'line' | 'text'][] = [
    [`texts.${language}.title`, title, 'line'],
    ...questions.map((question, n): [string, string, 'line'] => [`texts.${language}.questions.${n}`, question, 'line']),
    [`texts.${language}.answer`, answer, 'text'],
  ];
  for (const [field, text, kind] of lines) {
    const unsafe = unsafeIn(text, kind);
    if (unsafe) return refuse(field, unsafe.found, unsafe.allowed);
  }
  return undefined;
}

const bytesOf = (content: Content): number => new TextEncoder().encode(JSON.stringify(content)).length;

/** Reads what an editor sent. The first fault is told with its field and its limit; nothing is repaired in silence. */
export function readContent(sent: unknown): Content | ContentRefused {
  const read = Content.safeParse(sent);
  if (!read.success) {
    const [issue] = read.error.issues;
    const path = issue?.path ?? [];
    const found = at(sent, path);
    return refuse(path.join('.') || 'content', found === undefined ? '' : String(found), issue?.message ?? '');
  }
  for (const language of LANGUAGES) {
    const text = read.data.texts[language];
    const unsafe = text && unsafeField(language, text);
    if (unsafe) return unsafe;
  }
  const bytes = bytesOf(read.data);
  return bytes > LARGEST_BYTES
    ? refuse('texts', `${bytes} bytes`, `${LARGEST_BYTES} bytes for all languages together`)
    : read.data;
}

/** An article as the index builds it; `version` is the one that was published. */
export const articleOf = (id: string, version: number, content: Content): Article => {
  const { audience: _audience, source: _source, ...plain } = content;
  return { id, version, ...plain };
};

/** The content of an article that came in a file. */
export const contentOf = (
  { id: _id, version: _version, withdrawn: _withdrawn, ...plain }: Article,
  source: ArticleSource,
): Content => ({ ...plain, audience: 'both', source });
