import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';
import { script } from './vite.config.ts';

/** What a page downloads for the widget: its one file, gzipped at level 9. In bytes; nothing is written. */
export async function widgetGzipBytes(): Promise<number> {
  const built = await build({ ...script, build: { ...script.build, write: false } });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ('output' in one ? one.output : []));
  const files = outputs.map((file) => (file.type === 'chunk' ? file.code : file.source));
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const bytes = await widgetGzipBytes();
  console.log(`${(bytes / 1024).toFixed(2)} kB gzip (${bytes} bytes)`);
}
