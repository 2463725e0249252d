import { ImportArticle } from '#shared/protocol/import';
import { LANGUAGES, type Language } from '../article.ts';
import { type Audience, type Content, type ContentRefused, readContent } from '../lifecycle/content.ts';
import { guessMapping, type Mapping } from './columns.ts';
import { type Piece, piecesOf } from './documents.ts';
import type { Fault } from './faults.ts';
import { safeAnswer } from './markup.ts';
import { sameWords } from './names.ts';
import { type RowRead, readRow } from './rows.ts';
import {
  breathe,
  type Document,
  type Place,
  type Progress,
  placed,
  type Source,
  type Table,
  type Whole,
} from './sources.ts';

/** An article as it would be, and where it was read. */
export type Candidate = { article: ImportArticle; places: Place[] };
/** The same title or question in several articles. */
export type Repeat = { language: Language; text: string; ids: string[]; places: Place[] };
export type Preview = { candidates: Candidate[]; faults: Fault[]; repeats: Repeat[] };

/** What the editor chose. `mappings` by the place of the table among the sources; guessed where there is none. */
export type Choices = {
  mappings?: readonly (Mapping | undefined)[];
  /** Of words whose language no column tells; found out by their letters where left out. */
  language?: Language | undefined;
  /** Of articles that say nothing of it. */
  audience?: Audience | undefined;
  owner?: string | undefined;
  tags?: readonly string[];
};

const AT_ONCE = 500;

type Draft = {
  article: ImportArticle;
  places: Place[];
  column: (field: string) => string | undefined;
  place: (field: string) => Place;
};

/** Everything of the sources as it would be brought. Nothing is written anywhere. */
export async function preview(
  sources: readonly Source[],
  choices: Choices = {},
  progress: Progress = () => {},
): Promise<Preview> {
  const total = sources.reduce((sum, one) => sum + sizeOf(one), 0);
  const found: Preview = { candidates: [], faults: [], repeats: [] };
  const ids = new Map<string, Place>();
  let done = 0;
  for (const [n, source] of sources.entries()) {
    const before = done;
    const tell: Progress = (part) => progress(before + part, total);
    const read = await articlesOf(source, choices, choices.mappings?.[n], tell);
    found.faults.push(...read.faults);
    for (const draft of read.drafts) admit(draft, ids, found);
    done += sizeOf(source);
    progress(done, total);
  }
  return { ...found, repeats: repeatsIn(found.candidates) };
}

const sizeOf = (source: Source): number => (source.kind === 'table' ? source.rows.length : 1);

type Drafts = { drafts: Draft[]; faults: Fault[] };

function articlesOf(
  source: Source,
  choices: Choices,
  mapping: Mapping | undefined,
  progress: Progress,
): Promise<Drafts> {
  switch (source.kind) {
    case 'table':
      return fromTable(source, mapping ?? guessMapping(source), choices, progress);
    case 'document':
      return Promise.resolve({
        drafts: piecesOf(source).map((piece) => fromPiece(source, piece, choices)),
        faults: [],
      });
    case 'whole':
      return Promise.resolve(fromWhole(source));
  }
}

/** One section of a document. Its own words say the language, unless somebody chose it. */
function fromPiece({ file }: Document, { id, title, heading, language, answer }: Piece, choices: Choices): Draft {
  const place = { file, heading };
  const texts = { [choices.language ?? language]: { title, questions: [], answer } };
  const article = { ...withDefaults(choices), id, tags: [...(choices.tags ?? [])], texts };
  return { article, places: [place], place: () => place, column: () => undefined };
}

/** What an export wrote, as it is. */
function fromWhole({ file, articles }: Whole): Drafts {
  const faults: Fault[] = [];
  const drafts = articles.flatMap((sent, n): Draft[] => {
    const place = { file, row: n + 1 };
    const read = ImportArticle.safeParse(sent);
    if (read.success) return [{ article: read.data, places: [place], place: () => place, column: () => undefined }];
    const [issue] = read.error.issues;
    const field = issue?.path.join('.') || 'article';
    faults.push({
      ...place,
      field,
      found: '',
      limit: issue?.message ?? 'an article as an export writes it',
      leaves: 'article',
    });
    return [];
  });
  return { drafts, faults };
}

/** Rows of one id are one article; a row without id is one by itself. */
async function fromTable(table: Table, mapping: Mapping, choices: Choices, progress: Progress): Promise<Drafts> {
  const faults: Fault[] = [];
  const groups = new Map<string, RowRead[]>();
  for (const [n, row] of table.rows.entries()) {
    if (n % AT_ONCE === 0) {
      progress(n, table.rows.length);
      await breathe();
    }
    const read = readRow(table, mapping, row, choices.language);
    for (const text of Object.values(read.read.texts)) text.answer = await safeAnswer(text.answer);
    faults.push(...read.faults);
    if (read.faults.some(({ leaves }) => leaves === 'article')) continue;
    const key = keyFor(read.read, groups);
    groups.set(key, [...(groups.get(key) ?? []), { ...read.read, id: key }]);
  }
  const drafts = [...groups.values()].map((rows) => joined(table, mapping, rows, choices, faults));
  return { drafts, faults };
}

