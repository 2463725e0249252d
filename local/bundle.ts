import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type BuildOptions, build, type Metafile, type OutputFile } from 'esbuild';
import { slimBundles } from './slim-bundles.ts';

/** `milliseconds` is the whole run's time; `metafile` has one output a folder; `made` is false when nothing had changed. */
export type Bundles = { folders: string[]; metafile: Metafile; milliseconds: number; made: boolean };

export type BundleOptions = {
  /** Folder of the steps' folders. @default functions */
  from?: string;
  /** Gets `<folder>/index.mjs` (what is deployed) and `maps/<folder>.mjs.map` (what is not). @default dist */
  outdir?: string;
  /** @default every folder with a handler */
  only?: string[];
};

const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Says from which sources the folder's bundles were made. */
const STAMP = 'sources.sha256';

const HANDLER = /^handler((?:\.[a-z]+)*)\.ts$/;

/**
 * The bundles to make: `answer` of functions/answer/handler.ts, `answer.models.opensearch` of its `handler.models.opensearch.ts`.
 * Sorted.
 */
export function bundleFolders(from = 'functions'): string[] {
  if (!existsSync(from)) return [];
  const folders = readdirSync(from, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const bundles = folders.flatMap(({ name }) =>
    readdirSync(path.join(from, name)).flatMap((file) => {
      const variant = HANDLER.exec(file);
      return variant ? [`${name}${variant[1]}`] : [];
    }),
  );
  return bundles.sort();
}

/** Every step, sorted: a step's folder has no dot in its name, what follows one is the variant of its wiring. */
export const stepFolders = (from = 'functions'): string[] => bundleFolders(from).filter((name) => !name.includes('.'));

export const handlerOf = (from: string, bundle: string): string => {
  const [folder = '', ...variants] = bundle.split('.');
  return path.join(from, folder, ['handler', ...variants, 'ts'].join('.'));
};

/** What every build of functions has in common. */
export const bundleSettings = {
  bundle: true,
  minify: true,
  // Han characters as they are: escaped, each would be six bytes instead of three.
  charset: 'utf8',
  write: false,
  metafile: true,
  sourcemap: 'external',
  platform: 'node',
  target: 'node24',
  format: 'esm',
  // The SDK's CommonJS builds cannot be tree-shaken: its ES modules make a bundle a third as large.
  mainFields: ['module', 'main'],
  outExtension: { '.js': '.mjs' },
  banner: { js: BANNER },
  plugins: [slimBundles],
  logLevel: 'silent',
} satisfies BuildOptions;

/** One esbuild run for all functions: a run each, as CDK's NodejsFunction does it, takes five times as long. */
export async function bundleFunctions({
  from = 'functions',
  outdir = 'dist',
  only,
}: BundleOptions = {}): Promise<Bundles> {
  const started = performance.now();
  const folders = only ?? bundleFolders(from);
  const { outputFiles, metafile } = await build({
    ...bundleSettings,
    entryPoints: folders.map((folder) => ({ in: handlerOf(from, folder), out: `${folder}/index` })),
    outdir,
  });
  writeBundles(outdir, outputFiles);
  if (!only) {
    removeOthers(outdir, folders);
    writeIfChanged(path.join(outdir, 'metafile.json'), Buffer.from(JSON.stringify(metafile)));
  }
  return { folders, metafile, milliseconds: performance.now() - started, made: true };
}

function writeBundles(outdir: string, files: OutputFile[]) {
  // What the stamp says of the folder is no longer sure.
  rmSync(path.join(outdir, STAMP), { force: true });
  for (const file of files) writeIfChanged(placeOf(file.path, path.resolve(outdir)), file.contents);
}

/** The bundles that are there if none of their sources has changed, else new ones. */
export async function bundlesUpToDate({ from = 'functions', outdir = 'dist' }: BundleOptions = {}): Promise<Bundles> {
  const started = performance.now();
  const folders = bundleFolders(from);
  const metafile = readMetafile(outdir);
  const stamp = path.join(outdir, STAMP);
  if (metafile && existsSync(stamp) && readFileSync(stamp, 'utf8') === hashOfSources(metafile, folders)) {
    return { folders, metafile, milliseconds: performance.now() - started, made: false };
  }
  const made = await bundleFunctions({ from, outdir });
  writeIfChanged(stamp, Buffer.from(hashOfSources(made.metafile, folders)));
  return made;
}

function readMetafile(outdir: string): Metafile | undefined {
  const file = path.join(outdir, 'metafile.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** What went into the last run, the packages by their lockfile. A new source needs a changed one that imports it. */
function hashOfSources(metafile: Metafile, folders: string[]): string {
  const own = Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules/'));
  const hash = createHash('sha256').update(folders.join());
  for (const file of ['package-lock.json', 'local/bundle.ts', 'local/slim-bundles.ts', ...own.sort()])
    hash.update(file).update(existsSync(file) ? readFileSync(file) : 'gone');
  return hash.digest('hex');
}

/** Source maps lie outside the folders that are zipped: a bundle's size and hash are those of its code alone. */
function placeOf(file: string, outdir: string): string {
  if (!file.endsWith('.map')) return file;
  return path.join(outdir, 'maps', `${path.basename(path.dirname(file))}.mjs.map`);
}

function writeIfChanged(file: string, contents: Uint8Array) {
  if (existsSync(file) && readFileSync(file).equals(contents)) return;
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, contents);
}

function removeOthers(outdir: string, folders: string[]) {
  const known = new Set([...folders, 'maps', 'metafile.json', STAMP]);
  for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
    if (!known.has(name)) rmSync(path.join(outdir, name), { recursive: true });
}

if (import.meta.main) {
  const { folders, milliseconds } = await bundleFunctions();
  process.stdout.write(`${folders.length} bundles in ${(milliseconds / 1000).toFixed(1)} s\n`);
}
