import type { ImportArticle } from '#shared/protocol/import';
import { LANGUAGES, type Language } from '../article.ts';
import {
  languageOf,
  readAudience,
  readDay,
  readLanguage,
  readQuestions,
  readState,
  readTags,
  type Wrong,
} from './cells.ts';
import type { ColumnField, Mapping } from './columns.ts';
import type { Fault } from './faults.ts';
import { idOf, named } from './names.ts';
import { placed, type Row, type Table } from './sources.ts';

type Text = { title: string; questions: string[]; answer: string };
export type Said = { texts: Partial<Record<Language, Text>>; fields: Omit<ImportArticle, 'id' | 'texts'> };
/** One row as an article, or as a part of the article of that id. `given` where the file itself names it. */
export type RowRead = Said & { id: string; given: boolean; row: number };

type Report = (field: string, found: string, limit: string, column: string, leaves: Fault['leaves']) => void;
type Cell = { column: string; text: string };

/** The cells of a row by what they are. */
type Cells = (field: ColumnField, language?: Language) => Cell[];

const cellsOf =
  (table: Table, mapping: Mapping, { cells }: Row): Cells =>
  (field, language) =>
    mapping.flatMap((column, n) => {
      // A spreadsheet's mark of text, with which an export keeps a formula from being one.
      const text = (cells[n]?.trim() ?? '').replace(/^'(?=[=+\-@])/, '');
      if (column.field !== field || column.language !== language || text === '') return [];
      return [{ column: table.header[n] ?? '', text }];
    });

function textIn(cells: Cells, language?: Language): Text | undefined {
  const title = cells('title', language)[0]?.text;
  const answer = cells('answer', language).map(({ text }) => text);
  const questions = cells('question', language).flatMap(({ text }) => readQuestions(text));
  if (title === undefined && answer.length === 0 && questions.length === 0) return undefined;
  const [first = '', ...others] = title === undefined ? questions : [title, ...questions];
  const rest = [...new Set(others)].filter((one) => one !== first);
  return { title: first.replace(/\s+/g, ' '), questions: rest, answer: answer.join('\n\n') };
}

/** The language of a row's words where its columns have none: as the row says, as was chosen, or by its letters. */
function languageIn(cells: Cells, text: Text, chosen: Language | undefined, report: Report): Language | undefined {
  const [cell] = cells('language');
  if (!cell) return chosen ?? languageOf(`${text.title} ${text.answer}`);
  const read = readLanguage(cell.text);
  if (typeof read === 'string') return read;
  report('language', cell.text, read.limit, cell.column, 'article');
  return undefined;
}

function textsOf(cells: Cells, chosen: Language | undefined, report: Report): Said['texts'] {
  const texts: Said['texts'] = {};
  for (const language of LANGUAGES) {
    const text = textIn(cells, language);
    if (text) texts[language] = text;
  }
  const text = textIn(cells);
  const language = text && languageIn(cells, text, chosen, report);
  if (text && language) texts[language] ??= text;
  return texts;
}

const READERS = {
  audience: readAudience,
  reviewBy: readDay,
  validFrom: readDay,
  validUntil: readDay,
  state: readState,
  owner: (cell: string): string | Wrong => cell,
} as const;

function fieldsOf(cells: Cells, report: Report): Said['fields'] {
  const fields: Record<string, unknown> = {};
  for (const [field, reader] of Object.entries(READERS)) {
    const [cell] = cells(field as ColumnField);
    const read = cell && reader(cell.text);
    if (typeof read === 'string') fields[field] = read;
    else if (cell && read) report(field, cell.text, read.limit, cell.column, 'article');
  }
  const tags = cells('tags').flatMap(({ text, column }) => {
    const read = readTags(text);
    for (const lost of read.lost) report('tags', lost, 'Latin letters, digits and hyphens', column, 'value');
    return read.tags;
  });
  return { ...fields, tags: [...new Set(tags)] } as Said['fields'];
}

/** The same title in the same place keeps its id, whatever its answer becomes. */
function idFor(cells: Cells, texts: Said['texts']): { id: string; given: boolean } {
  const [given] = cells('id');
  if (given) return { id: idOf(given.text), given: true };
  const title = texts.en?.title ?? texts.zh?.title ?? '';
  return { id: named(title, `${texts.en ? 'en' : 'zh'} ${title}`), given: false };
}

/** What a row says, and what in it cannot be used. */
export function readRow(
  table: Table,
  mapping: Mapping,
  row: Row,
  chosen: Language | undefined,
): { read: RowRead; faults: Fault[] } {
  const faults: Fault[] = [];
  const report: Report = (field, found, limit, column, leaves) =>
    faults.push({ ...placed(table, row.row), column, field, found: found.slice(0, 80), limit, leaves });
  const cells = cellsOf(table, mapping, row);
  const texts = textsOf(cells, chosen, report);
  return { read: { ...idFor(cells, texts), row: row.row, texts, fields: fieldsOf(cells, report) }, faults };
}
