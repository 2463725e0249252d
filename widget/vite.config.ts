import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

const folder = fileURLToPath(new URL('.', import.meta.url));
export const outDir = fileURLToPath(new URL('../dist-web/widget', import.meta.url));

/** The widget: one classic script, so that one tag is all a page needs. */
export const script: InlineConfig = {
  root: folder,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  build: {
    target: 'es2022',
    outDir,
    emptyOutDir: false,
    lib: { entry: `${folder}main.ts`, formats: ['iife'], name: 'batonWidget', fileName: () => 'baton.js' },
  },
};

/** The shop that shows it. It loads `baton.js` and nothing else of ours, as a firm's own page would. */
export const demo: InlineConfig = {
  root: folder,
  configFile: false,
  logLevel: 'warn',
  publicDir: false,
  base: './',
  build: { target: 'es2022', outDir, emptyOutDir: true, modulePreload: false },
};

export default script;
