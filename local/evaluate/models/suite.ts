import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import type { Article, Language } from '#shared/knowledge/article';
import { Models } from '#shared/models/settings';
import { demoArticles } from '#test/search/demo-base';
import { articleOf, Entry } from '../retrieval.ts';
import { readRows, Unreadable } from '../rows.ts';

const oneOrMore = z.union([
  z
    .string()
    .min(1)
    .transform((one) => [one]),
  z.array(z.string().min(1)).min(1),
]);

/** One question as a customer's first words, and what a good answer is. */
const Question = z
  .strictObject({
    ask: z.string().min(1),
    /** The articles of which one must stand behind the answer. */
    article: oneOrMore.optional(),
    /** What must stand in the answer, each word for word but for case and spaces. */
    says: oneOrMore.optional(),
    /** Nothing in the knowledge answers it, or nobody may: anything but an answer is right. */
    unanswerable: z.boolean().default(false),
  })
  .refine(({ article, says, unanswerable }) => unanswerable !== (article !== undefined || says !== undefined), {
    error: 'either what the answer is (article, says), or unanswerable: true',
  });
export type Question = z.infer<typeof Question>;

const NAME = z.string().min(1).max(40);
/** A model's settings as an environment has them, but that its key may lie in a variable of this shell. */
const Candidate = z
  .looseObject({ name: NAME, keyEnv: z.string().min(1).optional() })
  .transform(({ name, keyEnv, ...settings }, context) => {
    const read = Models.safeParse(keyEnv === undefined ? settings : { ...settings, secretName: keyEnv });
    if (read.success && read.data.kind !== 'none') return { name, keyEnv, models: read.data };
    const issues = read.success
      ? [{ path: ['kind'], message: 'the articles alone are always compared' }]
      : read.error.issues;
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path: [...path], message });
    return z.NEVER;
  });
export type Candidate = z.infer<typeof Candidate>;

const Suite = z.strictObject({
  name: z.string().min(1),
  /** `demo`: the demo shop's pages; else a file `{id, question|title, answers[]|text}`, beside the suite. */
  knowledge: z.string().min(1).default('demo'),
  /** `model`: each answer is worded by the model; `extractive`: it is asked for what the articles alone leave open. */
  answers: z.enum(['model', 'extractive']).default('model'),
  /** The most that one model may cost in this comparison, USD. */
  budgetUsd: z.number().positive().default(2),
  models: z.array(Candidate).min(1),
  questions: z.array(Question).min(1),
});
export type Suite = Omit<z.infer<typeof Suite>, 'knowledge'> & { articles: Article[] };

export const languageOf = (text: string): Language => (/\p{Script=Han}/u.test(text) ? 'zh' : 'en');

function articlesOf(knowledge: string, suite: string): Article[] {
  if (knowledge === 'demo') return demoArticles();
  const entries = readRows(resolve(dirname(suite), knowledge), Entry);
  return entries.map((entry) => articleOf(entry, languageOf(JSON.stringify(entry))));
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new Unreadable(`${file}: there is no such file`, { cause });
  }
}

/** A suite of YAML or JSON; what cannot be read is told with the place in it. */
export function readSuite(file: string): Suite {
  let data: unknown;
  const text = textOf(file);
  try {
    data = parse(text);
  } catch (cause) {
    throw new Unreadable(`${file}: ${(cause as Error).message.split('\n')[0]}`, { cause });
  }
  const read = Suite.safeParse(data);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Unreadable(`${file}, ${issue?.path.join('.') || 'suite'}: ${issue?.message}`, { cause: read.error });
  }
  const { knowledge, ...suite } = read.data;
  const articles = articlesOf(knowledge, file);
  const ids = new Set(articles.map(({ id }) => id));
  const unknown = suite.questions.flatMap(({ article = [] }) => article).filter((id) => !ids.has(id));
  if (unknown.length > 0)
    throw new Unreadable(`${file}: the knowledge has no article ${[...new Set(unknown)].join(', ')}`);
  const names = suite.models.map(({ name }) => name);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) throw new Unreadable(`${file}, models: there are two named ${twice}`);
  return { ...suite, articles };
}
