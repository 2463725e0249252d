import type { Rows } from './features.ts';
import { seeded } from './seeded.ts';

/** What parts one intent from all others: `score = bias + Σ weights[column] · value`, above 0 inside. */
export type Separator = { weights: Float32Array; bias: number };

/** One intent to be parted: +1 or -1 for each row, and where the last training ended (0 each for a start from nothing). */
export type Task = { signs: Int8Array; alphas: Float64Array };

/** `penalty`: what a misplaced row costs, for rows inside and outside. */
export type Penalty = { inside: number; outside: number };

const ROUNDS = 60;
/** How far from the optimum the projected gradient may still be. */
const TOLERANCE = 0.1;

/**
 * A linear support vector machine with squared hinge loss by dual coordinate descent: Hsieh, Chang, Lin, Keerthi, Sundararajan,
 * "A dual coordinate descent method for large-scale linear SVM" (ICML 2008), algorithm 3 with shrinking, as in LIBLINEAR's solver 1.
 * The problem is convex: it ends at the same separator wherever `alphas` start, which are changed in place to where they ended.
 * `among`: the rows to learn from. The order of visits is drawn from a fixed seed.
 */
export function separate(rows: Rows, among: Int32Array, { signs, alphas }: Task, penalty: Penalty): Separator {
  const { starts, columns, values, width } = rows;
  const weights = new Float64Array(width);
  let bias = 0;

  const diagonal = new Float64Array(rows.count);
  const move = (row: number, by: number): void => {
    for (let at = starts[row] as number, end = starts[row + 1] as number; at < end; at += 1) {
      const column = columns[at] as number;
      weights[column] = (weights[column] as number) + by * (values[at] as number);
    }
    bias += by;
  };
  for (const row of among) {
    let square = 1;
    for (let at = starts[row] as number, end = starts[row + 1] as number; at < end; at += 1)
      square += (values[at] as number) ** 2;
    diagonal[row] = square + 0.5 / ((signs[row] as number) > 0 ? penalty.inside : penalty.outside);
    const alpha = alphas[row] as number;
    if (alpha > 0) move(row, alpha * (signs[row] as number));
  }

  const order = among.slice();
  const random = seeded(among.length);
  let active = order.length;
  let furthest = Number.POSITIVE_INFINITY;
  const swap = (one: number, other: number): void => {
    const kept = order[one] as number;
    order[one] = order[other] as number;
    order[other] = kept;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    let [highest, lowest] = [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (let place = 0; place < active; place += 1) swap(place, place + Math.floor(random() * (active - place)));
    for (let place = 0; place < active; place += 1) {
      const row = order[place] as number;
      const sign = signs[row] as number;
      const alpha = alphas[row] as number;
      let score = bias;
      for (let at = starts[row] as number, end = starts[row + 1] as number; at < end; at += 1)
        score += (weights[columns[at] as number] as number) * (values[at] as number);
      const gradient = score * sign - 1 + (alpha * 0.5) / (sign > 0 ? penalty.inside : penalty.outside);
      if (alpha === 0 && gradient > furthest) {
        // Far on the right side: set aside until the rest has settled.
        active -= 1;
        swap(place, active);
        place -= 1;
        continue;
      }
      const projected = alpha === 0 ? Math.min(0, gradient) : gradient;
      highest = Math.max(highest, projected);
      lowest = Math.min(lowest, projected);
      if (Math.abs(projected) < 1e-12) continue;
      const moved = Math.max(0, alpha - gradient / (diagonal[row] as number));
      alphas[row] = moved;
      move(row, (moved - alpha) * sign);
    }
    if (highest - lowest <= TOLERANCE) {
      if (active === order.length) break;
      active = order.length;
      furthest = Number.POSITIVE_INFINITY;
    } else furthest = highest <= 0 ? Number.POSITIVE_INFINITY : highest;
  }
  return { weights: Float32Array.from(weights), bias };
}

/** The score of one row. */
export function scoreOf(rows: Rows, row: number, { weights, bias }: Separator): number {
  let score = bias;
  for (let at = rows.starts[row] as number, end = rows.starts[row + 1] as number; at < end; at += 1)
    score += (weights[rows.columns[at] as number] as number) * (rows.values[at] as number);
  return score;
}
