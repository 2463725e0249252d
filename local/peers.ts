import { parseArgs } from 'node:util';
import { intentRows, intentTable } from '#test/peers/intents';
import { GAPS, resumeRows, resumeTable } from '#test/peers/resume';
import { searchRows, searchTable } from '#test/peers/search';
import { Unreadable } from './evaluate/rows.ts';

const FILES = ['train', 'test', 'kb'] as const;
type Files = { [File in (typeof FILES)[number]]?: string };
type Progress = (line: string) => void;

/** A group of measurements in which other systems stand beside Baton: rows for machines, a table for people. */
type Group = {
  says: string;
  /** The files it can read instead of our own sets: all of them or none. */
  reads: readonly (keyof Files)[];
  rows: (options: { gaps: string[]; files: Files; progress: Progress }) => Promise<object[]>;
  table: (rows: never[]) => string;
};

const GROUPS: Record<string, Group> = {
  resume: {
    says: 'what a lost line costs: messages lost, doubled, out of order, beside Socket.IO (about 5 minutes)',
    reads: [],
    rows: resumeRows,
    table: resumeTable,
  },
  intents: {
    says: 'which intent, and how honest its confidence, beside nlp.js and fastText (under a minute)',
    reads: ['train', 'test'],
    rows: intentRows,
    table: intentTable,
  },
  search: {
    says: 'the embedded search beside minisearch, on the same articles and questions (under a minute)',
    reads: ['kb', 'test'],
    rows: searchRows,
    table: searchTable,
  },
};

const HELP = `Measures Baton beside other systems: docs/benchmarks.md says how it was kept fair.

  npm run bench -- peers                    every group, as tables
  npm run bench -- peers resume             one group
  npm run bench -- peers --json             one JSON array with all rows
  npm run bench -- peers resume --gap NAME  one gap (may be given several times):
                                            ${GAPS.map(({ name }) => `'${name}'`).join(', ')}
  npm run bench -- peers intents --train F --test F   your own files, in the formats of npm run evaluate
  npm run bench -- peers search --kb F --test F

${Object.entries(GROUPS)
  .map(([name, { says }]) => `  ${name.padEnd(10)} ${says}`)
  .join('\n')}`;

const progress: Progress = (line) => process.stderr.write(`  ${line}\n`);

const OPTIONS = {
  json: { type: 'boolean', default: false },
  gap: { type: 'string', multiple: true, default: [] as string[] },
  train: { type: 'string' },
  test: { type: 'string' },
  kb: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

/** The groups that are asked for; where files are given and no group, those that read them. What is wrong, as one sentence. */
function chosen(names: readonly string[], files: Files): { groups: Group[] } | { wrong: string } {
  const unknown = names.filter((name) => !(name in GROUPS));
  if (unknown.length > 0) return { wrong: `There is no ${unknown.join(', ')}.` };
  const given = FILES.filter((file) => files[file] !== undefined);
  const groups = Object.entries(GROUPS)
    .filter(([name]) => names.length === 0 || names.includes(name))
    .map(([, group]) => group);
  if (given.length === 0) return { groups };
  const reading = groups.filter(({ reads }) => reads.length > 0 && reads.every((file) => given.includes(file)));
  const used = new Set(reading.flatMap(({ reads }) => reads));
  const idle = given.filter((file) => !used.has(file));
  if (idle.length > 0 || (names.length > 0 && reading.length < groups.length))
    return {
      wrong: 'intents reads --train and --test, search reads --kb and --test, and no group reads one of them alone.',
    };
  return { groups: reading };
}

/** `words`: what stands after `peers`. The result is the exit code. */
export async function peers(words: string[]): Promise<number> {
  const { values: options, positionals } = parseArgs({ args: words, allowPositionals: true, options: OPTIONS });
  const { json, gap: gaps, help, train, test, kb } = options;
  const files = { ...(train && { train }), ...(test && { test }), ...(kb && { kb }) };
  const choice = chosen(positionals, files);
  const noGap = gaps.filter((name) => !GAPS.some((gap) => gap.name === name));
  const wrong = 'wrong' in choice ? choice.wrong : noGap.length > 0 ? `There is no ${noGap.join(', ')}.` : undefined;
  if (help || wrong !== undefined || 'wrong' in choice) {
    process.stdout.write(`${wrong === undefined ? '' : `${wrong}\n\n`}${HELP}\n`);
    return wrong === undefined ? 0 : 2;
  }
  const all: object[] = [];
  for (const { rows, table } of choice.groups) {
    const told = await rowsOrWhy(() => rows({ gaps, files, progress }));
    if (!Array.isArray(told)) {
      process.stderr.write(`${told.unreadable}\n`);
      return 2;
    }
    all.push(...told);
    if (!json) process.stdout.write(`${table(told as never[])}\n\n`);
  }
  if (json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  return 0;
}

async function rowsOrWhy(rows: () => Promise<object[]>): Promise<object[] | { unreadable: string }> {
  try {
    return await rows();
  } catch (error) {
    if (error instanceof Unreadable) return { unreadable: error.message };
    throw error;
  }
}
