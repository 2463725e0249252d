import path from 'node:path';
import { type BuildContext, context, type Metafile } from 'esbuild';
import { bundleSettings, handlerOf } from './bundle.ts';

/** A function's code as its zip holds it: `index.mjs` and the parts that it loads. */
export type LiveCode = {
  files: Map<string, Uint8Array>;
  /** The sources in it, as absolute paths. */
  sources: Set<string>;
};

export type LiveBundles = {
  /**
   * The functions' code as their sources are now, by folder; throws esbuild's error with file, line and column. What has
   * not changed since the last time is not read again.
   */
  make: () => Promise<Map<string, LiveCode>>;
  stop: () => Promise<void>;
};

/** Only a name: nothing is written, so what lies in dist/ is what was deployed. */
const NOWHERE = 'live';

/**
 * The functions' code for reloading: one esbuild run in which a source that many functions share is compiled and written
 * out once, as a part of its own. With a whole bundle for each function, as it is deployed, a file that all share takes
 * six times as long.
 *
 * A part is named after its content, so `index.mjs` and all that it loads are always of one run.
 */
export function liveBundles(folders: string[], from = 'functions'): LiveBundles {
  let build: Promise<BuildContext<ReturnType<typeof settingsOf>>> | undefined;
  return {
    make: async () => {
      build ??= context(settingsOf(folders, from));
      const { outputFiles, metafile } = await (await build).rebuild();
      const made = new Map(outputFiles.map((file) => [path.basename(file.path), file.contents]));
      return new Map(folders.map((folder) => [folder, codeOf(folder, metafile, made)]));
    },
    stop: async () => {
      await (await build)?.dispose();
    },
  };
}

const settingsOf = (folders: string[], from: string) => ({
  ...bundleSettings,
  entryPoints: folders.map((folder) => ({ in: handlerOf(from, folder), out: folder })),
  outdir: NOWHERE,
  splitting: true,
  chunkNames: 'part-[hash]',
  sourcemap: false as const,
});

function codeOf(folder: string, metafile: Metafile, made: Map<string, Uint8Array>): LiveCode {
  const entry = `${NOWHERE}/${folder}.mjs`;
  const outputs = new Set([entry]);
  // A set that grows while it is walked is walked to its end.
  for (const output of outputs)
    for (const { path: part, external } of metafile.outputs[output]?.imports ?? []) if (!external) outputs.add(part);
  const files = new Map<string, Uint8Array>();
  const sources = new Set<string>();
  for (const output of outputs) {
    const name = path.basename(output);
    files.set(output === entry ? 'index.mjs' : name, made.get(name) ?? new Uint8Array());
    for (const source of Object.keys(metafile.outputs[output]?.inputs ?? {})) sources.add(path.resolve(source));
  }
  return { files, sources };
}
