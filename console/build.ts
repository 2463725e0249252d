import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the console into `dist-web/console` (or `outDir`) and returns that folder. `config.json` is not part of it. */
export async function buildConsole(outDir = here('../dist-web/console')): Promise<string> {
  await build({ configFile: here('./vite.config.ts'), logLevel: 'warn', build: { outDir } });
  return outDir;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${await buildConsole()}\n`);
}
