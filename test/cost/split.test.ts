import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, Decimal } from '#shared/cost/decimal';
import { split } from '#shared/cost/split';

test('a third of a cent goes to three, and the odd unit to the first', () => {
  expect(split('0.01', ['1', '1', '1'])).toEqual(['0.003333333334', '0.003333333333', '0.003333333333']);
});

test('nobody with weight: an even split; nobody at all: an error', () => {
  expect(split('1', ['0', '0'])).toEqual(['0.5', '0.5']);
  expect(() => split('1', [])).toThrow('among nobody');
  expect(() => split('1', ['1', '-1'])).toThrow('negative');
});

const money = fc
  .tuple(fc.boolean(), fc.nat(1_000_000), fc.bigInt(0n, 10n ** 16n - 1n))
  .map(([minus, whole, rest]) => `${minus ? '-' : ''}${whole}.${String(rest).padStart(16, '0')}`);
const weight = fc.oneof(
  fc.constant('0'),
  fc.nat(1_000_000).map(String),
  fc.nat(999_999).map((n) => `0.${String(n).padStart(6, '0')}`),
);

test('the parts add up to the whole exactly, and none is more than a unit of the twelfth decimal from its due', () => {
  fc.assert(
    fc.property(money, fc.array(weight, { minLength: 1, maxLength: 30 }), (whole, weights) => {
      const parts = split(whole, weights);
      const sum = new Decimal(add(weights));

      expect(new Decimal(add(parts)).eq(new Decimal(whole))).toBe(true);
      for (const [i, part] of parts.entries()) {
        const due = sum.eq('0')
          ? new Decimal(whole).div(String(weights.length))
          : new Decimal(whole).times(weights[i] ?? '0').div(sum);
        expect(new Decimal(part).minus(due).abs().lte('0.000000000002'), `${part} for ${due.toFixed()}`).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

test('who has no weight pays nothing', () => {
  fc.assert(
    fc.property(fc.nat(1_000_000), fc.array(fc.nat(50), { minLength: 1, maxLength: 20 }), (millionths, weights) => {
      fc.pre(weights.some((one) => one > 0));
      const parts = split(`0.${String(millionths).padStart(7, '0')}`, weights.map(String));
      for (const [i, part] of parts.entries()) if (weights[i] === 0) expect(part).toBe('0');
    }),
  );
});
