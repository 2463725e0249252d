import { parse } from 'csv-parse/browser/esm/sync';
import { type FileRefused, MOST_ROWS, refuseFile, type Table } from './sources.ts';
import { tableOf } from './table.ts';
import { textOf } from './text.ts';

const DELIMITERS = [',', ';', '\t'] as const;
const SNIFFED = 20;

const options = (delimiter: string) => ({ delimiter, relax_column_count: true, relax_quotes: true });

/** The delimiter by which most of the first rows are as wide as the header; a comma where none parts anything. */
export function delimiterOf(text: string): string {
  const width = (delimiter: string): number => {
    try {
      const rows = parse(text, { ...options(delimiter), to: SNIFFED });
      const wide = rows[0]?.length ?? 0;
      const alike = rows.filter(({ length }) => length === wide).length / Math.max(rows.length, 1);
      return wide > 1 ? alike + wide / 1000 : 0;
    } catch {
      return 0;
    }
  };
  const widths = DELIMITERS.map((delimiter) => ({ delimiter, score: width(delimiter) }));
  return widths.reduce((best, one) => (one.score > best.score ? one : best)).delimiter;
}

/** One table; delimiter and encoding are found out. */
export function readCsv(file: string, bytes: Uint8Array): Table | FileRefused {
  const text = textOf(file, bytes);
  if (typeof text !== 'string') return text;
  try {
    const rows = parse(text, { ...options(delimiterOf(text)), to: MOST_ROWS + 2 });
    if (rows.length > MOST_ROWS + 1)
      return refuseFile(file, 'too-many-rows', `more than ${MOST_ROWS} rows`, `${MOST_ROWS} rows`);
    return tableOf({ file }, rows) ?? refuseFile(file, 'empty', 'no cell with words', 'a header and rows');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuseFile(file, 'broken', why, 'comma-separated values, quotes closed');
  }
}
