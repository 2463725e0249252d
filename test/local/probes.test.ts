import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const PAGE = readFileSync('docs/local.md', 'utf8');
const CORRECTIONS = 'local/engine/corrections';

/** The rows below a heading, as their cells. */
function rowsOf(heading: string): string[][] {
  const [, part = ''] = PAGE.split(`## ${heading}\n`);
  const [own = ''] = part.split('\n## ');
  const lines = own.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '')));
}

/** The names of a file's tests as they are written, those of `test.each` with their places for values. */
function testsOf(file: string): string[] {
  const source = readFileSync(path.join('test/local', `${file}.cloud.test.ts`), 'utf8');
  const names = source.matchAll(/(?:^test|^\]\)|^test\.each\(.*\))\(\s*(?:'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)")/gm);
  return [...names].map(([, single, double]) => single ?? double ?? '');
}

test('each probe that the page lists is a test that there is', () => {
  const probes = rowsOf('Probes and their tests');

  const missing = probes.filter(([, named = '']) => {
    const [file = '', ...name] = named.split(': ');
    return !testsOf(file).includes(name.join(': '));
  });

  expect(missing).toEqual([]);
  expect(probes.length).toBeGreaterThan(80);
});

test('the page lists the corrections that there are, and no others', () => {
  const files = readdirSync(CORRECTIONS).filter((file) => file.endsWith('.py'));
  const written = files.flatMap((file) => [
    ...readFileSync(path.join(CORRECTIONS, file), 'utf8').matchAll(/^@correction\("([^"]+)"\)/gm),
  ]);

  const listed = rowsOf('Corrections').map(([name = '']) => name.replaceAll('`', ''));

  expect(listed.toSorted()).toEqual(written.map(([, name]) => name).toSorted());
});

test('each known difference that a test pins is told on the page', () => {
  const files = readdirSync('test/local').flatMap((file) => /^(.*)\.cloud\.test\.ts$/.exec(file)?.[1] ?? []);
  const pinned = files.flatMap((file) =>
    testsOf(file)
      .filter((name) => name.startsWith('known difference: '))
      .map((name) => `${file}: ${name}`),
  );

  expect(pinned.filter((one) => !PAGE.includes(one))).toEqual([]);
  expect(pinned.length).toBeGreaterThan(0);
});