/** A second row of the same title without an id of its own is another article, unless it says exactly the same. */
function keyFor(read: RowRead, groups: ReadonlyMap<string, RowRead[]>): string {
  if (read.given) return read.id;
  const same = (one: RowRead | undefined): boolean => JSON.stringify(one?.texts) === JSON.stringify(read.texts);
  let key = read.id;
  for (let n = 2; groups.has(key) && !same(groups.get(key)?.[0]); n += 1) key = `${read.id}-${n}`;
  return key;
}

function joined(table: Table, mapping: Mapping, rows: RowRead[], choices: Choices, faults: Fault[]): Draft {
  const [first] = rows;
  if (!first) throw new Error('a group without a row');
  const texts: RowRead['texts'] = {};
  const rowOf: Partial<Record<Language, number>> = {};
  for (const { row, texts: own, given } of rows)
    for (const language of LANGUAGES) {
      const text = own[language];
      if (!text) continue;
      if (!texts[language]) {
        texts[language] = text;
        rowOf[language] = row;
      } else if (given)
        faults.push({
          ...placed(table, row),
          field: 'id',
          found: first.id,
          limit: `each id once in ${language}; it stands in row ${rowOf[language]}`,
          leaves: 'article',
        });
    }
  const fields = Object.assign({}, ...rows.map((one) => one.fields).reverse());
  const tags = [...new Set([...rows.flatMap((one) => one.fields.tags), ...(choices.tags ?? [])])];
  const languageIn = (field: string) => LANGUAGES.find((one) => field.startsWith(`texts.${one}`));
  return {
    article: { ...withDefaults(choices), ...fields, id: first.id, tags, texts },
    places: rows.map(({ row }) => placed(table, row)),
    place: (field) => placed(table, rowOf[languageIn(field) ?? 'en'] ?? first.row),
    column: (field) => columnOf(table, mapping, field, languageIn(field)),
  };
}

const withDefaults = ({ audience, owner }: Choices) => ({ ...(audience && { audience }), ...(owner && { owner }) });

const COLUMN_OF: [RegExp, string][] = [
  [/\.title$/, 'title'],
  [/\.questions/, 'question'],
  [/\.answer$/, 'answer'],
];

/** The column whose cell became a field of an article. */
function columnOf(
  { header }: Table,
  mapping: Mapping,
  field: string,
  language: Language | undefined,
): string | undefined {
  const name = COLUMN_OF.find(([pattern]) => pattern.test(field))?.[1] ?? field.split('.')[0];
  const at = (of: Language | undefined) => mapping.findIndex((one) => one.field === name && one.language === of);
  const place = at(language) === -1 ? at(undefined) : at(language);
  return header[place];
}

const contentFor = ({
  id: _id,
  version: _version,
  withdrawn: _withdrawn,
  state: _state,
  ...content
}: ImportArticle): Content | ContentRefused =>
  readContent({ ...content, source: { kind: 'import', importId: 'preview' } });

/** Into the candidates if it may be brought as it is; its fault otherwise. */
function admit({ article, places, column, place }: Draft, ids: Map<string, Place>, found: Preview): void {
  const read = contentFor(article);
  if ('refused' in read) {
    const named = column(read.field);
    found.faults.push({
      ...place(read.field),
      ...(named && { column: named }),
      field: read.field,
      found: read.found,
      limit: read.limit,
      leaves: 'article',
    });
    return;
  }
  const before = ids.get(article.id);
  if (before) {
    found.faults.push({
      ...place('id'),
      field: 'id',
      found: article.id,
      limit: `each article once; it stands in ${before.file}`,
      leaves: 'article',
    });
    return;
  }
  ids.set(article.id, places[0] ?? place('id'));
  found.candidates.push({ article, places });
}

function repeatsIn(candidates: readonly Candidate[]): Repeat[] {
  const said = new Map<string, Repeat>();
  for (const { article, places } of candidates)
    for (const language of LANGUAGES) {
      const { title, questions = [] } = article.texts[language] ?? {};
      if (title === undefined) continue;
      for (const text of new Set([title, ...questions])) {
        const key = `${language} ${sameWords(text)}`;
        const one = said.get(key) ?? { language, text, ids: [], places: [] };
        if (one.ids.includes(article.id)) continue;
        said.set(key, { ...one, ids: [...one.ids, article.id], places: [...one.places, ...places] });
      }
    }
  return [...said.values()].filter(({ ids }) => ids.length > 1);
}
