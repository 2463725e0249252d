import readWorkbook from 'read-excel-file/universal';
import { type FileRefused, MOST_ROWS, refuseFile, type Table } from './sources.ts';
import { tableOf } from './table.ts';
import { refusedPackage } from './unpacked.ts';

type Cell = string | number | boolean | Date | null;

/** As a person reads the cell: a day without its midnight. */
function textOf(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return Number.isNaN(cell.getTime()) ? '' : cell.toISOString().replace('T00:00:00.000Z', '');
  return String(cell);
}

/** One table a sheet; empty sheets are passed over. Formulas come as the values they had when the file was saved. */
export async function readXlsx(file: string, bytes: Uint8Array): Promise<Table[] | FileRefused> {
  const refused = await refusedPackage(file, bytes);
  if (refused) return refused;
  try {
    const sheets = await readWorkbook(new Uint8Array(bytes).buffer);
    const rows = sheets.reduce((sum, { data }) => sum + data.length, 0);
    if (rows > MOST_ROWS) return refuseFile(file, 'too-many-rows', `${rows} rows`, `${MOST_ROWS} rows`);
    const tables = sheets.flatMap(({ sheet, data }) => {
      const table = tableOf(
        { file, sheet },
        (data as unknown as Cell[][]).map((row) => row.map(textOf)),
      );
      return table ? [table] : [];
    });
    return tables.length > 0 ? tables : refuseFile(file, 'empty', 'no cell with words', 'a header and rows');
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuseFile(file, 'broken', why, 'a workbook (.xlsx) without a password');
  }
}
