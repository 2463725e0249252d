import type { Root } from 'mdast';

/** A file as somebody chose it. `name` decides how it is read, by its ending. */
export type SourceFile = { name: string; bytes: Uint8Array };

/** Where something stands. `row` is counted from 1 as a spreadsheet shows it, the header included. */
export type Place = { file: string; sheet?: string; row?: number; heading?: string };

export type Row = { row: number; cells: string[] };
/** `header` has as many cells as the widest row; a column without a name is called by its letter. */
export type Table = { kind: 'table'; file: string; sheet?: string; header: string[]; rows: Row[] };
/** `address` is where a page was fetched from. */
export type Document = { kind: 'document'; file: string; title: string; tree: Root; address?: string };
/** What an export wrote, as it is. */
export type Whole = { kind: 'whole'; file: string; articles: unknown[] };
export type Source = Table | Document | Whole;

/** A file that cannot be read, and what it was held to. */
export type FileRefused = {
  refused: 'file-refused';
  file: string;
  reason:
    | 'unknown-kind'
    | 'too-large'
    | 'unpacks-too-large'
    | 'too-many-rows'
    | 'broken'
    | 'empty'
    | 'unknown-encoding';
  found: string;
  limit: string;
};

export const LARGEST_FILE = 50 * 1024 * 1024;
/** All parts of a workbook or a text document together, once unpacked. */
export const LARGEST_UNPACKED = 300 * 1024 * 1024;
export const MOST_ROWS = 200_000;

/** Told while long work goes on. */
export type Progress = (done: number, total: number) => void;

export const refuseFile = (file: string, reason: FileRefused['reason'], found: string, limit: string): FileRefused => ({
  refused: 'file-refused',
  file,
  reason,
  found: found.slice(0, 200),
  limit,
});

export const placed = ({ file, sheet }: Place, row?: number): Place => ({
  file,
  ...(sheet !== undefined && { sheet }),
  ...(row !== undefined && { row }),
});

/** Long work lets the page breathe: awaited after every so many items. */
export const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));
