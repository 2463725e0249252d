import { fileURLToPath } from 'node:url';
import { build, type InlineConfig } from 'vite';
import { chat, demo, launcher, outDir } from './vite.config.ts';

export interface Script {
  readonly name: string;
  readonly code: string;
}

/**
 * Builds what the tag loads and what that loads on demand, into a folder or, without one, into nothing.
 * @throws Error when one of the two is not exactly one file.
 */
export async function buildScripts({ into }: { into?: string } = {}): Promise<{ tag: Script; chat: Script }> {
  const behind = await one(chat, into);
  return { tag: await one(launcher(behind.name), into), chat: behind };
}

async function one(config: InlineConfig, into: string | undefined): Promise<Script> {
  const where = into === undefined ? { write: false } : { outDir: into };
  const built = await build({ ...config, build: { ...config.build, ...where } });
  const [file, ...others] = [built].flat().flatMap((some) => ('output' in some ? some.output : []));
  if (file?.type !== 'chunk' || others.length > 0) throw new Error('a script of the widget is not one file');
  return { name: file.fileName, code: file.code };
}

/**
 * Builds `baton.js`, `baton-chat.<hash>.js` and the demo shop (`index.html`, its style and script) into one folder,
 * without `config.json`: the addresses belong to the environment that serves it.
 * @returns the folder.
 */
export async function buildWidget({ into = outDir }: { into?: string } = {}): Promise<string> {
  await build({ ...demo, build: { ...demo.build, outDir: into } });
  await buildScripts({ into });
  return into;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildWidget());
