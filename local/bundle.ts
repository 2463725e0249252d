import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Metafile } from 'esbuild';

/** `folder` is the step's folder; `milliseconds` is the whole run's time; `metafile` has one output a folder. */
export type Bundles = { folders: string[]; metafile: Metafile; milliseconds: number };

export type BundleOptions = {
  /** Folder of folders, each with a `handler.ts`. @default functions */
  from?: string;
  /** Gets `<folder>/index.mjs` (what is deployed) and `maps/<folder>.mjs.map` (what is not). @default dist */
  outdir?: string;
  /** @default every folder with a handler */
  only?: string[];
};

const BANNER =
  "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);";

/** Every folder that holds a handler, sorted. */
export function stepFolders(from = 'functions'): string[] {
  if (!existsSync(from)) return [];
  return readdirSync(from)
    .filter((folder) => existsSync(path.join(from, folder, 'handler.ts')))
    .sort();
}

/** One esbuild run for all functions: a run each, as CDK's NodejsFunction does it, takes five times as long. */
export async function bundleFunctions({
  from = 'functions',
  outdir = 'dist',
  only,
}: BundleOptions = {}): Promise<Bundles> {
  const started = performance.now();
  const folders = only ?? stepFolders(from);
  const { outputFiles, metafile } = await build({
    entryPoints: folders.map((folder) => ({ in: path.join(from, folder, 'handler.ts'), out: `${folder}/index` })),
    outdir,
    bundle: true,
    minify: true,
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
    logLevel: 'silent',
  });
  for (const file of outputFiles) writeIfChanged(placeOf(file.path, path.resolve(outdir)), file.contents);
  if (!only) {
    removeOthers(outdir, folders);
    writeIfChanged(path.join(outdir, 'metafile.json'), Buffer.from(JSON.stringify(metafile)));
  }
  return { folders, metafile, milliseconds: performance.now() - started };
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
  const known = new Set([...folders, 'maps', 'metafile.json']);
  for (const name of existsSync(outdir) ? readdirSync(outdir) : [])
    if (!known.has(name)) rmSync(path.join(outdir, name), { recursive: true });
}

/** The folders whose bundle contains one of the changed files. */
export function foldersUsing(metafile: Metafile, changed: string[]): string[] {
  const files = new Set(changed.map((file) => path.relative('.', file).split(path.sep).join('/')));
  return Object.entries(metafile.outputs)
    .filter(([name, output]) => name.endsWith('.mjs') && Object.keys(output.inputs).some((input) => files.has(input)))
    .map(([name]) => path.basename(path.dirname(name)));
}
