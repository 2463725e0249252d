import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { CostAnswer } from '#shared/protocol/session';
import { type CloudPlace, cloudStage, placeIn } from '#test/scenario/cloud-stage';
import { costOf, type Failure, Play } from '#test/scenario/play';
import { readScenario, type Scenario } from '#test/scenario/schema';
import { type Timing, timingsOf } from '#test/scenario/timings';
import { Transcript } from '#test/scenario/transcript';
import { type Cloud, clientOf, startCloud } from './cloud.ts';
import { answers } from './engine.ts';
import { seedKnowledge } from './seed.ts';
import { zipOf } from './zip.ts';

const HELP = `npm run demo: one conversation from the first word to the close, through real sockets, sign-in and workflow.

  --against <file>   a cloud that runs: its .local/<environment>/running.json   [.local/local/running.json if it answers]
  --break <step>     in a cloud of its own, let one function throw, to see that it is noticed
  --help

Ends with 0 when all was as scripted, 1 when not, 2 when it could not be tried.`;

const RUNNING = '.local/local/running.json';
const SCRIPT = 'test/scenarios/demo.yaml';
const THROWS = `export const handler = async () => { throw new Error('broken on purpose'); };\n`;

const { values: options } = parseArgs({
  options: { against: { type: 'string' }, break: { type: 'string' }, help: { type: 'boolean', default: false } },
});

const say = (line = '') => process.stdout.write(`${line}\n`);

async function main(): Promise<number> {
  if (options.help) {
    say(HELP);
    return 0;
  }
  const running = options.break ? undefined : await runningPlace();
  if (running) {
    say(`On the cloud of environment '${running.environment}' that runs at ${running.endpoint}`);
    return show(running);
  }
  const cloud = await startCloud({ environment: 'local', log: (line) => say(`  ${line}`) });
  const stop = () => void cloud.stop().then(() => process.exit(130));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  try {
    if (options.break && !cloud.functions[options.break])
      throw new Error(
        `--break: there is no step '${options.break}'; there are ${Object.keys(cloud.functions).sort().join(', ')}`,
      );
    return await show(cloud, async () => {
      await seedKnowledge(cloud);
      if (options.break) await breakStep(cloud, options.break);
    });
  } finally {
    await cloud.stop();
  }
}

async function runningPlace(): Promise<CloudPlace | undefined> {
  if (options.against) return placeIn(options.against);
  if (!existsSync(RUNNING)) return undefined;
  const place = placeIn(RUNNING);
  return (await answers(place.endpoint)) ? place : undefined;
}

/** The function of a step from now on throws whatever comes. */
async function breakStep(cloud: Cloud, step: string): Promise<void> {
  const client = new LambdaClient(clientOf(cloud.endpoint));
  const ZipFile = zipOf(new Map([['index.mjs', Buffer.from(THROWS)]]));
  for (const FunctionName of cloud.functionsOf(step))
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
  say(`  ${step} throws from now on, on purpose`);
}

async function show(place: CloudPlace, prepare: () => Promise<void> = async () => {}): Promise<number> {
  const stage = await cloudStage(place);
  await prepare();
  const transcript = new Transcript(() => stage.now());
  const stageplay = new Play(stage, script(), transcript);
  const failure = await stageplay.run();
  say('\nThe conversation (seconds, who, what)\n');
  for (const line of transcript.lines()) say(`  ${line}`);
  const customer = stageplay.customers.get('customer');
  if (customer) showTimings(timingsOf(customer, [...stageplay.agents.values()]));
  if (failure) return tellFailure(failure);
  if (customer) showCost(await costOf(stage, customer.conversationId));
  say('\nAll as scripted.');
  return 0;
}

function script(): Scenario {
  const read = readScenario(readFileSync(SCRIPT, 'utf8'), SCRIPT);
  if ('scenario' in read) return read.scenario;
  throw new Error(read.faults.map(({ line, message }) => `${SCRIPT}:${line}: ${message}`).join('\n'));
}

function tellFailure({ line, step, expected, seen }: Failure): number {
  say(`\nNot as scripted, ${SCRIPT}:${line}: ${step}\n  expected  ${expected}\n  seen      ${seen}`);
  return 1;
}

function showTimings(timings: Timing[]): void {
  say('\nTimings (milliseconds)\n');
  for (const { name, milliseconds } of timings) say(`  ${Math.round(milliseconds).toString().padStart(6)}  ${name}`);
}

function showCost({ lines, total, currency, estimated, book }: CostAnswer): void {
  say(`\nCost (${currency}, price book ${book})\n`);
  for (const line of lines)
    say(
      `  ${line.cost.padStart(16)}  ${line.meter.padEnd(34)} ${line.quantity} ${line.unit} at ${line.unitPrice} per ${line.per}${line.estimated ? ', estimated' : ''}`,
    );
  say(`  ${total.padStart(16)}  total${estimated ? ', partly estimated' : ''}`);
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(2);
  },
);
