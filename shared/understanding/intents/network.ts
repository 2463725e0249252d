import type { Rows } from './features.ts';
import { seeded } from './seeded.ts';

/**
 * The second opinion beside the separators: grams → `HIDDEN` rectified units → one score per intent. It learns what grams have in
 * common ("arrive", "turn up"), which a separator cannot. Column `n` has the `inner` weights of row `places[n]`, or none (-1).
 */
export type Network = { places: Int32Array; inner: Float32Array; outer: Float32Array; biases: Float32Array };

export const HIDDEN = 32;

/** Share of grams and of hidden units left out of each look at an example, so that no single one is relied upon. */
const GRAMS_LEFT_OUT = 0.5;
const UNITS_LEFT_OUT = 0.1;
/** Step at the start; it falls to 0 in a straight line. The outer layer, which every example moves, takes a tenth. */
const STEP = 0.3;
const OUTER_STEP = 0.1;
/** No single example may pull harder on the hidden layer than this (Euclidean): without it a network of many intents can run off. */
const LONGEST_PULL = 1;
/** The share of certainty that is spread over all intents, so that scores stay finite and comparable. */
const DOUBT = 0.05;
/** Looks at examples altogether; few examples are looked at more often. */
const LOOKS = 120_000;
const roundsFor = (examples: number): number => Math.min(40, Math.max(8, Math.round(LOOKS / Math.max(1, examples))));

/** With many examples, grams of one example only are left to the separators: they would be half of the network. */
const MANY = 2_000;

function placesFor({ columns, width }: Rows, examples: number): { places: Int32Array; count: number } {
  const seen = new Int32Array(width);
  for (const column of columns) seen[column] = (seen[column] as number) + 1;
  const least = examples < MANY ? 1 : 2;
  let count = 0;
  const places = Int32Array.from(seen, (times) => {
    if (times < least) return -1;
    count += 1;
    return count - 1;
  });
  return { places, count };
}

/** About normal, mean 0, deviation `deviation`: four draws added. */
const spread = (size: number, deviation: number, random: () => number): Float32Array => {
  const draw = (): number => (random() + random() + random() + random() - 2) * Math.sqrt(3) * deviation;
  return Float32Array.from({ length: size }, draw);
};

const shuffled = (order: Int32Array, random: () => number): void => {
  for (let last = order.length - 1; last > 0; last -= 1) {
    const other = Math.floor(random() * (last + 1));
    const kept = order[last] as number;
    order[last] = order[other] as number;
    order[other] = kept;
  }
};

/** One look: grams to hidden units, hidden units to scores, and the same way back. */
class Learner {
  readonly network: Network;
  private readonly hidden = new Float32Array(HIDDEN);
  private readonly pull = new Float32Array(HIDDEN);
  private readonly wrong: Float32Array;
  /** The grams of this look: where their weights begin, and their values. */
  private readonly from: Int32Array;
  private readonly value: Float32Array;
  private grams = 0;
  private readonly rows: Rows;
  private readonly random: () => number;

  constructor(rows: Rows, examples: number, intents: number) {
    this.rows = rows;
    this.random = seeded(examples + intents);
    const { places, count } = placesFor(rows, examples);
    this.network = {
      places,
      inner: spread(count * HIDDEN, 0.2, this.random),
      outer: spread(intents * HIDDEN, 0.1, this.random),
      biases: new Float32Array(intents),
    };
    this.wrong = new Float32Array(intents);
    let longest = 0;
    for (let row = 0; row < rows.count; row += 1)
      longest = Math.max(longest, (rows.starts[row + 1] as number) - (rows.starts[row] as number));
    this.from = new Int32Array(longest);
    this.value = new Float32Array(longest);
  }

  /** `intent`: which it is, or -1 for none of them, which is learned as being equally unlike all. */
  look(row: number, intent: number, step: number): void {
    this.forward(row);
    this.judge(intent);
    this.backward(step);
  }

  private forward(row: number): void {
    const { hidden, from, value, random, rows, network } = this;
    const { places, inner } = network;
    hidden.fill(0);
    this.grams = 0;
    for (let at = rows.starts[row] as number, end = rows.starts[row + 1] as number; at < end; at += 1) {
      const place = places[rows.columns[at] as number] as number;
      if (place < 0 || random() < GRAMS_LEFT_OUT) continue;
      const start = place * HIDDEN;
      const here = (rows.values[at] as number) / (1 - GRAMS_LEFT_OUT);
      from[this.grams] = start;
      value[this.grams] = here;
      this.grams += 1;
      for (let unit = 0; unit < HIDDEN; unit += 1)
        hidden[unit] = (hidden[unit] as number) + here * (inner[start + unit] as number);
    }
    for (let unit = 0; unit < HIDDEN; unit += 1) {
      const raised = hidden[unit] as number;
      hidden[unit] = raised < 0 || random() < UNITS_LEFT_OUT ? 0 : raised / (1 - UNITS_LEFT_OUT);
    }
  }

