import { rmSync } from 'node:fs';
import path from 'node:path';
import type { TestProject } from 'vitest/node';
import { startCloud } from '#local/cloud';

export type Fixture = {
  endpoint: string;
  state: Record<string, string>;
  service: Record<string, string>;
  record: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    fixture: Fixture;
  }
}

/**
 * The local cloud with the fixture's stacks. BATON_WITHOUT=<names> leaves corrections of the engine out, to see which
 * test notices (docs/local.md).
 */
export default async function setup({ provide }: TestProject) {
  const record = path.resolve('.local/fixture-calls.jsonl');
  rmSync(record, { force: true });
  const cloud = await startCloud({
    environment: 'fixture',
    app: 'test/local/fixture/app.ts',
    functionsFrom: 'test/local/fixture/functions',
    record,
    without: (process.env.BATON_WITHOUT ?? '').split(',').filter(Boolean),
  });
  provide('fixture', {
    endpoint: cloud.endpoint,
    state: cloud.outputs['fixture-State'] ?? {},
    service: cloud.outputs['fixture-Service'] ?? {},
    record,
  });
  return cloud.stop;
}
