import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { ACCOUNT, REGION } from './engine.ts';

export type StackOutputs = Record<string, Record<string, string>>;

export type Deployment = {
  environment: string;
  /** Laid over the environment's data. */
  overrides: Record<string, unknown>;
  /** The CDK app, run by Node itself. */
  app: string;
  /** Where this environment keeps its cloud assemblies between starts. */
  folder: string;
  /** Bundles that the app takes as assets. */
  dist: string;
  variables: Record<string, string>;
  log: (line: string) => void;
};

const SYNTH_SECONDS = 120;
const DEPLOY_SECONDS = 180;
/** The CLI and the construct library are tens of megabytes of code: compiling them is a good part of their start. */
const COMPILE_CACHE = path.resolve('.local/compile-cache');
/** What the app can read; a change in any of it makes a new synth. */
const INPUTS = ['infra', 'shared', 'events', 'local/demo', 'cdk.json', 'package-lock.json'];

/** How many assemblies are kept for an environment: one for each port that somebody starts it on. */
const KEPT_ASSEMBLIES = 4;

/** Synthesises unless nothing that the app reads has changed since. `made` says whether it had to. */
export async function synthesise(deployment: Deployment): Promise<{ assembly: string; made: boolean }> {
  const overrides = JSON.stringify(deployment.overrides);
  const salt = deployment.environment + overrides;
  const hash = hashOf([deployment.app, path.dirname(deployment.app), deployment.dist, ...INPUTS], salt);
  const assembly = path.join(deployment.folder, `cdk.out-${hash.slice(0, 12)}`);
  if (existsSync(assembly)) {
    utimesSync(assembly, new Date(), new Date());
    return { assembly, made: false };
  }
  // Under another name until it is whole, so that an interrupted synth is never taken for a finished one.
  const unfinished = `${assembly}.${process.pid}`;
  await run(process.execPath, [deployment.app], SYNTH_SECONDS, deployment.log, {
    ...inherited(),
    CDK_OUTDIR: path.resolve(unfinished),
    CDK_CONTEXT_JSON: JSON.stringify({ ...projectContext(), env: deployment.environment, overrides }),
    CDK_DEFAULT_ACCOUNT: ACCOUNT,
    CDK_DEFAULT_REGION: REGION,
    BATON_SKIP_BUNDLE: 'yes',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  });
  rmSync(assembly, { recursive: true, force: true });
  renameSync(unfinished, assembly);
  removeOldAssemblies(deployment.folder);
  return { assembly, made: true };
}

