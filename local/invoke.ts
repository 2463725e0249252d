import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { stepFolders } from './bundle.ts';
import { type Cloud, clientOf, startCloud } from './cloud.ts';
import { readable } from './function-logs.ts';

const HELP = `npm run invoke -- <step> [<sample>]: feeds one event to the real bundle of one function.

  <step>                 a folder of functions/
  <sample>               a name in events/samples/steps, or a JSON file    [the step's own]
  --environment <name>   a name in infra/environments.ts                   [local]
  --against <file>       the note of a running cloud, .local/<environment>/running.json
  --verbose              every log line of the function, not only warnings and errors
  --list                 steps and their samples
  --help

A cloud of the environment that runs already (npm start) is used, and keeps what the step writes; else one is
started for this call and ended after it. Samples are described in CONTRIBUTING.md.`;

const SAMPLES = 'events/samples/steps';

/** A problem the reader can solve: told without a stack. */
class Advice extends Error {}

export type Invoked = {
  functionName: string;
  /** What the function returned, or what its fault said. */
  response: unknown;
  /** The platform's word where the function failed: `Unhandled`, a timeout. */
  fault?: string;
  /** Its log, oldest line first. */
  lines: string[];
  /** From the call to its answer; on a laptop a cold start is in it. */
  milliseconds: number;
};

/** Runs the function that a cloud has for this step, through the Lambda API, and waits for its answer. */
export async function invokeStep(
  { endpoint, functions }: Pick<Cloud, 'endpoint' | 'functions'>,
  step: string,
  event: unknown,
): Promise<Invoked> {
  const FunctionName = functions[step];
  if (!FunctionName) throw new Advice(`This cloud has no function of functions/${step}: was it started before that?`);
  const client = new LambdaClient(clientOf(endpoint));
  const started = performance.now();
  const { Payload, FunctionError, LogResult } = await client.send(
    new InvokeCommand({ FunctionName, Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  const milliseconds = performance.now() - started;
  const text = Payload ? new TextDecoder().decode(Payload) : '';
  return {
    functionName: FunctionName,
    response: text ? JSON.parse(text) : undefined,
    ...(FunctionError && { fault: FunctionError }),
    lines: Buffer.from(LogResult ?? '', 'base64')
      .toString()
      .split('\n')
      .filter(Boolean),
    milliseconds,
  };
}

/** The samples of a step: its own, and those that name it before a dot. */
export const samplesOf = (step: string): string[] =>
  readdirSync(SAMPLES)
    .map((name) => name.replace(/\.json$/, ''))
    .filter((name) => name.split('.')[0] === step)
    .sort();

export const listed = (): string => {
  const steps = stepFolders();
  const wide = Math.max(...steps.map((step) => step.length));
  return steps.map((step) => `  ${step.padEnd(wide)}  ${samplesOf(step).join('  ')}`).join('\n');
};

/** The event in the named sample or file. Throws with what there is instead. */
export function sampleNamed(step: string, name = step): unknown {
  if (!stepFolders().includes(step))
    throw new Advice(`There is no functions/${step}. Steps and their samples:\n${listed()}`);
  const file = [path.join(SAMPLES, `${name}.json`), name].find((one) => existsSync(one) && one.endsWith('.json'));
  if (!file)
    throw new Advice(
      `There is no sample ${name}, neither in ${SAMPLES} nor as a JSON file. For ${step} there are: ${samplesOf(step).join(', ')}`,
    );
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new Advice(`${file} is not JSON: ${(cause as Error).message}`, { cause });
  }
}

type Place = Pick<Cloud, 'endpoint' | 'functions' | 'stop'>;

/** The cloud that a note in `.local` tells of. */
function placeIn(file: string): Place {
  type Note = { endpoint?: unknown; functions?: [string, string[]][] };
  const note = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Note) : {};
  if (typeof note.endpoint !== 'string' || !Array.isArray(note.functions))
    throw new Advice(`${file} tells of no running cloud; npm start writes .local/<environment>/running.json`);
  const functions = Object.fromEntries(note.functions.map(([folder, [name = '']]) => [folder, name]));
  return { endpoint: note.endpoint, functions, stop: async () => {} };
}

const say = (line: string) => process.stdout.write(`${line}\n`);

function show({ functionName, response, fault, lines, milliseconds }: Invoked, verbose: boolean): void {
  for (const message of lines) {
    const line = readable({ message, timestamp: Date.now() }, verbose);
    if (line) say(line);
  }
  say(JSON.stringify(opened(response), null, 2));
  say(`\n${functionName}: ${fault ? `FAILED (${fault})` : 'answered'} in ${milliseconds.toFixed(0)} ms`);
}

/** A body that is JSON is shown as what it holds. */
const opened = (response: unknown): unknown => {
  const { body } = (response ?? {}) as { body?: unknown };
  if (typeof body !== 'string') return response ?? null;
  try {
    return { ...(response as object), body: JSON.parse(body) };
  } catch {
    return response;
  }
};

async function main(words: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      environment: { type: 'string', default: 'local' },
      against: { type: 'string' },
      verbose: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [step, sample] = positionals;
  if (values.list || values.help || !step) {
    say(values.list ? listed() : HELP);
    return values.list || values.help ? 0 : 1;
  }
  const event = sampleNamed(step, sample);
  const cloud = values.against
    ? placeIn(values.against)
    : await startCloud({
        environment: values.environment,
        reuse: true,
        log: (line) => process.stderr.write(`  ${line}\n`),
      });
  try {
    const invoked = await invokeStep(cloud, step, event);
    show(invoked, values.verbose);
    return invoked.fault ? 1 : 0;
  } finally {
    await cloud.stop();
  }
}

if (import.meta.main) {
  main(process.argv.slice(2)).then(
    (code) => process.exit(code),
    (error: Error) => {
      const wrongWords = (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS');
      process.stderr.write(`${error instanceof Advice || wrongWords ? error.message : error.stack}\n`);
      process.exit(1);
    },
  );
}
