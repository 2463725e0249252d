import { rmSync } from 'node:fs';
import type { TestProject } from 'vitest/node';
import { type Cloud, startCloud } from '#local/cloud';

/** What a test of the product knows of the cloud: `inject('cloud')`. */
export type CloudUnderTest = Pick<
  Cloud,
  'environment' | 'endpoint' | 'region' | 'account' | 'outputs' | 'environmentVariables' | 'functions'
> & {
  /** File with every authorised call and every invocation of the run so far, as JSON lines. */
  record: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    cloud: CloudUnderTest;
  }
}

const RECORD = '.local/recorded-calls.jsonl';

/** One cloud of environment `local-fast` for all tests of the product in this run. */
export default async function setup({ provide }: TestProject) {
  rmSync(RECORD, { force: true });
  const log = (line: string) => process.stderr.write(`  ${line}\n`);
  const cloud = await startCloud({ environment: 'local-fast', record: RECORD, log });
  const { environment, endpoint, region, account, outputs, environmentVariables, functions } = cloud;
  provide('cloud', {
    environment,
    endpoint,
    region,
    account,
    outputs,
    environmentVariables,
    functions,
    record: RECORD,
  });
  return cloud.stop;
}