function removeOldAssemblies(folder: string) {
  const places = readdirSync(folder).filter((name) => name.startsWith('cdk.out-'));
  const newestFirst = places
    .map((name) => path.join(folder, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  for (const old of newestFirst.slice(KEPT_ASSEMBLIES)) rmSync(old, { recursive: true, force: true });
}

function projectContext(): Record<string, unknown> {
  return existsSync('cdk.json') ? (JSON.parse(readFileSync('cdk.json', 'utf8')).context ?? {}) : {};
}

export function hashOf(inputs: string[], salt: string): string {
  const hash = createHash('sha256').update(salt);
  for (const file of [...new Set(inputs)].flatMap(filesBelow)) hash.update(file).update(readFileSync(file));
  return hash.digest('hex');
}

function filesBelow(place: string): string[] {
  if (!existsSync(place)) return [];
  if (statSync(place).isFile()) return [place];
  return readdirSync(place, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.map'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
}

/** A real `cdk deploy` of every stack of the assembly, with a real `cdk bootstrap` where a stack asks for one. */
export async function deploy(deployment: Deployment, out: string): Promise<StackOutputs> {
  const outputsFile = path.join(deployment.folder, `outputs-${process.pid}.json`);
  if (needsBootstrap(out)) await cdk(deployment, ['bootstrap', '--app', '', `aws://${ACCOUNT}/${REGION}`]);
  else await createAssetBuckets(out, deployment.variables);
  const options = ['--all', '--require-approval', 'never', '--outputs-file', outputsFile, '--method', 'direct'];
  await cdk(deployment, ['deploy', '--app', out, ...options, '--concurrency', '4', '--progress', 'events']);
  const outputs = existsSync(outputsFile) ? JSON.parse(readFileSync(outputsFile, 'utf8')) : {};
  rmSync(outputsFile, { force: true });
  return outputs;
}

type Manifest = { artifacts?: Record<string, { type: string; properties?: Record<string, unknown> }> };

function manifestsOf(out: string): Manifest[] {
  return filesBelow(out)
    .filter((file) => path.basename(file) === 'manifest.json')
    .map((file) => JSON.parse(readFileSync(file, 'utf8')));
}

/** Stacks with the CLI's own credentials need the asset bucket alone; all others name the bootstrap stack's version. */
function needsBootstrap(out: string): boolean {
  const artifacts = manifestsOf(out).flatMap((manifest) => Object.values(manifest.artifacts ?? {}));
  return artifacts.some(
    ({ type, properties }) => type === 'aws:cloudformation:stack' && properties?.requiresBootstrapStackVersion,
  );
}

async function createAssetBuckets(out: string, variables: Record<string, string>) {
  const client = new S3Client({
    endpoint: variables.AWS_ENDPOINT_URL ?? '',
    region: REGION,
    forcePathStyle: true,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  for (const bucket of assetBuckets(out)) await client.send(new CreateBucketCommand({ Bucket: bucket }));
}

function assetBuckets(out: string): string[] {
  const lists = filesBelow(out).filter((file) => file.endsWith('.assets.json'));
  const files = lists.flatMap((list) => Object.values(assetsIn(list)));
  const names = files.flatMap(({ destinations }) => Object.values(destinations).map(({ bucketName }) => bucketName));
  return [
    ...new Set(names.map((name) => name.replace(/\$\{AWS::AccountId\}/, ACCOUNT).replace(/\$\{AWS::Region\}/, REGION))),
  ];
}

type Asset = { source: { path: string }; destinations: Record<string, { bucketName: string; objectKey: string }> };

function assetsIn(list: string): Record<string, Asset> {
  return JSON.parse(readFileSync(list, 'utf8')).files ?? {};
}

/**
 * Which bundle a deployed function runs, by the hash of its zip: the CLI keeps the zips it uploads, each made of a
 * staged copy of one folder of `dist`. So it needs no names agreed with the app.
 */
export function foldersByCodeHash(out: string, dist: string): Map<string, string[]> {
  const folders = new Map<string, string[]>();
  for (const list of filesBelow(out).filter((file) => file.endsWith('.assets.json'))) {
    for (const [hash, { source }] of Object.entries(assetsIn(list))) {
      const zip = path.join(out, '.cache', `${hash}.zip`);
      const code = path.join(path.dirname(list), source.path, 'index.mjs');
      if (!existsSync(zip) || !existsSync(code)) continue;
      const digest = createHash('sha256').update(readFileSync(zip)).digest('base64');
      folders.set(digest, foldersWith(readFileSync(code), dist));
    }
  }
  return folders;
}

function foldersWith(code: Buffer, dist: string): string[] {
  return readdirSync(dist).filter((folder) => {
    const bundle = path.join(dist, folder, 'index.mjs');
    return existsSync(bundle) && readFileSync(bundle).equals(code);
  });
}

function cdk(deployment: Deployment, words: string[]): Promise<void> {
  const cli = path.resolve('node_modules/aws-cdk/bin/cdk');
  const quiet = ['--no-notices', '--no-color', '--no-version-reporting', '--ci'];
  return run(process.execPath, [cli, ...words, ...quiet], DEPLOY_SECONDS, deployment.log, {
    ...inherited(),
    ...deployment.variables,
    CDK_DISABLE_CLI_TELEMETRY: 'true',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  });
}

/** No AWS setting of this machine may reach the CLI: it must not find its way to a real account. */
function inherited(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name)));
}

function run(
  command: string,
  words: string[],
  seconds: number,
  log: (line: string) => void,
  env: NodeJS.ProcessEnv,
): Promise<void> {
  const started = spawn(command, words, { env, stdio: ['ignore', 'pipe', 'pipe'], timeout: seconds * 1000 });
  const said: string[] = [];
  const keep = (chunk: Buffer) => {
    for (const line of chunk
      .toString()
      .split('\n')
      .filter((one) => one.trim())) {
      said.push(line);
      log(line);
    }
  };
  started.stdout.on('data', keep);
  started.stderr.on('data', keep);
  const what = [path.basename(words[0] ?? command), ...words.slice(1, 2)].join(' ');
  return new Promise((resolve, reject) => {
    started.once('error', (error) => reject(new Error(`${what} could not be started`, { cause: error })));
    started.once('close', (code, signal) => {
      if (code === 0) return resolve();
      const why = signal ? `ended by ${signal} (its limit is ${seconds} s)` : `failed with code ${code}`;
      reject(new Error(`${what} ${why}:\n${said.slice(-25).join('\n')}`));
    });
  });
}
