import * as answers from './answers.ts';
import type { Bug } from './bug.ts';
import * as desk from './desk.ts';
import * as handoff from './handoff.ts';
import * as log from './log.ts';
import * as missing from './missing.ts';
import * as models from './models.ts';
import * as store from './store.ts';
import * as wiring from './wiring.ts';

/** Every planted bug. Each must be seen by some invariant within `SEEDS_A_BUG` seeds. */
export const bugs: readonly Bug[] = [log, missing, store, desk, handoff, answers, models, wiring].flatMap(
  (file): Bug[] => Object.values(file),
);
export const SEEDS_A_BUG = 2000;
