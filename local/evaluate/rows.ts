import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod';

/** A file that cannot be evaluated, told so that its owner can mend it: which file, which line, which field. */
export class Unreadable extends Error {}

/** One row as it stands in the file, with the line it begins on (1-based; of a JSON array the number of the element). */
export type RawRow = { line: number; value: unknown };

type Format = 'jsonl' | 'json' | 'csv' | 'tsv';

const gzipped = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

function textOf(file: string): string {
  try {
    const bytes = readFileSync(file);
    const text = (gzipped(bytes) ? gunzipSync(bytes) : bytes).toString('utf8');
    return text.replace(/^\uFEFF/, '');
  } catch (cause) {
    const why = (cause as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file' : (cause as Error).message;
    throw new Unreadable(`${file}: ${why}`, { cause });
  }
}

/** By the ending where there is one we know, else by how the content begins. */
function formatOf(file: string, text: string): Format {
  const ending = /\.(jsonl|ndjson|json|csv|tsv)(?:\.gz)?$/i.exec(file)?.[1]?.toLowerCase();
  const start = text.trimStart()[0];
  if (ending === 'csv' || ending === 'tsv') return ending;
  if (start === '[') return 'json';
  if (start === '{') return 'jsonl';
  return /^[^\n]*\t/.test(text) ? 'tsv' : 'csv';
}

function fromJsonLines(file: string, text: string): RawRow[] {
  const rows: RawRow[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      rows.push({ line: at + 1, value: JSON.parse(line) });
    } catch (cause) {
      throw new Unreadable(`${file}, line ${at + 1}: not JSON (${(cause as Error).message})`, { cause });
    }
  }
  return rows;
}

function fromJson(file: string, text: string): RawRow[] {
  try {
    return (JSON.parse(text) as unknown[]).map((value, at) => ({ line: at + 1, value }));
  } catch (cause) {
    throw new Unreadable(`${file}: not a JSON array (${(cause as Error).message})`, { cause });
  }
}

/** Fields of a separated file, RFC 4180: a field in double quotes may hold the separator, a new line, and `""` for a quote. */
function fieldsOf(text: string, separator: string): { line: number; fields: string[] }[] {
  const records: { line: number; fields: string[] }[] = [];
  let [line, at] = [1, 0];
  while (at < text.length) {
    const record = { line, fields: [] as string[] };
    for (let more = true; more; ) {
      let field = '';
      if (text[at] === '"') {
        for (at += 1; at < text.length; at += 1) {
          if (text[at] === '"' && text[at + 1] !== '"') break;
          if (text[at] === '"') at += 1;
          if (text[at] === '\n') line += 1;
          field += text[at];
        }
        at += 1;
      }
      const from = at;
      while (at < text.length && text[at] !== separator && text[at] !== '\n') at += 1;
      record.fields.push(field + text.slice(from, at).replace(/\r$/, ''));
      more = text[at] === separator;
      at += 1;
    }
    line += 1;
    if (record.fields.some((field) => field !== '')) records.push(record);
  }
  return records;
}

function fromSeparated(file: string, text: string, separator: string): RawRow[] {
  const [header, ...records] = fieldsOf(text, separator);
  if (!header) throw new Unreadable(`${file}: empty; a first line with the names of the fields is wanted`);
  return records.map(({ line, fields }) => {
    if (fields.length !== header.fields.length)
      throw new Unreadable(
        `${file}, line ${line}: ${fields.length} fields where the first line names ${header.fields.length}`,
      );
    return { line, value: Object.fromEntries(header.fields.map((name, at) => [name.trim(), fields[at]])) };
  });
}

/** Every row of a file: JSON lines, a JSON array, CSV or TSV with a first line of names; gzip is seen by its first bytes. */
export function rawRows(file: string): RawRow[] {
  const text = textOf(file);
  if (text.trim() === '') throw new Unreadable(`${file}: empty`);
  switch (formatOf(file, text)) {
    case 'jsonl':
      return fromJsonLines(file, text);
    case 'json':
      return fromJson(file, text);
    case 'csv':
      return fromSeparated(file, text, ',');
    case 'tsv':
      return fromSeparated(file, text, '\t');
  }
}

/** The rows of a file as `schema` reads them; the first that it cannot read is refused with file, line and field. */
export function readRows<Schema extends z.ZodType>(file: string, schema: Schema): z.output<Schema>[] {
  return rawRows(file).map(({ line, value }) => {
    const read = schema.safeParse(value);
    if (read.success) return read.data;
    const [issue] = read.error.issues;
    const field = issue?.path.join('.') || 'the row';
    throw new Unreadable(`${file}, line ${line}, field ${field}: ${issue?.message ?? 'not as wanted'}`, {
      cause: read.error,
    });
  });
}

/** A list that a CSV or TSV writes in one field, parted by `|`. */
export const list = z.preprocess(
  (value) => (typeof value === 'string' ? value.split('|').filter(Boolean) : value),
  z.array(z.string()),
);

/** A number that a CSV or TSV writes as text. */
export const number = z.preprocess(
  (value) => (typeof value === 'string' && value !== '' ? Number(value) : value),
  z.number(),
);

/** Takes the value of the first of `names` that the row has under `name`, so that a firm's own column names are read too. */
export const renamed =
  (aliases: Readonly<Record<string, readonly string[]>>) =>
  (row: unknown): unknown => {
    if (row === null || typeof row !== 'object') return row;
    const taken: Record<string, unknown> = { ...row };
    for (const [name, others] of Object.entries(aliases)) {
      const other = others.find((one) => one in row);
      if (!(name in row) && other !== undefined) taken[name] = taken[other];
    }
    return taken;
  };
