import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fold, foldNumerals } from '#shared/privacy/fold';
import { mask, maskDeep } from '#shared/privacy/mask';
import { cpuMs } from '#test/house/cpu';
import { beside, plantedNumber, talk, written } from './planted.ts';

/** What an eye or a program could still read as one number: folded, spoken digits too, separators gone. */
const readable = (text: string): string[] => {
  const { text: folded } = fold(text);
  return [folded, foldNumerals(folded)].map((form) => form.replace(/[ \-.()]/g, ''));
};
const survives = (number: string, text: string): boolean => {
  const digits = number.replace(/[^\dX]/g, '');
  const parts = Array.from({ length: Math.max(1, digits.length - 6) }, (_, i) => digits.slice(i, i + 7));
  return readable(text).some((form) => parts.some((part) => form.includes(part)));
};
const plantedText = plantedNumber.chain((planted) =>
  fc.tuple(fc.constant(planted), talk, written(planted), talk).map(([{ digits }, before, number, after]) => ({
    digits,
    text: beside(before, number, after),
  })),
);

test.each([
  ['打 13812345678 找我', '打 138****5678 找我'],
  ['+86 138-1234-5678', '+86 138****5678'],
  ['call (415) 555-0132', 'call 41****0132'],
  ['alice@example.com', 'a***@example.com'],
  ['身份证11010519491231002X。', '身份证1105**********002X。'.replace('1105', '1101')],
  ['6222 0212 3456 7894', '**** **** **** 7894'],
  ['护照 E12345678', '护照 E******78'],
  ['Phone: 358 0594', 'Phone: *****94'],
])('%s is shown as %s', (text, shown) => {
  expect(mask(text)).toBe(shown);
});

test('an address of one letter, and a number hidden in a domain, show nothing', () => {
  expect(mask('a@example.com')).toBe('***@example.com');
  expect(mask('me@13812345678.com')).toBe('m***@***********.com');
});

test('no seven digits of a planted number can be read in the masked text', () => {
  fc.assert(
    fc.property(plantedText, ({ digits, text }) => {
      expect(survives(digits, mask(text)), `${JSON.stringify(text)} -> ${JSON.stringify(mask(text))}`).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test('two planted numbers beside each other are both hidden', () => {
  fc.assert(
    fc.property(plantedText, fc.constantFrom('，', ' / ', '或', ' or ', '\n'), plantedText, (one, between, other) => {
      const masked = mask(one.text + between + other.text);
      expect([survives(one.digits, masked), survives(other.digits, masked)], masked).toEqual([false, false]);
    }),
    { numRuns: 700 },
  );
});

test('masking twice is masking once', () => {
  const anything = fc.oneof(
    plantedText.map(({ text }) => text),
    fc.string({ unit: 'grapheme' }),
    fc.stringMatching(/^[\d \-.@*a-c一三八X+()]{0,60}$/),
  );
  fc.assert(
    fc.property(anything, (text) => {
      expect(mask(mask(text))).toBe(mask(text));
    }),
    { numRuns: 1000 },
  );
});

test('what one pass of masking leaves open the next one closes', () => {
  expect(mask(`${'x'.repeat(100)}@example.com`)).toBe('x***@example.com');
});

test('text around a number stays as it was, to the character', () => {
  const masked = mask('😀 Ｈｉ，我的电话１３８ 1234 5678，e\u0301té ok');

  expect(masked).toBe('😀 Ｈｉ，我的电话138****5678，e\u0301té ok');
});

test('a frame is masked in every string, key and number, but not under the allowed keys', () => {
  const frame = {
    conversationId: '13812345678-1',
    at: 1_790_000_000_000,
    events: [{ words: { text: '电话 13812345678' } }, { contact: 13812345678, '13812345678': null }],
  };

  expect(maskDeep(frame, new Set(['conversationId']))).toEqual({
    conversationId: '13812345678-1',
    at: 1_790_000_000_000,
    events: [{ words: { text: '电话 138****5678' } }, { contact: '138****5678', '138****5678': null }],
  });
});

test('a long message of one unbroken word does not make a pattern run away', () => {
  const cpu = cpuMs(() => {
    mask(`${'a'.repeat(8000)}@`);
    mask('1 '.repeat(4000));
    mask('一三八'.repeat(2600));
  });

  expect(cpu).toBeLessThan(5000);
});
