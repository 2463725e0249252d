import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { buildScripts, type Script } from './build.ts';

const gzipBytes = ({ code }: Script): number => gzipSync(code, { level: 9 }).length;

/** What the script tag makes every page download, gzipped at level 9. In bytes; nothing is written. */
export async function widgetGzipBytes(): Promise<number> {
  const { tag } = await buildScripts();
  return gzipBytes(tag);
}

/** What a page downloads on which the chat is opened: the tag's script and the chat's, each gzipped. In bytes. */
export async function widgetTotalGzipBytes(): Promise<number> {
  const { tag, chat } = await buildScripts();
  return gzipBytes(tag) + gzipBytes(chat);
}

const shown = (bytes: number): string => `${(bytes / 1024).toFixed(2)} kB gzip (${bytes} bytes)`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(`with the page       ${shown(await widgetGzipBytes())}`);
  console.log(`with an open chat   ${shown(await widgetTotalGzipBytes())}`);
}
