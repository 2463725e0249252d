import { Article, LANGUAGES, type Language } from './article.ts';

/** One thing wrong in a knowledge file, for the person who wrote it. */
export type Problem = { file: string; line: number; article?: string; field: string; found: string; allowed: string };

export const describeProblem = ({ file, line, article, field, found, allowed }: Problem): string =>
  `${file}:${line}${article ? ` (${article})` : ''}: ${field}: found ${JSON.stringify(found)}; allowed: ${allowed}`;

type Line = { number: number; text: string };
type Section = { heading: Line; body: Line[] };
type Report = (line: Line, wrong: { field: string; found: string; allowed: string }) => void;
type Fields = Partial<Pick<Article, 'tags' | 'owner' | 'reviewBy' | 'validFrom' | 'validUntil'>>;
type Wrong = { found: string; allowed: string };

const isDate = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && new Date(`${text}T00:00:00Z`).toJSON()?.slice(0, 10) === text;

function readTags(value: string): Fields | Wrong {
  const tags = value.split(/[,，、]/).map((tag) => tag.trim());
  const bad = tags.find((tag) => !/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(tag));
  if (bad === undefined) return { tags };
  return { found: bad, allowed: 'lower-case letters, digits and single hyphens, parted by commas' };
}

function readValid(value: string): Fields | Wrong {
  const sides = value.split(/…+|\.{2,3}/).map((side) => side.trim());
  const [from = '', until = ''] = sides;
  const days = [from, until].filter((side) => side !== '');
  if (sides.length !== 2 || days.length === 0 || !days.every(isDate))
    return { found: value, allowed: '2026-01-01 … 2026-12-31, either side may be missing, days inclusive' };
  if (from && until && from > until) return { found: value, allowed: 'a first day that is not after the last' };
  return { ...(from && { validFrom: from }), ...(until && { validUntil: until }) };
}

const FIELDS: Readonly<Record<string, (value: string) => Fields | Wrong>> = {
  tags: readTags,
  valid: readValid,
  owner: (value) => (value ? { owner: value } : { found: value, allowed: 'a name' }),
  'review by': (value) => (isDate(value) ? { reviewBy: value } : { found: value, allowed: 'a day such as 2027-03-01' }),
};
const FIELD_NAMES = Object.keys(FIELDS).join(', ');

/** Cuts lines at headings of one level; what stands before the first is `preface`. */
function sections(lines: Line[], isHeading: (text: string) => boolean): { preface: Line[]; parts: Section[] } {
  const preface: Line[] = [];
  const parts: Section[] = [];
  for (const line of lines) {
    if (isHeading(line.text)) parts.push({ heading: line, body: [] });
    else (parts.at(-1)?.body ?? preface).push(line);
  }
  return { preface, parts };
}

function readFields(lines: Line[], report: Report): Fields {
  const fields: Fields = {};
  const seen = new Set<string>();
  for (const line of lines.filter(({ text }) => text.trim() !== '')) {
    const [, field = '', value = ''] = /^-\s*([^:：]+?)\s*[:：]\s*(.*?)\s*$/.exec(line.text) ?? [];
    const read = FIELDS[field]?.(value) ?? {
      found: field || line.text,
      allowed: `"- field: value" with ${FIELD_NAMES}`,
    };
    if ('allowed' in read) report(line, { field: field || 'article', ...read });
    else Object.assign(fields, read);
    if (field in FIELDS && seen.has(field)) report(line, { field, found: value, allowed: 'each field once' });
    seen.add(field);
  }
  return fields;
}

const bullet = (text: string): string | undefined => /^-\s+(.*\S)\s*$/.exec(text)?.[1];

/** Questions are the bullets directly below the heading; the first line that is no bullet begins the answer. */
function readText({ heading, body }: Section) {
  const [, language = '', title = ''] = /^###\s*([^:：\s]*)\s*[:：]?\s*(.*?)\s*$/.exec(heading.text) ?? [];
  const first = body.findIndex(({ text }) => bullet(text) === undefined);
  const end = first === -1 ? body.length : first;
  const questions = body.slice(0, end).map(({ text }) => bullet(text) ?? '');
  const answer = body.slice(end).map(({ text }) => text.trimEnd());
  return { language, text: { title, questions, answer: answer.join('\n').trim() } };
}

const isLanguage = (text: string): text is Language => LANGUAGES.some((language) => language === text);

function readTexts(parts: Section[], report: Report): Article['texts'] {
  const texts: Article['texts'] = {};
  for (const part of parts) {
    const { language, text } = readText(part);
    const wrong = (field: string, found: string, allowed: string) => report(part.heading, { field, found, allowed });
    if (text.title === '') wrong('title', '', 'a question after the language: "### en: How do I …?"');
    if (text.answer === '') wrong('answer', '', 'at least one paragraph below the questions');
    if (!isLanguage(language)) wrong('language', language, LANGUAGES.join(', '));
    else if (texts[language] !== undefined) wrong('language', language, 'each language once');
    else texts[language] = text;
  }
  return texts;
}

function readArticle({ heading, body }: Section, id: string, version: number, report: Report): Article | undefined {
  const { preface, parts } = sections(body, (text) => /^###(?!#)/.test(text));
  const fields = readFields(preface, report);
  if (parts.length === 0) report(heading, { field: 'texts', found: '', allowed: '"### en: …", "### zh: …" or both' });
  const read = Article.safeParse({ id, version, tags: [], ...fields, texts: readTexts(parts, report) });
  if (read.success) return read.data;
  for (const { path, message } of read.error.issues)
    report(heading, { field: path.join('.'), found: '', allowed: message });
  return undefined;
}

const lost = ({ text }: Line): boolean => text.startsWith('##');

/**
 * Reads one knowledge file. `version` is given to every article of it. What is wrong is told, never thrown: an article with a
 * problem is not among `articles`, and a file with problems should be refused as a whole.
 */
export function parseArticles(
  markdown: string,
  { file, version = 1 }: { file: string; version?: number },
): { articles: Article[]; problems: Problem[] } {
  const lines = markdown.split(/\r?\n/).map((text, index) => ({ number: index + 1, text }));
  const { preface, parts } = sections(lines, (text) => /^##(?!#)/.test(text));
  const problems: Problem[] = preface
    .filter(lost)
    .map(({ number, text }) => ({ file, line: number, field: 'article', found: text, allowed: '"## its-id" first' }));
  const articles: Article[] = [];
  const ids = new Set<string>();
  for (const part of parts) {
    const id = part.heading.text.replace(/^##\s*/, '').trim();
    const before = problems.length;
    const report: Report = ({ number }, wrong) => problems.push({ file, line: number, article: id, ...wrong });
    if (ids.has(id)) report(part.heading, { field: 'id', found: id, allowed: 'each article once' });
    ids.add(id);
    const article = readArticle(part, id, version, report);
    if (article && problems.length === before) articles.push(article);
  }
  return { articles, problems };
}
