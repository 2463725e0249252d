import Big from 'big.js';

/**
 * Decimal arithmetic for quantities and money. Strict: a binary float is refused at the door. Division keeps 40 places,
 * far beyond what any price divided by its `per` needs; sums and products are exact.
 */
export const Decimal = Big();
Decimal.strict = true;
Decimal.DP = 40;
export type Decimal = Big;

export const add = (numbers: readonly string[]): string =>
  numbers.reduce((sum, one) => sum.plus(one), new Decimal('0')).toFixed();
export const times = (one: string, other: string): string => new Decimal(one).times(other).toFixed();
export const minus = (one: string, other: string): string => new Decimal(one).minus(other).toFixed();
export const isNegative = (number: string): boolean => new Decimal(number).lt('0');
export const isZero = (number: string): boolean => new Decimal(number).eq('0');
/** -1, 0 or 1, for sorting. */
export const compare = (one: string, other: string): number => new Decimal(one).cmp(other);
/** Plain notation with exactly `places` decimals, half away from zero: for people, never for sums. */
export const shown = (number: string, places: number): string => new Decimal(number).toFixed(places);
