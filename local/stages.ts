import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

export type Counts = { passed: number; failed: number; skipped: number };
export type Ended = { code: number; counts: Counts };
export type Stage = { name: string; run: () => Promise<Ended> };

const NONE: Counts = { passed: 0, failed: 0, skipped: 0 };
const REPORTS = path.join('.local', 'reports');
const SECOND_TRIES = path.join(REPORTS, 'second-tries.txt');

type VitestReport = { numPassedTests: number; numFailedTests: number; numPendingTests: number; numTodoTests: number };

/** What a run of tests says of itself; a run that ended before it could say anything counts as one failure. */
const countsOf = (report: string, code: number): Counts => {
  try {
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests } = JSON.parse(
      readFileSync(report, 'utf8'),
    ) as VitestReport;
    // A file that cannot be loaded has no failed test of its own.
    return {
      passed: numPassedTests,
      failed: Math.max(numFailedTests, code === 0 ? 0 : 1),
      skipped: numPendingTests + numTodoTests,
    };
  } catch {
    return { passed: 0, failed: 1, skipped: 0 };
  }
};

/** Runs a tool of node_modules/.bin with this process's output; `report` names a run of vitest, whose tests are counted. */
export const tool = (name: string, words: string[], report?: string): Promise<Ended> => {
  const file = path.join(REPORTS, `${report ?? name}.json`);
  mkdirSync(REPORTS, { recursive: true });
  rmSync(file, { force: true });
  const reporting = report
    ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`, '--reporter=./local/second-tries.ts']
    : [];
  return run(path.join('node_modules', '.bin', name), [...words, ...reporting], (code) =>
    report ? countsOf(file, code) : { ...NONE, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1 },
  );
};

const run = (command: string, words: string[], count: (code: number) => Counts): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(command, words, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, BATON_SECOND_TRIES: SECOND_TRIES },
    });
    child.on('error', reject);
    child.on('exit', (exit) => {
      const code = exit ?? 1;
      resolve({ code, counts: count(code) });
    });
  });

/** One stage after another, all of them even when one fails; closes with what was counted. The result is the exit code. */
export const runAll = async (stages: Stage[]): Promise<number> => {
  const ended: (Ended & { name: string; seconds: string })[] = [];
  rmSync(SECOND_TRIES, { force: true });
  for (const { name, run: start } of stages) {
    process.stdout.write(`\n── ${name}\n`);
    const began = performance.now();
    const result = await start();
    ended.push({ ...result, name, seconds: ((performance.now() - began) / 1000).toFixed(1) });
  }
  process.stdout.write('\n');
  for (const { name, code, counts, seconds } of ended) {
    process.stdout.write(
      `${code === 0 ? 'ok    ' : 'FAILED'} ${name.padEnd(28)} ${seconds.padStart(6)} s  ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`,
    );
  }
  const sum = (of: keyof Counts): number => ended.reduce((total, { counts }) => total + counts[of], 0);
  if (existsSync(SECOND_TRIES))
    process.stdout.write(`\nPassed only on a second try, and worth a look:\n${readFileSync(SECOND_TRIES, 'utf8')}`);
  process.stdout.write(`\n${sum('passed')} passed, ${sum('failed')} failed, ${sum('skipped')} skipped\n`);
  return ended.every(({ code }) => code === 0) ? 0 : 1;
};
