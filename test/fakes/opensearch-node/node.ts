import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const HEAP = '512m';
const START_WITHIN = 120_000;

export type OpenSearchNode = { address: string; stop: () => Promise<void> };

/** Why no node can run on this machine, in words for the person who reads the test's output. */
export type Missing = { missing: string };

async function missingTools(): Promise<string | undefined> {
  const java = await run('javac', ['-version']).catch(() => undefined);
  const major = Number(/javac (\d+)/.exec(`${java?.stdout}${java?.stderr}`)?.[1] ?? 0);
  if (major < 17) return `a Java development kit ≥ 17 (javac -version says ${major || 'nothing'})`;
  const maven = await run('mvn', ['-version']).catch(() => undefined);
  return maven ? undefined : 'Maven (mvn -version fails)';
}

/** Resolves and compiles into a folder named by its sources; made apart and renamed, so two starters cannot spoil it. */
async function prepared(): Promise<string> {
  const sources = [join(here, 'pom.xml'), join(here, 'OsNode.java')];
  const contents = await Promise.all(sources.map((file) => readFile(file)));
  const name = createHash('sha256').update(Buffer.concat(contents)).digest('hex').slice(0, 12);
  const ready = join(tmpdir(), `baton-opensearch-${name}`);
  if (existsSync(ready)) return ready;
  const making = await mkdtemp(`${ready}-`);
  const parts = join(making, 'parts');
  const resolve = ['-q', '-B', '-f', join(here, 'pom.xml'), '-Dmaven.artifact.threads=10', `-Dparts=${parts}`];
  await run('mvn', [...resolve, 'dependency:copy-dependencies@parts']);
  await mkdir(join(making, 'classes'));
  const compile = ['-nowarn', '-proc:none', '-d', join(making, 'classes'), '-cp', join(parts, '*')];
  await run('javac', [...compile, join(here, 'OsNode.java')]);
  await rename(making, ready).catch(() => rm(making, { recursive: true, force: true }));
  return ready;
}

/** The address the node prints when it answers; fails with its last lines when it ends or stays silent. */
function addressOf(node: ChildProcess): Promise<string> {
  const last: string[] = [];
  return new Promise((found, failed) => {
    const fail = (what: string) => failed(new Error(`The OpenSearch node ${what}.\n${last.join('\n')}`));
    const timer = setTimeout(() => fail(`did not answer in ${START_WITHIN / 1000} s`), START_WITHIN);
    const read = (line: string): void => {
      last.push(line);
      last.splice(0, last.length - 20);
      const address = /^READY (\S+)$/.exec(line)?.[1];
      if (address === undefined) return;
      clearTimeout(timer);
      found(address);
    };
    for (const stream of [node.stdout, node.stderr]) if (stream) createInterface(stream).on('line', read);
    node.once('error', (cause) => fail(`could not be started: ${cause.message}`));
    node.once('exit', (code, signal) => {
      clearTimeout(timer);
      fail(`ended (${signal ?? code})`);
    });
  });
}

const ended = (node: ChildProcess): Promise<unknown> =>
  node.exitCode !== null || node.signalCode !== null ? Promise.resolve() : new Promise((end) => node.once('exit', end));

async function stop(node: ChildProcess, home: string): Promise<void> {
  if (node.pid !== undefined && node.exitCode === null && node.signalCode === null) process.kill(-node.pid, 'SIGKILL');
  await ended(node);
  await rm(home, { recursive: true, force: true });
}

async function start(folder: string): Promise<OpenSearchNode> {
  const home = await mkdtemp(join(tmpdir(), 'baton-opensearch-home-'));
  const jvm = [
    `-Xms${HEAP}`,
    `-Xmx${HEAP}`,
    '-XX:+UseSerialGC',
    '-Djava.awt.headless=true',
    '-Dlog4j2.disableJmx=true',
  ];
  const classPath = `${join(folder, 'classes')}:${join(folder, 'parts', '*')}`;
  // Its standard input is a pipe of ours: should this process be killed, the node reads the end and ends too.
  const node = spawn('java', [...jvm, '-cp', classPath, 'OsNode', home], { detached: true, stdio: 'pipe' });
  try {
    return { address: await addressOf(node), stop: () => stop(node, home) };
  } catch (cause) {
    await stop(node, home);
    throw cause;
  }
}

/**
 * A real OpenSearch node 2.19.1 on 127.0.0.1, on a port the system chose, from Maven artifacts (45 MB, fetched once). Where Java or
 * Maven is not there, or Maven cannot fetch, the reason is given instead; with `BATON_REQUIRE_OPENSEARCH` set that is thrown.
 */
export async function openSearchNode(): Promise<OpenSearchNode | Missing> {
  const refuse = (missing: string, cause?: unknown): Missing => {
    if (process.env.BATON_REQUIRE_OPENSEARCH)
      throw new Error(`OpenSearch is required here, but: ${missing}`, { cause });
    return { missing };
  };
  const tools = await missingTools();
  if (tools !== undefined) return refuse(tools);
  let folder: string;
  try {
    folder = await prepared();
  } catch (cause) {
    return refuse(`the parts from Maven: ${String(cause).split('\n', 3).join(' ')}`, cause);
  }
  return start(folder);
}
