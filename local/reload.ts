import { type FSWatcher, readdirSync, readFileSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { LambdaClient, UpdateFunctionCodeCommand } from '@aws-sdk/client-lambda';
import type { Metafile } from 'esbuild';
import { foldersUsing, type Rebundler, rebundler } from './bundle.ts';
import { type Cloud, clientOf } from './cloud.ts';

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

/** Puts new code under every function whose bundle holds a saved file. One reload at a time; the newest files win. */
export function reloadFunctions(cloud: Cloud, log: (line: string) => void): Watching {
  let metafile = cloud.bundles?.metafile;
  let running = Promise.resolve();
  const bundler = rebundler();
  const watching = watchFolders(SOURCES, (files) => {
    running = running.then(async () => {
      if (!metafile) return;
      metafile = await reload(cloud, bundler, metafile, files, log).catch((error: Error) => {
        log(`not reloaded: ${error.message}`);
        return metafile;
      });
    });
  });
  const stop = () => {
    watching.stop();
    bundler.stop();
  };
  return { stop };
}

async function reload(
  cloud: Cloud,
  bundler: Rebundler,
  metafile: Metafile,
  files: string[],
  log: (line: string) => void,
): Promise<Metafile> {
  const started = performance.now();
  const folders = foldersUsing(metafile, files).filter((folder) => cloud.functions[folder]);
  if (folders.length === 0) return metafile;
  const made = await bundler.bundle(folders);
  await Promise.all(folders.map((folder) => replaceCode(cloud, folder)));
  const milliseconds = Math.round(performance.now() - started);
  const names = folders.length > 4 ? `${folders.length} functions` : folders.join(', ');
  log(`reloaded ${names} in ${milliseconds} ms (${files.map((file) => path.basename(file)).join(', ')})`);
  return {
    inputs: { ...metafile.inputs, ...made.metafile.inputs },
    outputs: { ...metafile.outputs, ...made.metafile.outputs },
  };
}

async function replaceCode(cloud: Cloud, folder: string) {
  const client = new LambdaClient(clientOf(cloud.endpoint));
  const ZipFile = zipOf('index.mjs', readFileSync(path.join('dist', folder, 'index.mjs')));
  for (const FunctionName of cloud.functionsOf(folder))
    await client.send(new UpdateFunctionCodeCommand({ FunctionName, ZipFile }));
}

/** A zip of one file, not compressed: it travels within this machine. */
export function zipOf(name: string, content: Buffer): Uint8Array {
  const file = Buffer.from(name);
  const sums = Buffer.alloc(12);
  sums.writeUInt32LE(crc32(content), 0);
  sums.writeUInt32LE(content.length, 4);
  sums.writeUInt32LE(content.length, 8);
  const [method, moment] = [Buffer.alloc(2), Buffer.from([0, 0, 0x21, 0])];
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(file.length, 0);
  const versions = Buffer.from([20, 0, 0, 0]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), versions, method, moment, sums, lengths, file, content]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE(0o100644 * 0x10000, 6);
  const entry = Buffer.concat([
    Buffer.from('PK\x01\x02'),
    Buffer.from([20, 3]),
    versions,
    method,
    moment,
    sums,
    lengths,
    attributes,
    file,
  ]);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(1, 4);
  end.writeUInt16LE(1, 6);
  end.writeUInt32LE(entry.length, 8);
  end.writeUInt32LE(local.length, 12);
  return Buffer.concat([local, entry, Buffer.from('PK\x05\x06'), end]);
}
