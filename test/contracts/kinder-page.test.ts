import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { faultsOf, platformFaults } from '#test/faults/world/faults';

const page = readFileSync('docs/decisions/022-where-the-local-cloud-is-kinder.md', 'utf8');

test('each test that the page on kinder engines names is in the file it names', () => {
  const named = [...page.matchAll(/`(test\/[\w./-]+\.ts)`: ([^|;`\n]+?)(?=;| \||\. |\.?\n|$)/g)].map(
    ([, file = '', name = '']) => ({ file, name }),
  );

  const missing = named.filter(({ file, name }) => !existsSync(file) || !readFileSync(file, 'utf8').includes(name));

  expect(missing).toEqual([]);
  expect(named.length).toBeGreaterThan(12);
});

test('each fault that the page names is one that the simulator makes', () => {
  const made: Record<string, readonly string[]> = { ...faultsOf, ...platformFaults };
  const named = [...page.matchAll(/fault `([\w.]+)` × `([\w-]+)`/g)].map(([, site = '', fault = '']) => ({
    site,
    fault,
  }));

  expect(named.filter(({ site, fault }) => !made[site]?.includes(fault))).toEqual([]);
  expect(named.length).toBeGreaterThan(15);
});

test('each kindness that a contract pins is told on the page', () => {
  const files = ['kinder-tables.contract.ts', 'dynamo-local.node.test.ts'];
  const pinned = files.flatMap((file) =>
    [...readFileSync(`test/contracts/${file}`, 'utf8').matchAll(/'(known difference: [^']+)'/g)].map(
      ([, name = '']) => name,
    ),
  );

  expect(pinned.filter((name) => !page.includes(name))).toEqual([]);
  expect(pinned.length).toBe(4);
});
