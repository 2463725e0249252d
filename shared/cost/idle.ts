import { add, compare } from './decimal.ts';
import { type CountedLine, counted, type Reason } from './idle-counts.ts';
import { isRefused, type PriceBook, type Priced, price } from './price-book.ts';
import { resourcesOf, type Template } from './template.ts';

/** What a month without any customer is assumed to be; each with where the figure is from. */
export type IdleAssumptions = {
  days: number;
  /**
   * Long polls that one event source mapping keeps open on a quiet queue, and how long each lasts. AWS documents five
   * concurrent batches, which it "can optimize to as few as 2" for standard queues without a maximum concurrency
   * (Lambda developer guide, "Configuring scaling behavior for SQS event source mappings"); nothing is documented for FIFO,
   * so the same. 20 s is SQS's longest poll; 15 empty receives a minute are what users measure (getlift/lift issue 132).
   */
  queuePolls: number;
  queuePollSeconds: number;
  /** Work of a scheduled run that finds nothing to do. */
  runMs: number;
  runReadUnits: number;
  runKmsRequests: number;
  /** The platform's own log lines and one of ours. */
  runLogBytes: number;
  runLogEvents: number;
  /** A run's meter line, carried to a function by a log subscription: its time, and the ledger items it writes. */
  carriedMs: number;
  carriedWriteUnits: number;
  /** DynamoDB asks KMS for the key of a table again every five minutes per caller (developer guide, "Encryption at rest: How it works"). */
  tableKeySeconds: number;
  /** Tables under a customer key that a scheduled run reads. */
  runTables: number;
  /** Memory of a function whose template names none. */
  defaultMemoryMb: number;
};

export const idleAssumptions: IdleAssumptions = {
  days: 30,
  queuePolls: 5,
  queuePollSeconds: 20,
  runMs: 100,
  runReadUnits: 8,
  runKmsRequests: 0,
  runLogBytes: 1800,
  runLogEvents: 4,
  carriedMs: 30,
  carriedWriteUnits: 5,
  tableKeySeconds: 300,
  runTables: 2,
  defaultMemoryMb: 128,
};

/** A custom metric the code can emit: one line for each distinct set of dimensions, since each is billed. */
export type CustomMetric = { namespace: string; name: string; dimensions?: string };

export type IdleLine = CountedLine & Omit<Priced, 'usagetype'>;
export type UnpricedIdle = { what: string; count: string; why: Reason };
export type IdleCost = {
  currency: 'USD';
  book: string;
  region: string;
  total: string;
  /** Dearest first. */
  lines: IdleLine[];
  /** What costs, or may cost, and has no price here: never dropped, not in the total. */
  unpriced: UnpricedIdle[];
  assumptions: IdleAssumptions;
};

/**
 * What an environment costs in a month in which nobody writes, from its synthesised templates. List prices: the free
 * allowances of an account (10 alarms, 10 metrics, a million queue requests …) are not taken off.
 */
export function idleCost(
  templates: readonly Template[],
  book: PriceBook,
  region: string,
  {
    metrics = [],
    assumptions = idleAssumptions,
  }: { metrics?: readonly CustomMetric[]; assumptions?: IdleAssumptions } = {},
): IdleCost {
  const { lines, uncounted } = counted(resourcesOf(templates), metrics, assumptions);
  const priced = lines.map((line) => priceLine(line, book, region));
  const good = priced.filter((line) => 'cost' in line).toSorted((a, b) => compare(b.cost, a.cost));
  const bad = priced.filter((line): line is UnpricedIdle => !('cost' in line));
  return {
    currency: 'USD',
    book: book.version,
    region,
    total: add(good.map(({ cost }) => cost)),
    lines: good,
    unpriced: [...bad, ...uncounted.map((one) => ({ ...one, count: String(one.count) }))],
    assumptions,
  };
}

function priceLine(line: CountedLine, book: PriceBook, region: string): IdleLine | UnpricedIdle {
  const found = price(book, region, line.meter, line.quantity);
  if (isRefused(found)) {
    const why = {
      en: `no price for ${line.meter} in ${region} (${found.refused}, book ${book.version})`,
      zh: `${region} 没有 ${line.meter} 的单价（${found.refused}，价目表 ${book.version}）`,
    };
    return { what: line.what, count: line.quantity, why };
  }
  const { cost, unitPrice, per, verified } = found;
  return { ...line, cost, unitPrice, per, verified };
}
