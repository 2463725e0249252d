import { seeded } from '#shared/understanding/intents/seeded';

/**
 * The figures an evaluation is told in. All are fractions of 1 (`accuracy` 0.92, not 92) but `spearman`, which lies in -1..1.
 * Plain functions over plain arrays; nothing here draws a random number that is not seeded.
 */
export const METRICS = [
  'accuracy',
  'macroF1',
  'ece',
  'coverageAt95',
  'inScopeAccuracy',
  'oosRecall',
  'auroc',
  'recallAt1',
  'recallAt5',
  'recallAt10',
  'mrr10',
  'unanswerableAuroc',
  'negativeF1',
  'spearman',
] as const;
export type Metric = (typeof METRICS)[number];
export type Interval = [low: number, high: number];

/** One judged row: what it is, what it was taken for, and how sure that was (0..1). */
export type Judged = { gold: string; said: string; confidence: number };

export const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);

const isRight = ({ gold, said }: Judged): boolean => gold === said;

export const accuracy = (rows: readonly Judged[]): number => rows.filter(isRight).length / Math.max(1, rows.length);

/** F1 of one label; 0 where it neither stands nor is said. */
export function f1Of(label: string, rows: readonly Judged[]): number {
  const said = rows.filter((row) => row.said === label).length;
  const gold = rows.filter((row) => row.gold === label).length;
  const right = rows.filter((row) => row.gold === label && row.said === label).length;
  return said + gold === 0 ? 0 : (2 * right) / (said + gold);
}

/** Unweighted mean of F1 over every label that stands or is said, as scikit-learn's `f1_score(average='macro')`. */
export function macroF1(rows: readonly Judged[]): number {
  const [right, said, gold] = [new Map<string, number>(), new Map<string, number>(), new Map<string, number>()];
  const count = (into: Map<string, number>, label: string) => into.set(label, (into.get(label) ?? 0) + 1);
  for (const row of rows) {
    count(gold, row.gold);
    count(said, row.said);
    if (isRight(row)) count(right, row.gold);
  }
  const labels = [...new Set([...gold.keys(), ...said.keys()])];
  return mean(labels.map((label) => (2 * (right.get(label) ?? 0)) / ((said.get(label) ?? 0) + (gold.get(label) ?? 0))));
}

/** Expected calibration error: over 15 bins of equal width, how far confidence and accuracy lie apart, weighted by rows. */
export function ece(rows: readonly Judged[], bins = 15): number {
  const sums = Array.from({ length: bins }, () => ({ confidence: 0, right: 0 }));
  for (const row of rows) {
    const bin = sums[Math.min(bins - 1, Math.max(0, Math.ceil(row.confidence * bins) - 1))];
    if (!bin) continue;
    bin.confidence += row.confidence;
    bin.right += isRight(row) ? 1 : 0;
  }
  return sums.reduce((sum, { confidence, right }) => sum + Math.abs(confidence - right), 0) / Math.max(1, rows.length);
}

/** The largest share of rows that can be taken, the surest first, with at least `precision` of them right. Ties go together. */
export function coverageAt(precision: number, rows: readonly Judged[]): number {
  const sorted = rows.toSorted((a, b) => b.confidence - a.confidence);
  let right = 0;
  let covered = 0;
  for (const [at, row] of sorted.entries()) {
    if (isRight(row)) right += 1;
    const tied = sorted[at + 1]?.confidence === row.confidence;
    if (!tied && right >= precision * (at + 1)) covered = at + 1;
  }
  return covered / Math.max(1, rows.length);
}

/** Ranks from 1, the smallest first; equal values share the mean of their ranks. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((value, at) => ({ value, at })).sort((a, b) => a.value - b.value);
  const result = new Array<number>(values.length).fill(0);
  for (let from = 0; from < order.length; ) {
    let to = from;
    while (to + 1 < order.length && order[to + 1]?.value === order[from]?.value) to += 1;
    for (const { at } of order.slice(from, to + 1)) result[at] = (from + to) / 2 + 1;
    from = to + 1;
  }
  return result;
}

/** How often one of `high` has the larger value than one of `low`, ties counting half (Mann-Whitney). 0.5 where a side is empty. */
export function auroc(high: readonly number[], low: readonly number[]): number {
  if (high.length === 0 || low.length === 0) return 0.5;
  const sum = ranks([...high, ...low])
    .slice(0, high.length)
    .reduce((total, rank) => total + rank, 0);
  return (sum - (high.length * (high.length + 1)) / 2) / (high.length * low.length);
}

/** Spearman's rank correlation with ties averaged; 0 where one side never changes. */
export function spearman(one: readonly number[], other: readonly number[]): number {
  const [a, b] = [ranks(one), ranks(other)];
  const middle = (one.length + 1) / 2;
  let [both, first, second] = [0, 0, 0];
  for (const [at, rank] of a.entries()) {
    const [x, y] = [rank - middle, (b[at] ?? middle) - middle];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return first === 0 || second === 0 ? 0 : both / Math.sqrt(first * second);
}

/** Share of questions with one of their gold entries among the first `most`; `places` are 0-based, -1 where none was found. */
export const recallAt = (most: number, places: readonly number[]): number =>
  places.filter((place) => place >= 0 && place < most).length / Math.max(1, places.length);

/** Mean of 1/rank of the first gold entry, 0 beyond the tenth. */
export const mrr10 = (places: readonly number[]): number =>
  mean(places.map((place) => (place >= 0 && place < 10 ? 1 / (place + 1) : 0)));

/** The value below which `share` of the values lie; 0 of none. */
export function quantile(share: number, values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(share * (sorted.length - 1))] ?? 0;
}

/** Wilson's 95 % score interval of a share: `right` of `n` independent rows. */
export function wilson(right: number, n: number): Interval {
  if (n === 0) return [0, 1];
  const z = 1.959964;
  const share = right / n;
  const centre = share + (z * z) / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n));
  const under = 1 + (z * z) / n;
  return [Math.max(0, (centre - reach) / under), Math.min(1, (centre + reach) / under)];
}

/** Wilson's interval of a share that is already a fraction of `n` rows. */
export const wilsonOf = (share: number, n: number): Interval => wilson(share * n, n);

/**
 * 95 % percentile bootstrap of any figure over rows: 500 resamples with replacement, seed 20 250 101, so that the interval of the
 * same rows is always the same.
 */
export function bootstrap<Row>(rows: readonly Row[], figure: (sample: Row[]) => number, resamples = 500): Interval {
  if (rows.length === 0) return [0, 0];
  const random = seeded(20_250_101);
  const figures: number[] = [];
  for (let round = 0; round < resamples; round += 1) {
    const sample: Row[] = [];
    for (let at = 0; at < rows.length; at += 1) sample.push(rows[Math.floor(random() * rows.length)] as Row);
    figures.push(figure(sample));
  }
  return [quantile(0.025, figures), quantile(0.975, figures)];
}
