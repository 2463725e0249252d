import { parseArgs } from 'node:util';
import { GAPS, resumeRows, resumeTable } from '#test/peers/resume';

/** A group of measurements in which other systems stand beside Baton: rows for machines, a table for people. */
type Group = {
  says: string;
  rows: (options: { gaps: string[]; progress: Progress }) => Promise<object[]>;
  table: (rows: never[]) => string;
};
type Progress = (line: string) => void;

const GROUPS: Record<string, Group> = {
  resume: {
    says: 'what a lost line costs: messages lost, doubled, out of order, beside Socket.IO (about 5 minutes)',
    rows: resumeRows,
    table: resumeTable,
  },
};

const HELP = `Measures Baton beside other systems: docs/benchmarks.md says how it was kept fair.

  npm run bench -- peers                    every group, as tables
  npm run bench -- peers resume             one group
  npm run bench -- peers --json             one JSON array with all rows
  npm run bench -- peers resume --gap NAME  one gap (may be given several times):
                                            ${GAPS.map(({ name }) => `'${name}'`).join(', ')}

${Object.entries(GROUPS)
  .map(([name, { says }]) => `  ${name.padEnd(10)} ${says}`)
  .join('\n')}`;

const progress: Progress = (line) => process.stderr.write(`  ${line}\n`);

/** `words`: what stands after `peers`. The result is the exit code. */
export async function peers(words: string[]): Promise<number> {
  const { values: options, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      json: { type: 'boolean', default: false },
      gap: { type: 'string', multiple: true, default: [] },
      help: { type: 'boolean', default: false },
    },
  });
  const unknown = [
    ...positionals.filter((name) => !(name in GROUPS)),
    ...options.gap.filter((name) => !GAPS.some((gap) => gap.name === name)),
  ];
  if (options.help || unknown.length > 0) {
    process.stdout.write(`${unknown.length > 0 ? `There is no ${unknown.join(', ')}.\n\n` : ''}${HELP}\n`);
    return unknown.length > 0 ? 2 : 0;
  }
  const all: object[] = [];
  for (const name of positionals.length > 0 ? positionals : Object.keys(GROUPS)) {
    const group = GROUPS[name];
    if (!group) continue;
    const rows = await group.rows({ gaps: options.gap, progress });
    all.push(...rows);
    if (!options.json) process.stdout.write(`${group.table(rows as never[])}\n\n`);
  }
  if (options.json) process.stdout.write(`${JSON.stringify(all, null, 2)}\n`);
  return 0;
}
