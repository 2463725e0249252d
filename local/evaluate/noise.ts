import { seeded } from '#shared/understanding/intents/seeded';
import { ece, type Judged, mean } from './metrics.ts';

const DRAWS = 100;

/**
 * The calibration error that a classifier with these confidences would show on as many rows if each of them were exactly true: with few
 * rows in a bin, chance alone parts confidence and accuracy. A measured error near it can not be told from none. Mean of 100 draws, seeded.
 */
export function eceOfHonest(rows: readonly Judged[]): number {
  const random = seeded(rows.length);
  const draw = (): number =>
    ece(rows.map((row) => ({ ...row, gold: random() < row.confidence ? row.said : `not ${row.said}` })));
  return rows.length === 0 ? 0 : mean(Array.from({ length: DRAWS }, draw));
}
