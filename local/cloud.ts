import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LambdaClient, paginateListFunctions } from '@aws-sdk/client-lambda';
import { type Bundles, bundlesUpToDate } from './bundle.ts';
import { type Deployment, deploy, foldersByCodeHash, type StackOutputs, synthesise } from './deploy.ts';
import { ACCOUNT, answers, type Engine, REGION, startEngine } from './engine.ts';

export type CloudOptions = {
  /** A name in infra/environments.ts: `local`, `local-fast`, … */
  environment: string;
  /** Taken if it is free, else another. @default any free one */
  port?: number;
  /** A file that gets every authorised call and every invocation as a JSON line. */
  record?: string;
  log?: (line: string) => void;
  /** Attach to a cloud of this environment that is already running; its `stop` then leaves it running. */
  reuse?: boolean;
  /** More variables for the functions, such as the address of a scripted model. */
  variables?: Record<string, string>;
  /** Laid over the environment's data (infra/environments.ts), such as the origin of pages on another port. */
  overrides?: Record<string, unknown>;
  /** Corrections of the engine to leave out (tests only). */
  without?: string[];
  /** @default infra/app.ts */
  app?: string;
  /** Folder of the functions' folders. @default functions */
  functionsFrom?: string;
};

export type Cloud = {
  environment: string;
  endpoint: string;
  region: string;
  account: string;
  /** By stack name, then output name. */
  outputs: StackOutputs;
  /** For SDK clients: the endpoint, the administrator's keys, the region. */
  environmentVariables: Record<string, string>;
  /** Name of the function that runs a step, by the step's folder. */
  functions: Record<string, string>;
  /** All functions of a folder, for code that one folder shares. */
  functionsOf: (folder: string) => string[];
  /** What the one esbuild run made; absent when attached to a running cloud. */
  bundles?: Bundles;
  /** Bundles, synthesises and deploys again, and brings `outputs` and `functions` up to date. */
  deploy: () => Promise<void>;
  /** Ends every process of the cloud. */
  stop: () => Promise<void>;
  /** Resolves when the engine has ended, whoever ended it. */
  ended: Promise<{ expected: boolean; reason: string }>;
};

/** Starts the engine and deploys one environment to it: the same stacks, bundles and policies as on AWS. */
export async function startCloud(options: CloudOptions): Promise<Cloud> {
  const running = options.reuse ? await runningCloud(options) : undefined;
  return running ?? startAnother(options);
}

async function startAnother(options: CloudOptions): Promise<Cloud> {
  const log = options.log ?? (() => {});
  const folder = folderOf(options);
  const dist = options.functionsFrom ? path.join(folder, 'dist') : 'dist';
  // Bundling and synthesising need no engine, so it starts beside them.
  const starting = timed(log, 'local AWS started', () =>
    startEngine({
      port: options.port,
      record: options.record,
      variables: options.variables,
      without: options.without,
      logFile: path.join(folder, options.port ? `engine-${options.port}.log` : 'engine.log'),
    }),
  );
  const [prepared, started] = await Promise.allSettled([bundleAndSynthesise(options, dist), starting]);
  if (started.status === 'rejected') throw started.reason;
  const engine = started.value;
  try {
    if (prepared.status === 'rejected') throw prepared.reason;
    return await deployed(options, engine, prepared.value, dist);
  } catch (error) {
    await engine.stop();
    throw error;
  }
}

async function deployed(options: CloudOptions, engine: Engine, prepared: Prepared, dist: string): Promise<Cloud> {
  const log = options.log ?? (() => {});
  const deployment = deploymentOf(options, dist, engine.variables);
  const bring = async ({ assembly }: Prepared) => {
    const outputs = await timed(log, 'deployed', () => deploy(deployment, assembly));
    return { outputs, functions: await functionsByFolder(deployment, assembly) };
  };
  const { outputs, functions } = await bring(prepared);
  const cloud = cloudOf(options, engine, outputs, functions);
  cloud.bundles = prepared.bundles;
  cloud.deploy = async () => {
    const again = await bundleAndSynthesise(options, dist);
    const brought = await bring(again);
    Object.assign(cloud, { bundles: again.bundles, outputs: brought.outputs, ...namesOf(brought.functions) });
  };
  cloud.stop = async () => {
    removeNote(options, engine.endpoint);
    await engine.stop();
  };
  const note: Note = { endpoint: engine.endpoint, outputs, functions: [...functions] };
  writeFileSync(noteOf(options), JSON.stringify(note));
  return cloud;
}

