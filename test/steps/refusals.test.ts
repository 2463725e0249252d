import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { type RefusalCode, refusals } from '#shared/protocol/refusals';

/** Never sent by a step: the gateway itself refuses the handshake (403), and the page names it so. */
const BEFORE_ANY_STEP: RefusalCode[] = ['not-signed-in'];

const told = (files: string) =>
  globSync(files)
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
const expected = told('test/{steps,events}/*.test.ts');
const product = told('{functions,shared}/**/*.ts').replace(/export const refusals = \{[\s\S]*?\n\} as const;/, '');
const codes = (Object.keys(refusals) as RefusalCode[]).filter((code) => !BEFORE_ANY_STEP.includes(code));

/** A code counts as tested where a test expects it: `code: 'x'`, or `'x'` in a table of such tests. */
const isExpected = (code: string): boolean => expected.includes(`'${code}'`);

test('every code that a step can refuse with is expected by some test of the steps', () => {
  expect(codes.filter((code) => !isExpected(code))).toEqual([]);
});

test('every code of the list is given by some step, or by nobody for a reason that is written down', () => {
  expect(codes.filter((code) => !product.includes(`'${code}'`))).toEqual([]);
  expect(BEFORE_ANY_STEP.filter((code) => product.includes(`'${code}'`))).toEqual([]);
});

test('every code has a sentence that says what would work', () => {
  for (const text of Object.values(refusals)) expect(text).toMatch(/^[A-Z].{15,}\.$/);
});
