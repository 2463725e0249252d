import { defineConfig } from 'vitest/config';

const inLine = { fileParallelism: false, pool: 'forks', testTimeout: 120_000, hookTimeout: 180_000 } as const;

/** Tests with a process of their own: pages in a real browser, search on a real OpenSearch node (skipped, with a count, where Java is missing). */
export default defineConfig({
  test: {
    fileParallelism: false,
    projects: [
      { test: { ...inLine, name: 'pages', include: ['test/**/*.page.test.ts'] } },
      { test: { ...inLine, name: 'node', include: ['test/**/*.node.test.ts'] } },
    ],
  },
});
