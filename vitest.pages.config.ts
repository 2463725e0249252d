import { defineConfig } from 'vitest/config';

const inLine = { fileParallelism: false, pool: 'forks', testTimeout: 120_000, hookTimeout: 180_000 } as const;

/** Tests with a process of their own: pages in a real browser, search on a real OpenSearch node, stores on DynamoDB Local (both skipped, with a count, where Java is missing). */
export default defineConfig({
  test: {
    fileParallelism: false,
    projects: [
      // A browser on a busy machine has bad moments. A page's test may be run once more; `npm test` then names it at its end.
      { test: { ...inLine, retry: 1, name: 'pages', include: ['test/**/*.page.test.ts'] } },
      { test: { ...inLine, name: 'node', include: ['test/**/*.node.test.ts'] } },
    ],
  },
});
