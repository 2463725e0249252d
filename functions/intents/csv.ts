import { parse } from 'csv-parse/browser/esm/sync';
import type { Intent } from '#shared/protocol/intents';

/** What is wrong with a line, counted from 1. */
export type CsvFault = { line: number; why: 'columns' | 'language' | 'quotes' };

const COLUMNS = ['name', 'language', 'example', 'skill', 'handoff', 'sensitive'] as const;

/** Rows with the line each ends in; nothing where a quote is never closed. */
function rowsOf(csv: string): Row[] | undefined {
  try {
    const options = { bom: true, info: true, trim: true, relax_column_count: true, skip_empty_lines: true } as const;
    const rows = parse(csv, options) as unknown as { record: string[]; info: { lines: number } }[];
    return rows.map(({ record, info }) => ({ line: info.lines, fields: record }));
  } catch {
    return undefined;
  }
}

type Row = { line: number; fields: string[] };

const isHead = (fields: readonly string[]): boolean =>
  ['name', 'language', 'example'].every((column) => fields.some((field) => field.toLowerCase() === column));
const yes = (field: string | undefined): boolean => /^(1|true|yes|是)$/i.test(field ?? '');

type Draft = Intent & { examples: { en: string[]; zh: string[] } };

/**
 * A list of examples, one a line (`name,language,example[,skill][,handOff][,sensitive]`), as intents. A first line of names may give
 * another order. What stands beside any example of an intent holds for it whole.
 */
export function intentsFromCsv(csv: string): { intents: Draft[] } | { faults: CsvFault[] } {
  const rows = rowsOf(csv);
  if (!rows) return { faults: [{ line: 1, why: 'quotes' }] };
  const head = rows[0] && isHead(rows[0].fields) ? rows[0].fields.map((one) => one.toLowerCase()) : undefined;
  const place = (column: (typeof COLUMNS)[number]) => (head ?? COLUMNS).indexOf(column);
  const intents = new Map<string, Draft>();
  const faults: CsvFault[] = [];
  for (const { line, fields } of head ? rows.slice(1) : rows) {
    const field = (column: (typeof COLUMNS)[number]) => fields[place(column)];
    const [name, language, example, skill] = [field('name'), field('language'), field('example'), field('skill')];
    if (!name || !example) faults.push({ line, why: 'columns' });
    else if (language !== 'en' && language !== 'zh') faults.push({ line, why: 'language' });
    else {
      const intent = intents.get(name) ?? { name, examples: { en: [], zh: [] } };
      intent.examples[language].push(example);
      if (skill) intent.skill = skill;
      if (yes(field('handoff'))) intent.handOff = true;
      if (yes(field('sensitive'))) intent.sensitive = true;
      intents.set(name, intent);
    }
  }
  return faults.length > 0 ? { faults } : { intents: [...intents.values()] };
}
