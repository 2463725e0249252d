import { Decimal } from './decimal.ts';

/** Shares are cut at 12 decimals (a millionth of a millionth of a dollar). */
const places = 12;

/**
 * Splits a shared cost by weights with the largest remainder: the parts add up to the whole exactly and none is more than
 * one unit of the twelfth decimal from its due. What the whole holds beyond 12 decimals goes with the largest remainder.
 * All weights zero: split evenly. No weights: there is nobody to give it to, which throws.
 */
export function split(whole: string, weights: readonly string[]): string[] {
  if (weights.length === 0) throw new RangeError(`${whole} cannot be split among nobody`);
  if (weights.some((weight) => new Decimal(weight).lt('0')))
    throw new RangeError(`a weight is negative: ${weights.join(', ')}`);
  const sum = weights.reduce((total, weight) => total.plus(weight), new Decimal('0'));
  const shares = sum.eq('0') ? weights.map(() => '1') : weights;
  const dues = shares.map((weight) => new Decimal(whole).times(weight).div(sum.eq('0') ? String(weights.length) : sum));
  return settled(whole, dues);
}

function settled(whole: string, dues: Decimal[]): string[] {
  const parts = dues.map((due) => due.round(places, 0));
  let left = parts.reduce((rest, part) => rest.minus(part), new Decimal(whole));
  const unit = new Decimal(`${left.lt('0') ? '-' : ''}1e-${places}`);
  const byRemainder = dues
    .map((due, i) => ({ i, remainder: due.minus(parts[i] ?? '0').abs() }))
    .toSorted((a, b) => b.remainder.cmp(a.remainder));
  for (const { i } of byRemainder) {
    if (left.abs().lt(unit.abs())) break;
    parts[i] = (parts[i] ?? new Decimal('0')).plus(unit);
    left = left.minus(unit);
  }
  const [largest] = byRemainder;
  if (largest) parts[largest.i] = (parts[largest.i] ?? new Decimal('0')).plus(left);
  return parts.map((part) => part.toFixed());
}
