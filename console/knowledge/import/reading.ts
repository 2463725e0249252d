import { guessMapping } from '#shared/knowledge/import/columns';
import { type Choices, type Preview, preview } from '#shared/knowledge/import/preview';
import { readFile } from '#shared/knowledge/import/read';
import type { SitePage } from '#shared/knowledge/import/site';
import type { FileRefused, Progress, Source, SourceFile, Table } from '#shared/knowledge/import/sources';
import type { ReadFiles, TableView } from './reader-wire.ts';

const EXAMPLE = 120;

const viewOf = (table: Table, n: number): TableView => ({
  n,
  file: table.file,
  ...(table.sheet !== undefined && { sheet: table.sheet }),
  header: table.header,
  examples: table.header.map((_, column) => exampleIn(table, column)),
  rows: table.rows.length,
  guessed: guessMapping(table),
});

const exampleIn = ({ rows }: Table, column: number): string =>
  (rows.find(({ cells }) => cells[column]?.trim())?.cells[column] ?? '').trim().slice(0, EXAMPLE);

/** Keeps what was read, so that it can be looked at again under other choices without reading it anew. */
export function reading() {
  let sources: Source[] = [];
  return {
    read: async (files: readonly SourceFile[], pages: readonly SitePage[], progress: Progress): Promise<ReadFiles> => {
      const refused: FileRefused[] = [];
      const read: Source[] = [];
      const take = (found: Source[] | FileRefused) => ('refused' in found ? refused.push(found) : read.push(...found));
      const total = files.length + pages.length;
      for (const [n, file] of files.entries()) {
        progress(n, total);
        take(await readFile(file));
      }
      for (const [n, { address, html }] of pages.entries()) {
        progress(files.length + n, total);
        const { documentOfHtml } = await import('#shared/knowledge/import/written');
        const found = await documentOfHtml(address, html, address);
        take('refused' in found ? found : [found]);
      }
      sources = read;
      const tables = read.flatMap((one, n) => (one.kind === 'table' ? [viewOf(one, n)] : []));
      return { tables, sources: read.length, refused };
    },
    preview: (choices: Choices, progress: Progress): Promise<Preview> => preview(sources, choices, progress),
  };
}
export type Reading = ReturnType<typeof reading>;
