import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'vite';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Builds the console into `dist-web/console` (or `outDir`) and returns that folder. `config.json` is not part of it. */
export async function buildConsole(outDir = here('../dist-web/console')): Promise<string> {
  const before = process.env.NODE_ENV;
  // A test that builds the page must get the page that is deployed, not React's development half.
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile: here('./vite.config.ts'), logLevel: 'warn', build: { outDir } });
  } finally {
    if (before === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = before;
  }
  return outDir;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(`${await buildConsole()}\n`);
}
