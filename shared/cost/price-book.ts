import * as z from 'zod';
import book20261120 from './books/2026-11-20.json' with { type: 'json' };
import { compare, Decimal, minus } from './decimal.ts';
import { isPlatformMeter, meterUnits, modelOf, type PlatformMeter, type TokenKind } from './meters.ts';

/** Money and prices are decimal strings; they never pass through a binary float. */
const Money = z.string().regex(/^\d+(\.\d+)?$/, 'a decimal string');
/** A: AWS Price List offer file, B: official page, C: secondary source, U: unverified. Only A and B are `verified`. */
const provenance = {
  source: z.string(),
  class: z.enum(['A', 'B', 'C', 'U']),
  verified: z.boolean(),
  note: z.string().optional(),
};
const honest = ({ class: found, verified }: { class: string; verified: boolean }): boolean =>
  verified === (found === 'A' || found === 'B');

const Price = z
  .strictObject({
    /** For `per` units of the meter, first tier. */
    price: Money,
    per: z.string().regex(/^10*$/, 'a power of ten'),
    /** As it stands in the Cost and Usage Report. */
    usagetype: z.string().optional(),
    /** `[from quantity, price]`, of an account's month. */
    tiers: z.array(z.tuple([Money, Money])).optional(),
    freePerMonth: Money.optional(),
    ...provenance,
  })
  .refine(honest, 'verified is for classes A and B only');
export type Price = z.infer<typeof Price>;

const TokenPrices = { input: Money, output: Money, cacheRead: Money, cacheWrite5m: Money, cacheWrite1h: Money };
const ModelPrice = z
  .strictObject({
    provider: z.string(),
    mode: z.enum(['chat', 'embedding']),
    ...z.object(TokenPrices).partial().required({ input: true, output: true }).shape,
    above100k: z.object(TokenPrices).partial().optional(),
    retires: z.iso.date().optional(),
    ...provenance,
  })
  .refine(honest, 'verified is for classes A and B only');

/** A price book is a dated document: a ledger line names the one that priced it, and old ones are kept. */
export const PriceBook = z
  .strictObject({
    version: z.iso.date(),
    about: z.string(),
    refresh: z.url(),
    sources: z.record(
      z.string(),
      z.strictObject({
        what: z.string(),
        date: z.string(),
        class: z.enum(['A', 'B', 'C', 'U']),
        where: z.string().optional(),
      }),
    ),
    meters: z.record(
      z.enum(Object.keys(meterUnits) as [PlatformMeter, ...PlatformMeter[]]),
      z.strictObject({
        service: z.string(),
        unit: z.string(),
        rounding: z.string(),
        attribution: z.enum(['direct', 'allocated', 'fixed']),
      }),
    ),
    regions: z.record(
      z.string(),
      z.strictObject({ currency: z.literal('USD'), prices: z.partialRecord(z.enum(Object.keys(meterUnits)), Price) }),
    ),
    /** Per 1,000,000 tokens, the same in every region; a geographic prefix is part of the key. */
    models: z.record(z.string(), ModelPrice),
  })
  .refine(
    ({ meters }) => Object.entries(meters).every(([meter, { unit }]) => meterUnits[meter as PlatformMeter] === unit),
    {
      error: 'a meter is counted in one unit, here and in the code',
    },
  );
export type PriceBook = z.infer<typeof PriceBook>;

/** Every book there is, oldest first. A new one is a new file and a new line here. */
export const books: readonly PriceBook[] = [PriceBook.parse(book20261120)];
/** The newest book: what is priced from now on. */
export const currentBook: PriceBook = books[books.length - 1] as PriceBook;

export type Priced = {
  /** Exactly quantity × price / per. */
  cost: string;
  unitPrice: string;
  per: string;
  usagetype: string;
  verified: boolean;
};
export type PriceRefusal = {
  refused: 'unknown-region' | 'unknown-meter' | 'unknown-model' | 'no-price';
  allowed: string[];
};

/** List price of a quantity, first tier: volume and free tiers belong to an account's month, see `tieredCost`. */
export function price(book: PriceBook, region: string, meter: string, quantity: string): Priced | PriceRefusal {
  const found = modelOf(meter) ? modelPriceOf(book, meter) : platformPriceOf(book, region, meter);
  if ('refused' in found) return found;
  const { price: unitPrice, per, usagetype = meter, verified } = found;
  return { cost: cost(quantity, unitPrice, per), unitPrice, per, usagetype, verified };
}

const cost = (quantity: string, unitPrice: string, per: string): string =>
  new Decimal(quantity).times(unitPrice).div(per).toFixed();

function platformPriceOf(book: PriceBook, region: string, meter: string): Price | PriceRefusal {
  const place = Object.hasOwn(book.regions, region) ? book.regions[region] : undefined;
  if (!place) return { refused: 'unknown-region', allowed: Object.keys(book.regions) };
  if (!isPlatformMeter(meter)) return { refused: 'unknown-meter', allowed: Object.keys(meterUnits) };
  const { prices } = place;
  return prices[meter] ?? { refused: 'no-price', allowed: Object.keys(prices) };
}

type UnitPrice = Pick<Price, 'price' | 'per' | 'usagetype' | 'verified'>;

function modelPriceOf(book: PriceBook, meter: string): UnitPrice | PriceRefusal {
  const { model, kind, above100k } = modelOf(meter) ?? { model: '', kind: 'input', above100k: false };
  const prices = Object.hasOwn(book.models, model) ? book.models[model] : undefined;
  if (!prices) return { refused: 'unknown-model', allowed: Object.keys(book.models) };
  const found = (above100k ? prices.above100k?.[kind as TokenKind] : undefined) ?? prices[kind as TokenKind];
  if (found === undefined)
    return { refused: 'no-price', allowed: Object.keys(prices).filter((key) => key in TokenPrices) };
  return { price: found, per: '1000000', verified: prices.verified };
}

/**
 * Cost of `quantity` more units for an account that has used `before` this month: its free units first, then tier by tier.
 * For reconciliation and what-if; an event is never priced so.
 */
export function tieredCost(
  { price: first, per, tiers, freePerMonth = '0' }: Price,
  before: string,
  quantity: string,
): string {
  const steps = tiers ?? [['0', first]];
  const from = new Decimal(before);
  const to = from.plus(quantity);
  const free = new Decimal(freePerMonth);
  const parts = steps.map(([start, unitPrice], i) => {
    const low = [new Decimal(start), from, free].reduce((a, b) => (a.gt(b) ? a : b));
    const next = steps[i + 1]?.[0];
    const high = next !== undefined && compare(next, to.toFixed()) < 0 ? new Decimal(next) : to;
    return high.gt(low) ? cost(minus(high.toFixed(), low.toFixed()), unitPrice, per) : '0';
  });
  return parts.reduce((sum, part) => sum.plus(part), new Decimal('0')).toFixed();
}

export const isRefused = (outcome: Priced | PriceRefusal): outcome is PriceRefusal => 'refused' in outcome;
