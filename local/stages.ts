import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

export type Counts = { passed: number; failed: number; skipped: number };
export type Ended = { code: number; counts: Counts; failed: readonly string[] };
/** `aside`: a file for its output, where it runs beside another stage. */
export type Stage = { name: string; run: (aside?: string) => Promise<Ended> };

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };
const REPORTS = path.join('.local', 'reports');
const SECOND_TRIES = path.join(REPORTS, 'second-tries.txt');

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] | null }[];
  }[];
};

/** What a run of tests says of itself; a run that ended before it could say anything counts as one failure. */
const endedOf = (report: string, code: number): Ended => {
  try {
    const told = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = told;
    // A file that cannot be loaded has no failed test of its own.
    const failed = Math.max(numFailedTests, code === 0 ? 0 : 1);
    const counts = { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests };
    return { code, counts, failed: failuresIn(told) };
  } catch {
    return { code, counts: { passed: 0, failed: 1, skipped: 0 }, failed: [] };
  }
};

const firstLine = (text: string | undefined): string => (text ?? '').split('\n', 1)[0]?.slice(0, 300) ?? '';

/** Each failed test with its file and the first line of why: whoever has only the end of the output finds it there. */
const failuresIn = ({ testResults }: VitestReport): string[] =>
  testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = path.relative(process.cwd(), name);
    const failed = assertionResults.filter((one) => one.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [`${file}: ${firstLine(message)}`];
    return failed.map(({ fullName, failureMessages }) => `${file}: ${fullName}: ${firstLine(failureMessages?.[0])}`);
  });

/** Runs a tool of node_modules/.bin; `report` names a run of vitest, whose tests are counted. */
export const tool =
  (name: string, words: string[], report?: string) =>
  (aside?: string): Promise<Ended> => {
    const file = path.join(REPORTS, `${report ?? name}.json`);
    mkdirSync(REPORTS, { recursive: true });
    rmSync(file, { force: true });
    const reporting = report
      ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--reporter=./local/second-tries.ts']
      : [];
    const command = path.join('node_modules', '.bin', name);
    return run(command, [...words, ...reporting], aside, (code) =>
      report
        ? endedOf(file, code)
        : { code, counts: { ...NONE, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 }, failed: [] },
    );
  };

/** Further seeds of the fault simulator, each counted as a test. */
export const seeds =
  (from: number, count: number) =>
  (aside?: string): Promise<Ended> => {
    const words = ['local/simulate.ts', '--from', String(from), '--seeds', String(count)];
    return run(process.execPath, words, aside, (code) => ({
      code,
      counts: { ...NONE, passed: code === 0 ? count : 0, failed: code === 0 ? 0 : 1 },
      failed: code === 0 ? [] : [`npm run simulate -- --from ${from} --seeds ${count}`],
    }));
  };

const run = (
  command: string,
  words: string[],
  aside: string | undefined,
  ended: (code: number) => Ended,
): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const output = aside ? openSync(aside, 'a') : 'inherit';
    const child = spawn(command, words, {
      stdio: ['ignore', output, output],
      env: { ...process.env, BATON_SECOND_TRIES: SECOND_TRIES },
    });
    child.on('error', reject);
    child.on('exit', (exit) => {
      if (typeof output === 'number') closeSync(output);
      resolve(ended(exit ?? 1));
    });
  });

type Told = Ended & { name: string; seconds: string };

const timed = async ({ name, run: start }: Stage, aside?: string): Promise<Told> => {
  const began = performance.now();
  const result = await start(aside);
  return { ...result, name, seconds: ((performance.now() - began) / 1000).toFixed(1) };
};

const inLine = async (stages: readonly Stage[]): Promise<Told[]> => {
  const ended: Told[] = [];
  for (const stage of stages) {
    process.stdout.write(`\n── ${stage.name}\n`);
    ended.push(await timed(stage));
  }
  return ended;
};

/** Beside what is on the screen; what it says is shown when it has ended. */
const aside = async (stages: readonly Stage[]): Promise<Told[]> => {
  const ended: Told[] = [];
  mkdirSync(REPORTS, { recursive: true });
  for (const [n, stage] of stages.entries()) {
    const output = path.join(REPORTS, `aside-${n}.txt`);
    rmSync(output, { force: true });
    const told = await timed(stage, output);
    process.stdout.write(`\n── ${stage.name} (ran beside, ${told.seconds} s)\n${readFileSync(output, 'utf8')}`);
    ended.push(told);
  }
  return ended;
};

/**
 * One stage after another, all of them even when one fails; `beside` runs in the same way beside the last of them, which
 * mostly waits. Closes with what was counted and what has failed. The result is the exit code.
 */
export const runAll = async (stages: readonly Stage[], beside: readonly Stage[] = []): Promise<number> => {
  rmSync(SECOND_TRIES, { force: true });
  const alone = await inLine(stages.slice(0, -1));
  const last = await Promise.all([inLine(stages.slice(-1)), aside(beside)]);
  const ended = [...alone, ...last.flat()];
  tell(ended);
  return ended.every(({ code }) => code === 0) ? 0 : 1;
};

const tell = (ended: readonly Told[]): void => {
  process.stdout.write('\n');
  for (const { name, code, counts, seconds } of ended) {
    process.stdout.write(
      `${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(28)} ${seconds.padStart(6)} s  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
    );
  }
  const sum = (of: keyof Counts): number => ended.reduce((total, { counts }) => total + counts[of], 0);
  if (existsSync(SECOND_TRIES))
    process.stdout.write(`\nPassed only on a second try, and worth a look:\n${readFileSync(SECOND_TRIES, 'utf8')}`);
  const failed = ended.flatMap((stage) => stage.failed);
  if (failed.length > 0) process.stdout.write(`\nFailed:\n${failed.map((one) => `  ${one}\n`).join('')}`);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
};
