import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By name, and last of all the file that looks back on what the others have done. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification): string =>
      moduleId.endsWith('policies.cloud.test.ts') ? `~${moduleId}` : moduleId;
    return [...files].sort((a, b) => (place(a) < place(b) ? -1 : 1));
  }
}

const inLine = { fileParallelism: false, pool: 'forks', testTimeout: 60_000, hookTimeout: 120_000 } as const;

/**
 * Tests that need the local cloud, one file after the other: `engine` asks whether the cloud behaves as AWS does (with
 * a small stack of its own), `product` runs the product in one cloud of environment `local-fast`. A run of one of the
 * two does not start the other's cloud.
 */
export default defineConfig({
  test: {
    fileParallelism: false,
    sequence: { sequencer: InOrder },
    projects: [
      {
        test: {
          ...inLine,
          name: 'engine',
          include: ['test/local/**/*.cloud.test.ts'],
          globalSetup: 'test/local/fixture.setup.ts',
        },
      },
      {
        test: {
          ...inLine,
          name: 'product',
          include: ['test/**/*.cloud.test.ts'],
          exclude: ['test/local/**', 'node_modules/**'],
          globalSetup: 'test/cloud.setup.ts',
        },
      },
    ],
  },
});
