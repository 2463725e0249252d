import { defineConfig } from 'vitest/config';

/** Plain tests: no process is started, no port opened. What needs the local cloud runs in `vitest.cloud.config.ts`. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.cloud.test.ts', 'test/**/*.node.test.ts', 'test/**/*.page.test.ts'],
    testTimeout: 30_000,
  },
});
