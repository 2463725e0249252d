import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, defineConfig } from 'vite';
import { themeCss } from './theme-css.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** Relative addresses: the page works under any path. Nothing is inlined, so `script-src 'self'` holds. */
export default defineConfig({
  root: here('.'),
  base: './',
  plugins: [react(), themeCss()],
  // Files are read by a worker, whose parsers are loaded when they are needed.
  worker: { format: 'es' },
  // Packages that would make markup of text to read it have another way for workers, which suits this page's policy too.
  resolve: { conditions: ['worker', ...defaultClientConditions] },
  build: {
    outDir: here('../dist-web/console'),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: 'es2023',
    chunkSizeWarningLimit: 800,
    rolldownOptions: {
      output: {
        // Pages are loaded in parts, and every part may make a schema: what sets the schemas' library comes with the library.
        codeSplitting: { groups: [{ name: 'zod', test: /node_modules\/zod\/|console\/no-eval/ }] },
      },
    },
  },
});
