import type { Audience, Content } from '#shared/knowledge/lifecycle/content';
import { unsafeIn } from '#shared/knowledge/lifecycle/safe-text';
import { limits, SLUG } from './limits.ts';

export const languages = ['en', 'zh'] as const;
export type TextLanguage = (typeof languages)[number];
export type FormText = { title: string; questions: readonly string[]; answer: string };

/** An article as it is being written: every field there, as text. Days are `YYYY-MM-DD` or empty, tags stand between commas. */
export type Form = {
  texts: Record<TextLanguage, FormText>;
  tags: string;
  audience: Audience;
  owner: string;
  reviewBy: string;
  validFrom: string;
  validUntil: string;
};

const emptyText: FormText = { title: '', questions: [], answer: '' };
export const emptyForm: Form = {
  texts: { en: emptyText, zh: emptyText },
  tags: '',
  audience: 'both',
  owner: '',
  reviewBy: '',
  validFrom: '',
  validUntil: '',
};

export const formOf = ({ texts, tags, audience, owner, reviewBy, validFrom, validUntil }: Content): Form => ({
  texts: { en: texts.en ?? emptyText, zh: texts.zh ?? emptyText },
  tags: tags.join(', '),
  audience,
  owner: owner ?? '',
  reviewBy: reviewBy ?? '',
  validFrom: validFrom ?? '',
  validUntil: validUntil ?? '',
});

const tagsOf = (tags: string): string[] => [
  ...new Set(
    tags
      .split(/[,，、\s]+/)
      .map((tag) => tag.trim())
      .filter(Boolean),
  ),
];

const isEmpty = ({ title, questions, answer }: FormText): boolean =>
  !title.trim() && !answer.trim() && questions.every((question) => !question.trim());

const textOf = (text: FormText) =>
  isEmpty(text)
    ? undefined
    : {
        title: text.title.trim(),
        questions: text.questions.map((question) => question.trim()).filter(Boolean),
        answer: text.answer.trimEnd(),
      };

/** What is sent. A language without a word is left out; where it comes from stays what it was. */
export function contentOf(form: Form, source: Content['source'] = { kind: 'written' }): Content {
  const [en, zh] = [textOf(form.texts.en), textOf(form.texts.zh)];
  const { reviewBy, validFrom, validUntil } = form;
  const owner = form.owner.trim();
  return {
    texts: { ...(en && { en }), ...(zh && { zh }) },
    tags: tagsOf(form.tags),
    audience: form.audience,
    source,
    ...(owner && { owner }),
    ...(reviewBy && { reviewBy }),
    ...(validFrom && { validFrom }),
    ...(validUntil && { validUntil }),
  };
}

/** The same text, as the cloud would see it: spaces around it and empty questions do not count. */
export const sameForm = (one: Form, other: Form): boolean =>
  JSON.stringify(contentOf(one)) === JSON.stringify(contentOf(other));

/** Why a field cannot be saved as it stands. `over`: how much of it is too much. `found`: what may not stand there. */
export type Fault =
  | { why: 'missing' | 'slug' | 'before-from' }
  | { why: 'too-long' | 'too-many'; over: number }
  | { why: 'unsafe'; found: string };
/** By the field's name as the cloud names it: `texts.en.questions.2`. */
export type Faults = Readonly<Record<string, Fault>>;

const lineFault = (text: string, longest: number, kind: 'line' | 'text'): Fault | undefined => {
  if (text.length > longest) return { why: 'too-long', over: text.length - longest };
  const unsafe = unsafeIn(text, kind);
  return unsafe && { why: 'unsafe', found: unsafe.found };
};

function textFaults(language: TextLanguage, text: FormText): [string, Fault | undefined][] {
  if (isEmpty(text)) return [];
  const at = (field: string) => `texts.${language}.${field}`;
  const missing = (value: string): Fault | undefined => (value.trim() ? undefined : { why: 'missing' });
  const over = text.questions.length - limits.questions;
  return [
    [at('title'), missing(text.title) ?? lineFault(text.title.trim(), limits.title, 'line')],
    [at('answer'), missing(text.answer) ?? lineFault(text.answer.trimEnd(), limits.answer, 'text')],
    [at('questions'), over > 0 ? { why: 'too-many', over } : undefined],
    ...text.questions.map((question, n): [string, Fault | undefined] => [
      at(`questions.${n}`),
      lineFault(question.trim(), limits.question, 'line'),
    ]),
  ];
}

function tagsFault(tags: string[]): Fault | undefined {
  if (tags.length > limits.tags) return { why: 'too-many', over: tags.length - limits.tags };
  const long = tags.find((tag) => tag.length > limits.tag);
  if (long) return { why: 'too-long', over: long.length - limits.tag };
  return tags.every((tag) => SLUG.test(tag)) ? undefined : { why: 'slug' };
}

/** Everything that keeps a text from being saved, in the order of the page. */
export function faultsOf(form: Form): Faults {
  const nothing = languages.every((language) => isEmpty(form.texts[language]));
  const backwards = form.validFrom && form.validUntil && form.validUntil < form.validFrom;
  const all: [string, Fault | undefined][] = [
    ['texts', nothing ? { why: 'missing' } : undefined],
    ...languages.flatMap((language) => textFaults(language, form.texts[language])),
    ['tags', tagsFault(tagsOf(form.tags))],
    ['owner', lineFault(form.owner.trim(), limits.owner, 'line')],
    ['validUntil', backwards ? { why: 'before-from' } : undefined],
  ];
  return Object.fromEntries(all.filter((one): one is [string, Fault] => one[1] !== undefined));
}

export const idFault = (id: string): Fault | undefined => {
  if (!id) return { why: 'missing' };
  if (id.length > limits.id) return { why: 'too-long', over: id.length - limits.id };
  return SLUG.test(id) ? undefined : { why: 'slug' };
};

/** A name for an article from its English title; a Chinese one gives none. */
export const idFrom = (title: string): string =>
  title
    .toLowerCase()
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
    .replace(/-+$/, '');

/** One more, one less, or one that changed places; `at` is where the cursor belongs. */
export type Questions = { questions: readonly string[]; at: number };

export const withQuestion = (questions: readonly string[], after: number): Questions => ({
  questions: questions.toSpliced(after + 1, 0, ''),
  at: after + 1,
});
export const withoutQuestion = (questions: readonly string[], at: number): Questions => ({
  questions: questions.toSpliced(at, 1),
  at: Math.max(0, at - 1),
});
export function movedQuestion(questions: readonly string[], at: number, by: -1 | 1): Questions {
  const [one, other] = [questions[at], questions[at + by]];
  if (one === undefined || other === undefined) return { questions, at };
  return { questions: questions.with(at, other).with(at + by, one), at: at + by };
}