  /** How far the probability of each intent is from what it should be. */
  private judge(intent: number): void {
    const { wrong, hidden, network } = this;
    scoresInto(wrong, hidden, network);
    let highest = Number.NEGATIVE_INFINITY;
    for (const score of wrong) if (score > highest) highest = score;
    let sum = 0;
    for (let at = 0; at < wrong.length; at += 1) {
      wrong[at] = Math.exp((wrong[at] as number) - highest);
      sum += wrong[at] as number;
    }
    const sure = intent < 0 ? 0 : 1 - DOUBT;
    const spreadOut = (1 - sure) / wrong.length;
    for (let at = 0; at < wrong.length; at += 1)
      wrong[at] = (wrong[at] as number) / sum - spreadOut - (at === intent ? sure : 0);
  }

  private backward(step: number): void {
    const { wrong, hidden, pull, from, value, network } = this;
    const { inner, outer, biases } = network;
    pull.fill(0);
    for (let intent = 0; intent < wrong.length; intent += 1) {
      const off = wrong[intent] as number;
      if (Math.abs(off) < 1e-4) continue;
      const start = intent * HIDDEN;
      const move = step * OUTER_STEP * off;
      for (let unit = 0; unit < HIDDEN; unit += 1) {
        const weight = outer[start + unit] as number;
        pull[unit] = (pull[unit] as number) + off * weight;
        outer[start + unit] = weight - move * (hidden[unit] as number);
      }
      biases[intent] = (biases[intent] as number) - move;
    }
    let square = 0;
    for (let unit = 0; unit < HIDDEN; unit += 1) {
      if (hidden[unit] === 0) pull[unit] = 0;
      square += (pull[unit] as number) ** 2;
    }
    const length = Math.sqrt(square);
    const by = step * (length > LONGEST_PULL ? LONGEST_PULL / length : 1);
    for (let gram = 0; gram < this.grams; gram += 1) {
      const start = from[gram] as number;
      const here = by * (value[gram] as number);
      for (let unit = 0; unit < HIDDEN; unit += 1)
        inner[start + unit] = (inner[start + unit] as number) - here * (pull[unit] as number);
    }
  }
}

/** Scores of the intents from raised hidden units, written into `scores`. */
export function scoresInto(
  scores: Float32Array | Float64Array,
  hidden: Float32Array,
  { outer, biases }: Pick<Network, 'outer' | 'biases'>,
): void {
  for (let intent = 0; intent < scores.length; intent += 1) {
    const start = intent * HIDDEN;
    let score = biases[intent] as number;
    for (let unit = 0; unit < HIDDEN; unit += 1) score += (outer[start + unit] as number) * (hidden[unit] as number);
    scores[intent] = score;
  }
}

/**
 * Learns by stochastic gradient descent on the cross entropy with dropout (Srivastava et al., JMLR 2014) and smoothed labels (Szegedy
 * et al., CVPR 2016); everything drawn comes from a seed. `targets`: the intent of each row, -1 for none.
 */
export function taught(rows: Rows, among: Int32Array, targets: Int32Array, intents: number): Network {
  const learner = new Learner(rows, among.length, intents);
  const order = among.slice();
  const rounds = roundsFor(among.length);
  const random = seeded(intents);
  for (let round = 0; round < rounds; round += 1) {
    shuffled(order, random);
    const step = STEP * (1 - round / rounds);
    for (const row of order) learner.look(row, targets[row] as number, step);
  }
  return learner.network;
}

/** The network's scores of one row, one per intent. */
export function networkScores(rows: Rows, row: number, network: Network): Float64Array {
  const { places, inner, biases } = network;
  const hidden = new Float32Array(HIDDEN);
  for (let at = rows.starts[row] as number, end = rows.starts[row + 1] as number; at < end; at += 1) {
    const place = places[rows.columns[at] as number] as number;
    if (place < 0) continue;
    for (let unit = 0; unit < HIDDEN; unit += 1)
      hidden[unit] = (hidden[unit] as number) + (rows.values[at] as number) * (inner[place * HIDDEN + unit] as number);
  }
  const scores = new Float64Array(biases.length);
  scoresInto(scores, raised(hidden), network);
  return scores;
}

/** Hidden units below 0 are silent. Changed in place. */
export function raised(hidden: Float32Array): Float32Array {
  for (let unit = 0; unit < hidden.length; unit += 1) if ((hidden[unit] as number) < 0) hidden[unit] = 0;
  return hidden;
}
