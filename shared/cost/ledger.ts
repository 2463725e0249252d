import * as z from 'zod';
import { add, compare, isZero, minus } from './decimal.ts';
import { isMeter, type Meter, Quantity, type Reading, unitOf } from './meters.ts';
import { isRefused, type PriceBook, type PriceRefusal, price } from './price-book.ts';

const Signed = z.string().regex(/^-?\d+(\.\d+)?$/, 'a decimal string');

const lineFields = {
  /** `platform` for what no single conversation caused. */
  conversationId: z.string().min(1),
  /** The invocation or call that used it. */
  requestId: z.string().min(1),
  meter: z.string().refine(isMeter),
  quantity: Signed,
  unit: z.string(),
  estimated: z.boolean(),
  currency: z.literal('USD'),
  /** Version of the price book; a line keeps the book that priced it. */
  book: z.string(),
  region: z.string(),
  at: z.iso.datetime(),
  /** Which step did the work. */
  step: z.string(),
  attribution: z.enum(['direct', 'allocated', 'fixed']),
  /** A correction is a line of its own: what the platform reported less what had been estimated. */
  charge: z.enum(['usage', 'correction']),
};

/** Money of a ledger line, exact; where the book has no price the line stays, says why, and costs nothing yet. */
export const LedgerLine = z.union([
  z.object({
    ...lineFields,
    cost: Signed,
    unitPrice: Quantity,
    per: Quantity,
    usagetype: z.string(),
    verified: z.boolean(),
  }),
  z.object({ ...lineFields, unpriced: z.enum(['unknown-region', 'unknown-meter', 'unknown-model', 'no-price']) }),
]);
export type LedgerLine = z.infer<typeof LedgerLine>;
export type PricedLine = Extract<LedgerLine, { cost: string }>;
export type UnpricedLine = Extract<LedgerLine, { unpriced: string }>;
export const isPriced = (line: LedgerLine): line is PricedLine => 'cost' in line;
const isUnpriced = (line: LedgerLine): line is UnpricedLine => 'unpriced' in line;

/** Where and when the work was done, and by what. */
export type Occasion = Pick<LedgerLine, 'conversationId' | 'requestId' | 'region' | 'at' | 'step'> & {
  attribution?: LedgerLine['attribution'];
};

/**
 * The ledger lines of one piece of work: one a meter, an estimate as soon as a part of it is one. `requestId` must name this
 * very report of work; what an append writes into its event and what is told after it are two reports.
 */
export const linesOf = (readings: readonly Reading[], occasion: Occasion, book: PriceBook): LedgerLine[] =>
  [...Map.groupBy(readings, ({ meter }) => meter)].map(([meter, group]) => {
    const { attribution = 'direct', ...where } = occasion;
    const quantity = add(group.map((one) => one.quantity));
    const estimated = group.some((one) => one.estimated);
    const line = { ...where, meter, quantity, unit: unitOf(meter), estimated, attribution, charge: 'usage' as const };
    return priceLine(line, book);
  });

type Unpriced = Omit<z.infer<z.ZodObject<typeof lineFields>>, 'currency' | 'book'>;

function priceLine(line: Unpriced, book: PriceBook): LedgerLine {
  const priced = price(book, line.region, line.meter, line.quantity);
  const common = { ...line, currency: 'USD' as const, book: book.version };
  return isRefused(priced) ? { ...common, unpriced: priced.refused } : { ...common, ...priced };
}

/** One line a request, meter and charge within a conversation: the same work told twice is written once. */
export const lineKey = ({ requestId, meter, charge }: Pick<LedgerLine, 'requestId' | 'meter' | 'charge'>): string =>
  charge === 'usage' ? `${requestId}#${meter}` : `${requestId}#${meter}#${charge}`;

/** Lines joined to a ledger: what is already there stays as it was. */
export function record(ledger: readonly LedgerLine[], lines: readonly LedgerLine[]): LedgerLine[] {
  const known = new Map<string, LedgerLine>();
  for (const line of [...ledger, ...lines]) {
    const key = `${line.conversationId} ${lineKey(line)}`;
    if (!known.has(key)) known.set(key, line);
  }
  return [...known.values()];
}

/**
 * The platform's own figure for an estimated line, as a correction beside it: together they are exactly what was reported,
 * at the price of the book that priced the estimate. Nothing when the line was no estimate.
 */
export function correct(line: LedgerLine, reported: string, at: string, book: PriceBook): LedgerLine | undefined {
  if (!line.estimated || line.charge !== 'usage') return undefined;
  if (book.version !== line.book)
    throw new Error(`a line of book ${line.book} is corrected by that book, not ${book.version}`);
  const { conversationId, requestId, meter, unit, region, step, attribution } = line;
  const quantity = minus(reported, line.quantity);
  const bare = { conversationId, requestId, meter, quantity, unit, estimated: false, region, at, step, attribution };
  return priceLine({ ...bare, charge: 'correction' }, book);
}

export type Totals = { currency: 'USD'; total: string; estimated: boolean; unpriced: number };

/** The sum, whether any part of it is still an estimate, and how many lines have no price (and so are missing from it). */
export function totals(lines: readonly LedgerLine[]): Totals {
  const reported = new Set(lines.filter(({ charge }) => charge === 'correction').map(usageKey));
  return {
    currency: 'USD',
    total: add(lines.filter(isPriced).map(({ cost }) => cost)),
    estimated: lines.some((line) => line.estimated && !reported.has(usageKey(line))),
    unpriced: lines.filter(isUnpriced).length,
  };
}
const usageKey = ({ conversationId, requestId, meter }: LedgerLine): string =>
  `${conversationId} ${requestId} ${meter}`;

export type BillRow = {
  meter: Meter;
  quantity: string;
  unit: string;
  unitPrice: string;
  per: string;
  cost: string;
  estimated: boolean;
  verified: boolean;
};
export type UnpricedRow = { meter: Meter; quantity: string; unit: string; reason: PriceRefusal['refused'] };
export type Bill = Totals & { book: string; rows: BillRow[]; unpricedRows: UnpricedRow[] };

/** A row a meter (and price, where books differ), dearest first; the rows' costs add up to the total to the last digit. */
export function bill(lines: readonly LedgerLine[]): Bill {
  const priced = Map.groupBy(lines.filter(isPriced), ({ meter, unitPrice, per }) => `${meter} ${unitPrice} ${per}`);
  const unpriced = Map.groupBy(lines.filter(isUnpriced), ({ meter, unpriced: reason }) => `${meter} ${reason}`);
  return {
    ...totals(lines),
    book: [...new Set(lines.map(({ book }) => book))].toSorted().join(', '),
    rows: [...priced.values()]
      .flatMap(billRow)
      .toSorted((a, b) => compare(b.cost, a.cost) || (a.meter < b.meter ? -1 : 1)),
    unpricedRows: [...unpriced.values()].flatMap(unpricedRow),
  };
}

function billRow(lines: PricedLine[]): BillRow[] {
  const [first] = lines;
  if (!first) return [];
  const { meter, unit, unitPrice, per } = first;
  const { total, estimated } = totals(lines);
  const quantity = add(lines.map((line) => line.quantity));
  const verified = lines.every((line) => line.verified);
  return [{ meter, quantity, unit, unitPrice, per, cost: total, estimated, verified }];
}

function unpricedRow(lines: UnpricedLine[]): UnpricedRow[] {
  const [first] = lines;
  if (!first) return [];
  const quantity = add(lines.map((line) => line.quantity));
  return isZero(quantity) ? [] : [{ meter: first.meter, quantity, unit: first.unit, reason: first.unpriced }];
}
