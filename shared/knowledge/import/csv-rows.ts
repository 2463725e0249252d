import { ImportArticle } from '#shared/protocol/import';
import type { Fault } from './faults.ts';

/** A cell that a spreadsheet would take for a formula is marked as text. */
const cell = (text: string): string => {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
};

/** A table that a spreadsheet opens; its letters are known by the mark at its start. */
const csvOf = (rows: readonly (readonly string[])[]): string =>
  `\ufeff${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;

const placeOf = ({ file, sheet, row, heading }: Fault): string[] => [
  file,
  sheet ?? '',
  String(row ?? ''),
  heading ?? '',
];

export function faultsCsv(faults: readonly Fault[]): string {
  const head = ['file', 'sheet', 'row', 'heading', 'column', 'field', 'found', 'allowed', 'left out'];
  const rows = faults.map((one) => [...placeOf(one), one.column ?? '', one.field, one.found, one.limit, one.leaves]);
  return csvOf([head, ...rows]);
}

const HEAD = ['id', 'state', 'language', 'title', 'questions', 'answer', 'tags', 'audience', 'owner'];
const DAYS = ['review by', 'valid from', 'valid until'];

/** One row for each language of an article, with the names of columns that an import knows. */
export function articlesCsv(articles: readonly unknown[]): string {
  const rows = articles.flatMap((one) => {
    const read = ImportArticle.safeParse(one);
    return read.success ? rowsOf(read.data) : [];
  });
  return csvOf([[...HEAD, ...DAYS], ...rows]);
}

const rowsOf = ({ id, state, texts, tags, audience, owner, reviewBy, validFrom, validUntil }: ImportArticle) =>
  Object.entries(texts).flatMap(([language, text]) =>
    text
      ? [
          [
            id,
            state ?? 'published',
            language,
            text.title,
            text.questions.join('\n'),
            text.answer,
            tags.join(', '),
          ].concat([audience ?? 'both', owner, reviewBy, validFrom, validUntil].map((value) => value ?? '')),
        ]
      : [],
  );
