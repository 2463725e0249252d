import { knownHeader, letterOf } from './columns.ts';
import { type Place, placed, type Table } from './sources.ts';

const isEmpty = (cells: readonly string[]): boolean => cells.every((cell) => cell.trim() === '');

/** Titles above the table (a sheet's name, a date) are passed over: the header is the first row with a known name in it. */
function headerAt(rows: readonly string[][]): number | undefined {
  const known = rows.slice(0, 10).findIndex((cells) => cells.filter((cell) => knownHeader(cell)).length >= 2);
  if (known !== -1) return known;
  const first = rows.findIndex((cells) => !isEmpty(cells));
  return first !== -1 && looksLikeNames(rows[first] ?? []) ? first : undefined;
}

/** A row of short cells without a question or a sentence in it. */
const looksLikeNames = (cells: readonly string[]): boolean =>
  cells.every((cell) => cell.length <= 40 && !/[?？。!！]|\S{4,}\.$/.test(cell.trim()));

/** Rows as a table: which one is the header, every row as wide as the widest, empty ones left out. `undefined` where nothing stands. */
export function tableOf(place: Place, rows: readonly string[][]): Table | undefined {
  if (rows.every(isEmpty)) return undefined;
  const at = headerAt(rows);
  const width = rows.reduce((most, { length }) => Math.max(most, length), 0);
  const header = Array.from({ length: width }, (_, n) => {
    const name = at === undefined ? '' : (rows[at]?.[n]?.trim() ?? '');
    return name || letterOf(n);
  });
  const body = rows.flatMap((cells, n) =>
    n <= (at ?? -1) || isEmpty(cells)
      ? []
      : [{ row: n + 1, cells: Array.from({ length: width }, (_, column) => cells[column] ?? '') }],
  );
  return { kind: 'table', ...placed(place), header, rows: body } as Table;
}
