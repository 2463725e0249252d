import { appendFileSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { type Cloud, clientOf, startCloud } from '#local/cloud';
import { liveBundles } from '#local/live-bundles';
import { reloadFunctions } from '#local/reload';
import { type Figure, figure, median } from './figure.ts';

const SAVES = 7;
const WITHIN_MS = 60_000;
const SOURCES = ['functions', 'shared', 'events'];
/** The step that is called after each save: its bundle is the largest. */
const STEP = 'answer';
/** Nothing to do: the function is loaded, called and done. */
const EVENT = JSON.stringify({ Records: [] });

/**
 * From saving a source to the end of the first call that runs it: a step's own file, and the one that most functions
 * hold. What is saved is a copy of the sources, so that nobody's working tree changes.
 */
export async function reloadTimes(progress: (line: string) => void): Promise<Figure[]> {
  const folder = copyOfSources();
  const cloud = await startCloud({ environment: 'local-fast', log: progress });
  const stop = () => void cloud.stop().then(() => process.exit(130));
  process.once('SIGINT', stop).once('SIGTERM', stop);
  const from = path.join(folder, 'functions');
  const ready = Promise.withResolvers<Cloud>();
  const sources = SOURCES.map((one) => path.join(folder, one));
  const reloading = reloadFunctions(ready.promise, progress, { from, sources });
  try {
    const shared = await mostShared(Object.keys(cloud.functions), from);
    await callEach(cloud);
    ready.resolve(cloud);
    const save = saving(cloud, path.join(folder, 'loaded'));
    progress(`saving ${path.relative(folder, shared)}`);
    // The first save waits until the functions have been compiled for the first time.
    await save(shared);
    return [
      figure('reload-ms-one', await medianOf(save, path.join(from, STEP, 'step.ts'), cloud)),
      figure('reload-ms-shared', await medianOf(save, shared, cloud)),
    ];
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
    reloading.stop();
    await cloud.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

function copyOfSources(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'baton-bench-reload-'));
  for (const one of [...SOURCES, 'package.json']) cpSync(one, path.join(folder, one), { recursive: true });
  symlinkSync(path.resolve('node_modules'), path.join(folder, 'node_modules'));
  return folder;
}

/** The source of ours that most of the functions hold. */
async function mostShared(functions: string[], from: string): Promise<string> {
  const bundles = liveBundles(functions, from);
  const made = await bundles.make();
  await bundles.stop();
  const held = new Map<string, number>();
  for (const { sources } of made.values())
    for (const source of sources) if (!source.includes('node_modules')) held.set(source, (held.get(source) ?? 0) + 1);
  const [[most] = []] = [...held].toSorted(([, one], [, other]) => other - one);
  if (!most) throw new Error('no function holds a source');
  return most;
}

async function medianOf(save: (file: string) => Promise<number>, file: string, cloud: Cloud): Promise<number> {
  const times: number[] = [];
  for (let n = 0; n < SAVES; n += 1) {
    // As it is when somebody works with it: every function has a process, which has to go.
    await callEach(cloud);
    times.push(await save(file));
  }
  return median(times);
}

async function callEach(cloud: Cloud): Promise<void> {
  for (const name of Object.values(cloud.functions)) await call(cloud, name);
}

const call = (cloud: Cloud, FunctionName: string) =>
  new LambdaClient(clientOf(cloud.endpoint)).send(new InvokeCommand({ FunctionName, Payload: EVENT }));

/** Saves a file once more with a line that says when it has been loaded, and calls the step until it has. */
function saving(cloud: Cloud, loaded: string): (file: string) => Promise<number> {
  let saves = 0;
  return async (file) => {
    saves += 1;
    const mark = `loaded ${saves};`;
    const line = `process.getBuiltinModule('node:fs').appendFileSync(${JSON.stringify(loaded)}, '${mark}');\n`;
    const began = performance.now();
    appendFileSync(file, line);
    while (!existsSync(loaded) || !readFileSync(loaded, 'utf8').includes(mark)) {
      if (performance.now() - began > WITHIN_MS) throw new Error(`${file} was not reloaded within ${WITHIN_MS} ms`);
      await call(cloud, cloud.functions[STEP] ?? STEP);
    }
    return performance.now() - began;
  };
}
