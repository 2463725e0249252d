import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import { type Cloud, clientOf } from './cloud.ts';
import { type LiveCode, liveBundles } from './live-bundles.ts';
import { zipOf } from './zip.ts';

/** A burst of saves (an editor's formatter, a checkout) is one reload. */
const QUIET_MS = 40;
const WATCHED = /\.(ts|tsx|css|html|json|svg|md)$/;
const SOURCES = ['functions', 'shared', 'events'];

export type Watching = { stop: () => void };

/**
 * Calls `changed` with the files that were saved, once they have been quiet for a moment. Each folder is watched by
 * itself: Node's recursive watching on Linux loses a file that an editor saves by renaming.
 */
export function watchFolders(folders: string[], changed: (files: string[]) => void): Watching {
  const saved = new Set<string>();
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const ring = () => {
    const files = [...saved];
    saved.clear();
    changed(files);
  };
  const note = (file: string) => {
    if (!WATCHED.test(file)) return;
    saved.add(file);
    clearTimeout(timer);
    timer = setTimeout(ring, QUIET_MS);
  };
  const add = (folder: string) => {
    if (watchers.has(folder)) return;
    const watcher = watch(folder, (_event, name) => {
      if (!name) return;
      const place = path.join(folder, name);
      if (isFolder(place)) add(place);
      else note(place);
    });
    watcher.on('error', () => watchers.delete(folder));
    watchers.set(folder, watcher);
    for (const entry of readdirSync(folder, { withFileTypes: true }))
      if (entry.isDirectory() && entry.name !== 'node_modules') add(path.join(folder, entry.name));
  };
  for (const folder of folders.filter(isFolder)) add(folder);
  const stop = () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
  return { stop };
}

const isFolder = (place: string) => statSync(place, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Saved files are looked for in `sources`, and the functions' folders in `from`. */
export type ReloadOptions = { from?: string; sources?: string[] };

/**
 * Puts new code under every function that holds a saved file: from the next call on it runs that code, a call that is
 * running ends with the old one. Sources that do not compile are said, and the old code goes on. Watching begins at
 * once, so that what is saved while the cloud starts is not missed; one reload at a time, the newest files win.
 */
export function reloadFunctions(
  ready: Promise<Cloud>,
  log: (line: string) => void,
  { from = 'functions', sources = SOURCES }: ReloadOptions = {},
): Watching {
  const saved = new Set<string>();
  let reloader: Reloader | undefined;
  let running = ready.then(async (cloud) => {
    reloader = await reloaderOf(cloud, log, from);
  });
  // Without a cloud there is nothing to reload; who started it says why.
  running.catch(() => {});
  const watching = watchFolders(sources, (files) => {
    for (const file of files) saved.add(path.resolve(file));
    running = running.then(async () => {
      const all = [...saved];
      saved.clear();
      if (all.length > 0) await reloader?.reload(all);
    });
    running.catch(() => {});
  });
  const stop = () => {
    watching.stop();
    reloader?.stop();
  };
  return { stop };
}

type Reloader = { reload: (files: string[]) => Promise<void>; stop: () => void };

async function reloaderOf(cloud: Cloud, log: (line: string) => void, from: string): Promise<Reloader> {
  const client = new LambdaClient(clientOf(cloud.endpoint));
  const bundles = liveBundles(Object.keys(cloud.functions), from);
  /** `index.mjs` as each function has it; it names its parts after their content, so it says all. */
  const known = new Map<string, Uint8Array>();
  const replace = async (folder: string, { files }: LiveCode) => {
    // Unknown until it is done: after a failure half way it is done again with the next save.
    known.delete(folder);
    const ZipFile = zipOf(files);
    for (const FunctionName of cloud.functionsOf(folder))
      await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
    known.set(folder, entryOf(files));
  };
  const reload = async (saved: string[]) => {
    const started = performance.now();
    const made = await bundles.make();
    const stale = [...made].filter(([folder, code]) => isStale(code, known.get(folder), saved));
    if (stale.length === 0) return;
    await Promise.all(stale.map(([folder, code]) => replace(folder, code)));
    const names = stale.length > 4 ? `${stale.length} functions` : stale.map(([folder]) => folder).join(', ');
    const milliseconds = Math.round(performance.now() - started);
    log(`reloaded ${names} in ${milliseconds} ms (${saved.map((file) => path.basename(file)).join(', ')})`);
  };
  // The first run takes twice as long as the later ones. What it makes is what was deployed, but for files saved since,
  // which are asked for by name; if it fails, nothing is known and the next run replaces everything.
  const first = await bundles.make().catch(() => new Map<string, LiveCode>());
  for (const [folder, { files }] of first) known.set(folder, entryOf(files));
  return {
    reload: (saved) =>
      reload(saved).catch((error: Error) => log(`not reloaded, the old code goes on: ${error.message}`)),
    stop: () => bundles.stop(),
  };
}

const entryOf = (files: LiveCode['files']): Uint8Array => files.get('index.mjs') ?? new Uint8Array();

const isStale = ({ files, sources }: LiveCode, known: Uint8Array | undefined, saved: string[]): boolean =>
  known === undefined || Buffer.compare(known, entryOf(files)) !== 0 || saved.some((file) => sources.has(file));
