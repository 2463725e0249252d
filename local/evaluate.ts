import { parseArgs } from 'node:util';
import { object, table } from './evaluate/report.ts';
import { Unreadable } from './evaluate/rows.ts';
import type { Asked, Part, Result, Task } from './evaluate/task.ts';
import { TASKS } from './evaluate/tasks.ts';

const PARTS: readonly Part[] = ['train', 'dev', 'test', 'kb'];
const usage = ({ name, needs, may }: Task): string =>
  [name, ...needs.map((part) => `--${part} F`), ...may.map((part) => `[--${part} F]`)].join(' ');
const optionsHelp = ({ options = {} }: Task): string[] =>
  Object.entries(options).map(([name, { says }]) => `      --${name}  ${says}`);

const HELP = `Measures an engine on your own labelled files: docs/evaluate.md says what each figure means.

  npm run evaluate -- <task> --train F [--dev F] --test F [--kb F] [--json]

${TASKS.flatMap((task) => [`  ${usage(task)}`, `      ${task.says}`, ...optionsHelp(task)]).join('\n')}

F is JSON lines, a JSON array, CSV or TSV, gzipped or not. --json prints one object; all shares in it are fractions of 1.`;

/** What is wrong with the call, or the task and what it was asked. */
function readCall(words: string[]): { wrong: string } | { task: Task; asked: Asked; json: boolean } {
  const task = TASKS.find(({ name }) => name === words[0]);
  if (!task) return { wrong: words[0] ? `There is no task ${words[0]}.` : '' };
  const own = Object.entries(task.options ?? {}).map(([name, { type }]) => [name, { type }] as const);
  const files = PARTS.map((part) => [part, { type: 'string' as const }] as const);
  const options = { ...Object.fromEntries([...files, ...own]), json: { type: 'boolean' as const } };
  let values: Record<string, string | boolean | undefined>;
  try {
    values = parseArgs({ args: words.slice(1), options }).values;
  } catch (error) {
    return { wrong: (error as Error).message };
  }
  const missing = task.needs.filter((part) => values[part] === undefined);
  if (missing.length > 0) return { wrong: `${task.name} needs ${missing.map((part) => `--${part}`).join(' and ')}.` };
  const given = PARTS.flatMap((part) => (typeof values[part] === 'string' ? [[part, values[part]] as const] : []));
  return { task, asked: { files: Object.fromEntries(given), options: values }, json: values.json === true };
}

async function main(): Promise<number> {
  const call = readCall(process.argv.slice(2));
  if ('wrong' in call) {
    process.stderr.write(`${call.wrong === '' ? '' : `${call.wrong}\n\n`}${HELP}\n`);
    return 2;
  }
  const { task, asked, json } = call;
  try {
    const result = await task.run(asked);
    const peakMb = process.resourceUsage().maxRSS / 1024;
    const shown = task.table ?? ((one: Result, peak: number) => table(task.name, one, peak));
    const told = json ? JSON.stringify(object(task.name, result, peakMb)) : shown(result, peakMb);
    process.stdout.write(`${told}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    process.stderr.write(`${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main();
