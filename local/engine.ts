import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import os from 'node:os';
import path from 'node:path';

export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export type EngineOptions = {
  port?: number | undefined;
  /** A file that gets one JSON line for each authorised call and each invocation. */
  record?: string | undefined;
  /** More variables for the functions, such as `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`. */
  variables?: Record<string, string> | undefined;
  /** Gets the engine's own output. @default inside the engine's temporary folder, which goes with it */
  logFile?: string | undefined;
  /** Names of corrections to leave out, for tests that show what each is needed for. */
  without?: string[] | undefined;
};

export type Engine = {
  endpoint: string;
  /** What an SDK client or a CDK CLI needs to reach this cloud as its administrator. */
  variables: Record<string, string>;
  pid: number;
  logFile: string;
  /** Resolves when the process has ended, with what it said last if nobody stopped it. */
  ended: Promise<{ expected: boolean; reason: string }>;
  stop: () => Promise<void>;
};

const PYTHON = process.platform === 'win32' ? '.venv/Scripts/python.exe' : '.venv/bin/python';
const READY_SECONDS = 30;

/** The wanted port if it is free, else one chosen by the system. */
export async function freePort(wanted = 0): Promise<number> {
  const port = await listenOnce(wanted);
  return port ?? freePort();
}

function listenOnce(port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' || error.code === 'EACCES' ? resolve(undefined) : reject(error),
    );
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      const address = server.address();
      const chosen = typeof address === 'object' && address ? address.port : undefined;
      server.close(() => resolve(chosen));
    });
  });
}

/** Starts the local AWS in a process group of its own, with nothing of this process's environment but its paths. */
export async function startEngine(options: EngineOptions = {}): Promise<Engine> {
  const port = await freePort(options.port);
  const folder = temporaryFolder();
  const logFile = options.logFile ?? path.join(folder, 'engine.log');
  const child = launch(port, folder, logFile, options);
  const engine = supervise(child, port, folder, logFile);
  await untilReady(engine);
  return engine;
}

const FOLDER = /^baton-cloud-(\d+)-/;

/** Lambda code is unpacked below it, so it must say that `.js` is CommonJS even if some folder above says otherwise. */
function temporaryFolder(): string {
  const parent = realpathSync(os.tmpdir());
  removeLeftFolders(parent);
  const folder = mkdtempSync(path.join(parent, `baton-cloud-${process.pid}-`));
  writeFileSync(path.join(folder, 'package.json'), '{"type":"commonjs"}\n');
  return folder;
}

/** What processes left that were killed before they could tidy up. */
function removeLeftFolders(parent: string) {
  for (const name of readdirSync(parent)) {
    const owner = FOLDER.exec(name)?.[1];
    if (owner && !isRunning(Number(owner))) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function launch(port: number, folder: string, logFile: string, options: EngineOptions): ChildProcess {
  mkdirSync(path.dirname(logFile), { recursive: true });
  const log = createWriteStream(logFile, { flags: 'w' });
  const child = spawn(path.resolve(PYTHON), [path.resolve('local/engine/launcher.py')], {
    // Its own group, so that one signal ends the engine and its workers; a pipe it reads, so that it ends with us.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    cwd: folder,
    env: engineEnvironment(port, folder, options),
  });
  child.stdout?.pipe(log);
  child.stderr?.pipe(log);
  return child;
}

function engineEnvironment(port: number, folder: string, options: EngineOptions): NodeJS.ProcessEnv {
  return {
    PATH: `${path.resolve('node_modules/.bin')}${path.delimiter}${process.env.PATH}`,
    HOME: folder,
    TMPDIR: folder,
    TEMP: folder,
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    PYTHONDONTWRITEBYTECODE: '1',
    PYTHONUNBUFFERED: '1',
    GATEWAY_PORT: String(port),
    BIND_HOST: '127.0.0.1',
    AUTH: 'true',
    IOT_MTLS_ENABLED: '0',
    LOG_LEVEL: 'WARNING',
    MINISTACK_REGION: REGION,
    ...(options.record ? { BATON_RECORD: path.resolve(options.record) } : {}),
    ...(options.without ? { BATON_WITHOUT: options.without.join(',') } : {}),
    ...options.variables,
  };
}

function supervise(child: ChildProcess, port: number, folder: string, logFile: string): Engine {
  const pid = child.pid ?? 0;
  let stopping = false;
  let lastWords = '';
  child.stderr?.on('data', (chunk) => {
    lastWords = (lastWords + chunk).slice(-2000);
  });
  const end = () => endGroup(pid);
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  const endAtExit = () => {
    end();
    removeFolder();
  };
  process.once('exit', endAtExit);
  const ended = new Promise<{ expected: boolean; reason: string }>((resolve) => {
    const finish = (reason: string) => {
      process.removeListener('exit', endAtExit);
      end();
      removeFolder();
      resolve({ expected: stopping, reason });
    };
    child.once('error', (error) => finish(`it could not be started (${error.message})`));
    child.once('exit', (code, signal) => finish(`it ended (${signal ?? `code ${code}`}) ${lastWords}`.trim()));
  });
  const endpoint = `http://127.0.0.1:${port}`;
  const stop = async () => {
    stopping = true;
    end();
    await ended;
  };
  return { endpoint, variables: clientVariables(endpoint), pid, logFile, ended, stop };
}

function clientVariables(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_S3: endpoint,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
    AWS_REGION: REGION,
    AWS_DEFAULT_REGION: REGION,
  };
}

/** SIGKILL, since MiniStack leaves its workers alive on SIGTERM, and there is no state to save. */
function endGroup(pid: number) {
  try {
    if (pid > 0) process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function untilReady(engine: Engine) {
  const deadline = Date.now() + READY_SECONDS * 1000;
  let gone: string | undefined;
  engine.ended.then(({ reason }) => {
    gone = reason;
  });
  while (gone === undefined && Date.now() < deadline) {
    if (await answers(engine.endpoint)) return;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  await engine.stop();
  throw new Error(`The local AWS did not start: ${gone ?? `no answer within ${READY_SECONDS} s`}`);
}

/** Whether a local AWS answers there. */
export async function answers(endpoint: string): Promise<boolean> {
  try {
    return (await fetch(`${endpoint}/_ministack/ready`)).ok;
  } catch {
    return false;
  }
}
