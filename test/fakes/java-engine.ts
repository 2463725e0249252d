import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const START_WITHIN = 120_000;

export type Engine = { address: string; stop: () => Promise<void> };
/** Why no engine can run on this machine, in words for the person who reads the test's output. */
export type Missing = { missing: string };

/** A real engine written in Java: its parts come from Maven, its main class is ours and prints `READY <address>` once it answers. */
export type JavaEngine = {
  /** In folder names and messages. */
  name: string;
  /** Folder of `pom.xml`, whose execution `parts` copies what the engine is made of, and of the main class's source. */
  folder: string;
  main: string;
  heap: string;
  options: string[];
  /** `pom.xml` has an execution `plugins` as well, which unpacks what comes zipped. */
  zipped?: boolean;
  /** Set in the environment, a missing engine is a failure. */
  requiredBy: string;
};

async function missingTools(): Promise<string | undefined> {
  const java = await run('javac', ['-version']).catch(() => undefined);
  const major = Number(/javac (\d+)/.exec(`${java?.stdout}${java?.stderr}`)?.[1] ?? 0);
  if (major < 17) return `a Java development kit ≥ 17 (javac -version says ${major || 'nothing'})`;
  const maven = await run('mvn', ['-version']).catch(() => undefined);
  return maven ? undefined : 'Maven (mvn -version fails)';
}

/** Resolves and compiles into a folder named by its sources; made apart and renamed, so two starters cannot spoil it. */
async function prepared({ name, folder, main, zipped }: JavaEngine): Promise<string> {
  const [pom, source] = [join(folder, 'pom.xml'), join(folder, `${main}.java`)];
  const contents = await Promise.all([pom, source].map((file) => readFile(file)));
  const version = createHash('sha256').update(Buffer.concat(contents)).digest('hex').slice(0, 12);
  const ready = join(tmpdir(), `baton-${name}-${version}`);
  if (existsSync(ready)) return ready;
  const making = await mkdtemp(`${ready}-`);
  const parts = join(making, 'parts');
  const resolve = ['-q', '-B', '-f', pom, '-Dmaven.artifact.threads=10', `-Dparts=${parts}`];
  const unpack = zipped ? ['dependency:unpack-dependencies@plugins'] : [];
  await run('mvn', [...resolve, 'dependency:copy-dependencies@parts', ...unpack]);
  await mkdir(join(making, 'classes'));
  const compile = ['-nowarn', '-proc:none', '-d', join(making, 'classes'), '-cp', join(parts, '*')];
  await run('javac', [...compile, source]);
  await rename(making, ready).catch(() => rm(making, { recursive: true, force: true }));
  return ready;
}

/** The address the engine prints when it answers; fails with its last lines when it ends or stays silent. */
function addressOf(engine: ChildProcess, name: string): Promise<string> {
  const last: string[] = [];
  return new Promise((found, failed) => {
    const fail = (what: string) => failed(new Error(`The engine ${name} ${what}.\n${last.join('\n')}`));
    const timer = setTimeout(() => fail(`did not answer in ${START_WITHIN / 1000} s`), START_WITHIN);
    const read = (line: string): void => {
      last.push(line);
      last.splice(0, last.length - 20);
      const address = /^READY (\S+)$/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      found(address);
    };
    for (const stream of [engine.stdout, engine.stderr]) if (stream) createInterface(stream).on('line', read);
    engine.once('error', (cause) => fail(`could not be started: ${cause.message}`));
    engine.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${signal ?? code})`);
    });
  });
}

const ended = (engine: ChildProcess): Promise<unknown> =>
  engine.exitCode !== null || engine.signalCode !== null
    ? Promise.resolve()
    : new Promise((end) => engine.once('exit', end));

async function stop(engine: ChildProcess, home: string): Promise<void> {
  if (engine.pid !== undefined && engine.exitCode === null && engine.signalCode === null)
    process.kill(-engine.pid, 'SIGKILL');
  await ended(engine);
  await rm(home, { recursive: true, force: true });
}

async function start({ name, main, heap, options }: JavaEngine, folder: string): Promise<Engine> {
  const home = await mkdtemp(join(tmpdir(), `baton-${name}-home-`));
  const jvm = [`-Xms${heap}`, `-Xmx${heap}`, '-XX:+UseSerialGC', '-Djava.awt.headless=true', ...options];
  const parts = join(folder, 'parts');
  const classPath = `${join(folder, 'classes')}:${join(parts, '*')}`;
  // Its standard input is a pipe of ours: should this process be killed, the engine reads the end and ends too.
  const engine = spawn('java', [...jvm, `-Djava.library.path=${parts}`, '-cp', classPath, main, home], {
    detached: true,
    stdio: 'pipe',
  });
  try {
    return { address: await addressOf(engine, name), stop: () => stop(engine, home) };
  } catch (cause) {
    await stop(engine, home);
    throw cause;
  }
}

/** Starts it on 127.0.0.1. Where Java or Maven is not there, or Maven cannot fetch, the reason is given instead. */
export async function javaEngine(engine: JavaEngine): Promise<Engine | Missing> {
  const refuse = (missing: string, cause?: unknown): Missing => {
    if (process.env[engine.requiredBy]) throw new Error(`${engine.name} is required here, but: ${missing}`, { cause });
    return { missing };
  };
  const tools = await missingTools();
  if (tools !== undefined) return refuse(tools);
  let folder: string;
  try {
    folder = await prepared(engine);
  } catch (cause) {
    return refuse(`the parts from Maven: ${String(cause).split('\n', 3).join(' ')}`, cause);
  }
  return start(engine, folder);
}
