import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { demo, outDir, script } from './vite.config.ts';

/**
 * Builds `baton.js` and the demo shop (`index.html`, its style and script) into one folder, without `config.json`: the
 * addresses belong to the environment that serves it.
 * @returns the folder.
 */
export async function buildWidget({ into = outDir }: { into?: string } = {}): Promise<string> {
  await build({ ...demo, build: { ...demo.build, outDir: into } });
  await build({ ...script, build: { ...script.build, outDir: into } });
  return into;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await buildWidget());
