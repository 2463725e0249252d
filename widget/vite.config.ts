import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.url));
export const outDir = fileURLToPath(new URL('../dist-web/widget', import.meta.url));

/** One classic script without a name in the page. */
const script = (entry: string, fileName: string): InlineConfig => ({
  root: folder,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir,
    emptyOutDir: false,
    lib: { entry: `${folder}${entry}`, formats: ['iife'], name: 'batonWidget', fileName: () => fileName },
  },
});

/** What is behind the launcher. Its content is in its name: a page never joins two files of different builds. */
export const chat: InlineConfig = script('chat.ts', 'baton-chat.[hash].js');

/** What the tag loads, so that one tag is all a page needs. */
export const launcher = (chatFile: string): InlineConfig => ({
  ...script('main.ts', 'baton.js'),
  define: { CHAT_FILE: JSON.stringify(chatFile) },
});

/** The shop that shows it. It loads `baton.js` and nothing else of ours, as a firm's own page would. */
export const demo: InlineConfig = {
  root: folder,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  base: './',
  build: { target: 'es2022', outDir, emptyOutDir: true, modulePreload: false },
};

export default demo;
