import { rmSync } from 'node:fs';
import path from 'node:path';
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { TestProject } from 'vitest/node';
import { type Cloud, clientOf, startCloud } from '#local/cloud';

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
  await leaveExpired(cloud);
  provide('fixture', {
    endpoint: cloud.endpoint,
    state: cloud.outputs['fixture-State'] ?? {},
    service: cloud.outputs['fixture-Service'] ?? {},
    record,
  });
  return cloud.stop;
}

/** One item whose time is over and one whose time is long: it takes the engine up to a minute to look. */
async function leaveExpired({ endpoint, outputs }: Cloud) {
  const tables = new DynamoDBClient(clientOf(endpoint));
  const TableName = outputs['fixture-State']?.StreamedTable;
  const next = String(Math.floor(Date.now() / 1000) + 86_400);
  for (const [pk, expires] of [
    ['expired', '1'],
    ['lasting', next],
  ] as const)
    await tables.send(
      new PutItemCommand({ TableName, Item: { pk: { S: pk }, sk: { S: 'TTL' }, expires: { N: expires } } }),
    );
}
