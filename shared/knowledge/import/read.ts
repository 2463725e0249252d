import { type FileRefused, LARGEST_FILE, refuseFile, type Source, type SourceFile } from './sources.ts';

type Reader = (file: string, bytes: Uint8Array) => Promise<Source[] | FileRefused>;

const one = (read: Source | FileRefused): Source[] | FileRefused => ('refused' in read ? read : [read]);
const csv: Reader = async (file, bytes) => one((await import('./csv.ts')).readCsv(file, bytes));
const xlsx: Reader = async (file, bytes) => (await import('./xlsx.ts')).readXlsx(file, bytes);
const docx: Reader = async (file, bytes) => one(await (await import('./docx.ts')).readDocx(file, bytes));
const pdf: Reader = async (file, bytes) => one(await (await import('./pdf.ts')).readPdf(file, bytes));
const html: Reader = async (file, bytes) => one(await (await import('./written.ts')).readHtml(file, bytes));
const markdown: Reader = async (file, bytes) => one((await import('./written.ts')).readMarkdown(file, bytes));
const whole: Reader = async (file, bytes) => one((await import('./written.ts')).readWhole(file, bytes));

/** By the ending of a file's name. A parser is loaded when the first file of its kind comes. */
const READERS: Readonly<Record<string, Reader>> = {
  csv,
  tsv: csv,
  xlsx,
  docx,
  pdf,
  html,
  htm: html,
  md: markdown,
  markdown,
  txt: markdown,
  json: whole,
};

/** What a picker of files offers. */
export const ENDINGS: readonly string[] = Object.keys(READERS).map((ending) => `.${ending}`);

/** What a file holds: its tables, or its text as a tree. A file that cannot be read is a refusal that says why. */
export async function readFile({ name, bytes }: SourceFile): Promise<Source[] | FileRefused> {
  const reader = READERS[/\.([a-z]+)$/i.exec(name)?.[1]?.toLowerCase() ?? ''];
  if (!reader) return refuseFile(name, 'unknown-kind', name, ENDINGS.join(', '));
  if (bytes.length > LARGEST_FILE)
    return refuseFile(name, 'too-large', `${bytes.length} bytes`, `${LARGEST_FILE} bytes`);
  if (bytes.length === 0) return refuseFile(name, 'empty', '0 bytes', 'a file with words');
  return reader(name, bytes);
}
