import type { Mapping } from '#shared/knowledge/import/columns';
import type { Choices, Preview } from '#shared/knowledge/import/preview';
import type { SitePage } from '#shared/knowledge/import/site';
import type { FileRefused, SourceFile } from '#shared/knowledge/import/sources';

/** A table as it is shown for its columns to be named; `n` is its place among everything that was read. */
export type TableView = {
  n: number;
  file: string;
  sheet?: string;
  header: string[];
  /** The first words that stand in each column. */
  examples: string[];
  rows: number;
  guessed: Mapping;
};

export type ReadFiles = { tables: TableView[]; sources: number; refused: FileRefused[] };

/** What the page asks of the worker that reads, and what the worker tells; `n` names the request. */
export type ReaderAsk = { n: number } & (
  | { type: 'read'; files: SourceFile[]; pages: SitePage[] }
  | { type: 'preview'; choices: Choices }
);
export type ReaderTold = { n: number } & (
  | { type: 'progress'; done: number; total: number }
  | { type: 'read'; read: ReadFiles }
  | { type: 'previewed'; preview: Preview }
  | { type: 'broke'; why: string }
);
