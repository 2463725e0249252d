import { expect, test } from 'vitest';
import { fieldFault, holds, textFault } from './expect.ts';

test.each([
  ['Within **7 days** of signing', 'within 7 days'],
  ['条件是**未拆封、签收后 7 天内**', '签收后7天内'],
  ['From ￥88 on', '¥88'],
])('%s holds %s', (text, part) => {
  expect(holds(text, part)).toBe(true);
});

test('a text without a word, or with an unwanted one, is told by that word', () => {
  expect(textFault('seven days', { containing: ['seven', 'weeks'] })).toBe("words containing 'weeks'");
  expect(textFault('seven days', { containing: 'seven', 'not containing': 'days' })).toBe("words without 'days'");
  expect(textFault('seven days', { containing: 'seven' })).toBeUndefined();
});

test('fields are compared one by one, further ones do not matter, and a list means any of it', () => {
  expect(fieldFault({ kind: 'closed', seq: 3 }, { kind: 'closed' })).toBeUndefined();
  expect(fieldFault({ reason: 'b' }, { reason: ['a', 'b'] })).toBeUndefined();
  expect(fieldFault({ reason: 'c' }, { reason: ['a', 'b'] })).toBe('reason to be one of ["a","b"]');
  expect(fieldFault({ words: { a: 1 } }, { words: { a: 2 } })).toBe('words.a to be 2');
  expect(fieldFault(undefined, { words: { a: 2 } })).toBe('words.a to be 2');
});
