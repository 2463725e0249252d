import { existsSync, globSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { startCloud } from '#local/cloud';
import { seedKnowledge } from '#local/seed';
import { type CloudPlace, cloudStage, placeIn } from './cloud-stage.ts';
import { type Outcome, play } from './play.ts';
import { closingLine, faultLines, outcomeLines } from './report.ts';
import { type Fault, readFiles, type Scenario } from './schema.ts';
import type { Stage } from './stage.ts';

const HELP = `npm run scenario -- FILE… [options]: plays conversations that are written down, and says which went otherwise.

  FILE…                a scenario (docs/scenarios.md), or a folder of them     [test/scenarios]
  --on cloud           real sockets on a local cloud, which is started for it
  --on simulator       comes with a later release
  --against <file>     a cloud that runs: its .local/<environment>/running.json
  --filter <text>      only scenarios whose name or file holds this
  --bail               stop after the first that fails
  --json               one JSON object instead of lines
  --help

Ends with 0 when all passed, 1 when one failed, 2 when it could not be tried.`;

class CannotTry extends Error {}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    on: { type: 'string', default: 'cloud' },
    against: { type: 'string' },
    filter: { type: 'string' },
    bail: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const print = (lines: string[]) => {
  if (!options.json) process.stdout.write(`${lines.join('\n')}\n`);
};
const progress = (line: string) => process.stderr.write(`  ${line}\n`);

function filesOf(given: string[]): string[] {
  return given.flatMap((one) => {
    if (!existsSync(one)) throw new CannotTry(`there is no ${one}`);
    return statSync(one).isDirectory() ? globSync(path.join(one, '**/*.yaml')).sort() : [one];
  });
}

const wanted = ({ scenario, file }: Scenario) =>
  !options.filter || `${scenario} ${file}`.toLowerCase().includes(options.filter.toLowerCase());

async function main(): Promise<number> {
  if (options.help) {
    process.stdout.write(`${HELP}\n`);
    return 0;
  }
  if (options.on === 'simulator')
    throw new CannotTry(
      "simulator-not-built: '--on simulator' comes with a later release; '--on cloud' plays the same files",
    );
  if (options.on !== 'cloud') throw new CannotTry(`--on: must be 'cloud' or 'simulator', not '${options.on}'`);

  const read = readFiles(filesOf(positionals.length > 0 ? positionals : ['test/scenarios']));
  const faults = read.flatMap((one) => ('faults' in one ? one.faults : []));
  const scenarios = read.flatMap((one) => ('scenario' in one ? [one.scenario] : [])).filter(wanted);
  if (scenarios.length + faults.length === 0) throw new CannotTry('no scenario fits');
  print(faultLines(faults));
  const outcomes = await playAll(options.against ? playableIn(placeIn(options.against), scenarios) : scenarios);
  return tell(outcomes, faults);
}

/** A scenario is written for the durations of one environment: in another it would say nothing. */
function playableIn({ environment }: CloudPlace, scenarios: Scenario[]): Scenario[] {
  const playable = scenarios.filter((one) => one.environment === environment);
  const others = scenarios.filter((one) => one.environment !== environment);
  for (const { file, environment: its } of others) progress(`left out: ${file} is written for environment '${its}'`);
  if (playable.length + others.length > 0 && playable.length === 0)
    throw new CannotTry(`${options.against} is of environment '${environment}', and no scenario is written for it`);
  return playable;
}

function tell(outcomes: Outcome[], faults: Fault[]): number {
  const broken = new Set(faults.map(({ file }) => file)).size;
  const passed = outcomes.filter((one) => one.passed).length;
  const failed = outcomes.length - passed + broken;
  if (options.json) process.stdout.write(`${JSON.stringify({ passed, failed, faults, outcomes }, null, 2)}\n`);
  else print(['', closingLine(passed, failed)]);
  return failed > 0 ? 1 : 0;
}

/** One cloud for each environment that a scenario names, one after the other. */
async function playAll(scenarios: Scenario[]): Promise<Outcome[]> {
  const environments = [...new Set(scenarios.map(({ environment }) => environment))];
  const outcomes: Outcome[] = [];
  for (const environment of environments) {
    const its = scenarios.filter((one) => one.environment === environment);
    outcomes.push(...(await onCloud(environment, (stage) => playEach(stage, its))));
    if (options.bail && outcomes.some(({ passed }) => !passed)) break;
  }
  return outcomes;
}

async function playEach(stage: Stage, scenarios: Scenario[]): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const scenario of scenarios) {
    const outcome = await play(stage, scenario);
    outcomes.push(outcome);
    print(outcomeLines(outcome));
    if (options.bail && !outcome.passed) break;
  }
  return outcomes;
}

async function onCloud<T>(environment: string, run: (stage: Stage) => Promise<T>): Promise<T> {
  if (options.against) return run(await cloudStage(placeIn(options.against)));
  const cloud = await startCloud({ environment, log: progress });
  const stop = () => void cloud.stop().then(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    const stage = await cloudStage(cloud);
    await seedKnowledge(cloud);
    return await run(stage);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
    await cloud.stop();
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error instanceof CannotTry ? error.message : error.stack}\n`);
    process.exit(2);
  },
);
