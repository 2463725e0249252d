/**
 * How scores are read. The probability of an intent is `(1 - slips) · softmax(scores / warmth) + slips / intents`, where `warmth` is
 * `temperature · exp(tilt · best score)`: `slips` is how often even the surest verdict is wrong, since examples are labelled by people.
 * A text whose `strength` lies below `threshold` is out of scope.
 */
export type Calibration = { temperature: number; tilt: number; slips: number; threshold: number };

/** The scores a model gave a row it had not learned from, and which intent it was; -1 for one that is out of scope. */
export type HeldOut = { scores: Float64Array; intent: number };

/** What is assumed of a model too small to hold anything out from. */
export const UNMEASURED: Calibration = {
  temperature: 0.25,
  tilt: 0.1,
  slips: 0.02,
  threshold: Number.NEGATIVE_INFINITY,
};

/**
 * The same distance between two scores says less where both are high, the more so the more intents there are and the fewer examples of
 * each. Three steps are enough: a finer choice follows the rows it is made on.
 */
const TILTS = [0, 0.1, 0.2];
/** Scores of real texts lie within this; beyond it the tilt stays as it is. */
const FURTHEST = 5;

/** The share of in-scope rows the threshold may turn away: what an environment pays for saying "this is not ours". */
export const TURNED_AWAY = 0.045;

export const best = (scores: ArrayLike<number>): number => {
  let place = 0;
  for (let at = 1; at < scores.length; at += 1) if ((scores[at] as number) > (scores[place] as number)) place = at;
  return place;
};

/** How much the runners-up count in `strength`, in units of the score. Half as much or a quarter more changes little; twice as much ruins it. */
const SHARED = 0.4;

/**
 * How much all intents together claim a text, about its best score: a text that two neighbouring intents contend for is no stranger.
 * The free energy of Liu, Wang, Owens, Li, "Energy-based out-of-distribution detection" (NeurIPS 2020).
 */
export function strength(scores: ArrayLike<number>): number {
  const highest = scores[best(scores)] ?? Number.NEGATIVE_INFINITY;
  let sum = 0;
  for (let at = 0; at < scores.length; at += 1) sum += Math.exp(((scores[at] as number) - highest) / SHARED);
  return highest + SHARED * Math.log(sum);
}

type Reading = Pick<Calibration, 'temperature' | 'tilt' | 'slips'>;

const warmthAt = (highest: number, { temperature, tilt }: Reading): number =>
  temperature * Math.exp(tilt * Math.max(-FURTHEST, Math.min(FURTHEST, highest)));

/** The probability of each intent, in the order of the scores; their sum is 1. */
export function probabilities(scores: ArrayLike<number>, reading: Reading): Float64Array {
  const highest = scores[best(scores)] ?? 0;
  const warmth = warmthAt(highest, reading);
  const shares = Float64Array.from(scores, (score) => Math.exp((score - highest) / warmth));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => (1 - reading.slips) * (share / sum) + reading.slips / shares.length);
}

/** How surprised one is by the right intents, mean over rows, in nats: `probabilities` of one intent a row, without the others. */
function surprise(rows: readonly HeldOut[], reading: Reading): number {
  let total = 0;
  for (const { scores, intent } of rows) {
    const highest = scores[best(scores)] ?? 0;
    const warmth = warmthAt(highest, reading);
    let sum = 0;
    for (let at = 0; at < scores.length; at += 1) sum += Math.exp(((scores[at] as number) - highest) / warmth);
    const share = Math.exp(((scores[intent] ?? 0) - highest) / warmth) / sum;
    total -= Math.log((1 - reading.slips) * share + reading.slips / scores.length);
  }
  return total / rows.length;
}

/** By golden section over the logarithm of the temperature, between 0.02 and 3. */
function temperatureFor(rows: readonly HeldOut[], fixed: Omit<Reading, 'temperature'>): Reading {
  const ratio = (Math.sqrt(5) - 1) / 2;
  const at = (logarithm: number): Reading => ({ ...fixed, temperature: Math.exp(logarithm) });
  let [low, high] = [Math.log(0.02), Math.log(3)];
  for (let round = 0; round < 12; round += 1) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (surprise(rows, at(left)) < surprise(rows, at(right))) high = right;
    else low = left;
  }
  return at((low + high) / 2);
}

const SLIPS = [0.001, 0.005, 0.01, 0.02, 0.03, 0.05, 0.08];
/** While the tilt is chosen. */
const FEW_SLIPS = 0.005;

const leastSurprising = (rows: readonly HeldOut[], readings: readonly Reading[]): Reading => {
  const surprises = readings.map((reading) => surprise(rows, reading));
  return readings[surprises.indexOf(Math.min(...surprises))] ?? UNMEASURED;
};

/**
 * The reading under which the held-out rows surprise least: the one temperature of Guo, Pleiss, Sun, Weinberger, "On calibration of
 * modern neural networks" (ICML 2017), tilted by how high the scores are, with a floor under it for what is labelled wrongly.
 */
function readingOf(rows: readonly HeldOut[]): Reading {
  const tilted = TILTS.map((tilt) => temperatureFor(rows, { tilt, slips: FEW_SLIPS }));
  const { tilt } = leastSurprising(rows, tilted);
  return leastSurprising(
    rows,
    SLIPS.map((slips) => temperatureFor(rows, { tilt, slips })),
  );
}

/** Below it lie `TURNED_AWAY` of these strengths of in-scope rows. */
export function thresholdOf(strengths: readonly number[]): number {
  const sorted = strengths.toSorted((a, b) => a - b);
  return sorted[Math.floor(TURNED_AWAY * sorted.length)] ?? UNMEASURED.threshold;
}

/** More rows than these do not change three numbers. */
const MOST = 2_000;

/** At most `MOST` of the rows, from everywhere among them: files are often sorted by intent. */
function evenly(rows: readonly HeldOut[]): HeldOut[] {
  const step = Math.max(1, rows.length / MOST);
  return Array.from({ length: Math.min(rows.length, MOST) }, (_, at) => rows[Math.floor(at * step)] as HeldOut);
}

/** Reads temperature, tilt, slips and threshold off rows the model has not learned from. Fewer than twenty in scope tell nothing. */
export function calibrated(heldOut: readonly HeldOut[]): Calibration {
  const inScope = heldOut.filter(({ intent }) => intent >= 0);
  if (inScope.length < 20) return UNMEASURED;
  return {
    ...readingOf(evenly(inScope)),
    threshold: thresholdOf(inScope.map(({ scores }) => strength(scores))),
  };
}
