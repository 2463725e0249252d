import type { Bug } from './bug.ts';
import { acknowledgedUnwritten, dedupeKeyDropped, epochUnchecked } from './log.ts';
import { relayForgotten, sweeperForgotten } from './missing.ts';

/** Every planted bug. Each must be seen by some invariant within `SEEDS_A_BUG` seeds. */
export const bugs: readonly Bug[] = [
  acknowledgedUnwritten,
  epochUnchecked,
  dedupeKeyDropped,
  relayForgotten,
  sweeperForgotten,
];
export const SEEDS_A_BUG = 2000;
