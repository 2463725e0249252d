import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const page = readFileSync('docs/decisions/dependencies.md', 'utf8');
const told = [...page.matchAll(/^\| (`[^|]+`) \|/gm)].flatMap(([, names = '']) =>
  [...names.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name),
);
const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8'));

test('every dependency has its reason, and every reason a dependency', () => {
  expect(told.toSorted()).toEqual(Object.keys({ ...dependencies, ...devDependencies }).toSorted());
});

test('every version is exact', () => {
  const versions = Object.entries<string>({ ...dependencies, ...devDependencies });

  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});