/** What is ready before the engine is asked for anything. */
type Prepared = { bundles: Bundles; assembly: string };

async function bundleAndSynthesise(options: CloudOptions, dist: string): Promise<Prepared> {
  const log = options.log ?? (() => {});
  const from = options.functionsFrom ?? 'functions';
  const bundles = await bundlesUpToDate({ from, outdir: dist });
  log(
    bundles.made
      ? `${'functions bundled'.padEnd(22)} ${(bundles.milliseconds / 1000).toFixed(1)} s`
      : 'functions unchanged',
  );
  const started = performance.now();
  const { assembly, made } = await synthesise(deploymentOf(options, dist, {}));
  log(made ? `${'stacks synthesised'.padEnd(22)} ${seconds(started)}` : 'stacks unchanged');
  return { bundles, assembly };
}

function deploymentOf(options: CloudOptions, dist: string, variables: Record<string, string>): Deployment {
  return {
    environment: options.environment,
    overrides: options.overrides ?? {},
    app: options.app ?? 'infra/app.ts',
    folder: folderOf(options),
    dist,
    variables,
    log: () => {},
  };
}

function folderOf({ environment, app }: CloudOptions): string {
  const folder = path.join('.local', app ? `${environment}-of-${path.basename(path.dirname(app))}` : environment);
  mkdirSync(folder, { recursive: true });
  return folder;
}

const noteOf = (options: CloudOptions) => path.join(folderOf(options), 'running.json');

function cloudOf(options: CloudOptions, engine: Engine, outputs: StackOutputs, functions: Functions): Cloud {
  return {
    environment: options.environment,
    endpoint: engine.endpoint,
    region: REGION,
    account: ACCOUNT,
    outputs,
    environmentVariables: engine.variables,
    ...namesOf(functions),
    deploy: async () => {},
    stop: engine.stop,
    ended: engine.ended,
  };
}

/** Function names by folder. */
type Functions = Map<string, string[]>;

function namesOf(functions: Functions): Pick<Cloud, 'functions' | 'functionsOf'> {
  return {
    functions: Object.fromEntries([...functions].map(([folder, names]) => [folder, names[0] ?? ''])),
    functionsOf: (folder) => functions.get(folder) ?? [],
  };
}

async function functionsByFolder({ dist, variables }: Deployment, assembly: string): Promise<Functions> {
  const folders = foldersByCodeHash(assembly, dist);
  const found: Functions = new Map();
  const client = new LambdaClient(clientOf(variables.AWS_ENDPOINT_URL ?? ''));
  for await (const { Functions = [] } of paginateListFunctions({ client }, {})) {
    for (const { FunctionName = '', CodeSha256 = '', Environment } of Functions) {
      const candidates = folders.get(CodeSha256) ?? [];
      // Two steps may have the same code; then the environment of the function names its folder.
      const own = candidates.filter((one) => Object.values(Environment?.Variables ?? {}).includes(one));
      for (const one of own.length ? own : candidates) found.set(one, [...(found.get(one) ?? []), FunctionName]);
    }
  }
  return found;
}

/** Settings for an SDK client of this cloud's administrator. */
export function clientOf(endpoint: string) {
  return { endpoint, region: REGION, credentials: { accessKeyId: 'test', secretAccessKey: 'test' } };
}

async function runningCloud(options: CloudOptions): Promise<Cloud | undefined> {
  const note = readNote(noteOf(options));
  if (!note || !(await answers(note.endpoint))) return undefined;
  options.log?.(`using the cloud that runs at ${note.endpoint}`);
  const engine: Engine = {
    endpoint: note.endpoint,
    variables: {
      AWS_ENDPOINT_URL: note.endpoint,
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_REGION: REGION,
    },
    pid: 0,
    logFile: '',
    ended: new Promise(() => {}),
    stop: async () => {},
  };
  return cloudOf(options, engine, note.outputs, new Map(note.functions));
}

/** What a running cloud leaves for others to attach to. */
type Note = { endpoint: string; outputs: StackOutputs; functions: [string, string[]][] };

function readNote(file: string): Note | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Only our own: another cloud of the environment may have been started since. */
function removeNote(options: CloudOptions, endpoint: string) {
  if (readNote(noteOf(options))?.endpoint === endpoint) rmSync(noteOf(options), { force: true });
}

const seconds = (since: number) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

async function timed<T>(log: (line: string) => void, stage: string, work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const result = await work();
  log(`${stage.padEnd(22)} ${seconds(started)}`);
  return result;
}
