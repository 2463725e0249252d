/** How scores are read: `confidence = softmax(scores / temperature)`; a text whose best score lies below `threshold` is out of scope. */
export type Calibration = { temperature: number; threshold: number };

/** The scores a model gave a row it had not learned from, and which intent it was; -1 for one that is out of scope. */
export type HeldOut = { scores: Float64Array; intent: number };

/** What is assumed of a model too small to hold anything out from. */
export const UNMEASURED: Calibration = { temperature: 0.3, threshold: Number.NEGATIVE_INFINITY };

/** The share of in-scope rows the threshold may turn away: what an environment pays for saying "this is not ours". */
export const TURNED_AWAY = 0.04;

export const best = (scores: ArrayLike<number>): number => {
  let place = 0;
  for (let at = 1; at < scores.length; at += 1) if ((scores[at] as number) > (scores[place] as number)) place = at;
  return place;
};

/** Probabilities of the scores, summing to 1. */
export function softmax(scores: ArrayLike<number>, temperature: number): Float64Array {
  const highest = scores[best(scores)] ?? 0;
  const shares = Float64Array.from(scores, (score) => Math.exp((score - highest) / temperature));
  const sum = shares.reduce((total, share) => total + share, 0);
  return shares.map((share) => share / sum);
}

/** How surprised one is by the right intents, mean over rows, in nats. */
const surprise = (rows: readonly HeldOut[], temperature: number): number =>
  rows.reduce(
    (sum, { scores, intent }) => sum - Math.log(Math.max(softmax(scores, temperature)[intent] ?? 0, 1e-12)),
    0,
  ) / rows.length;

/**
 * The one temperature under which the held-out rows surprise least: Guo, Pleiss, Sun, Weinberger, "On calibration of modern neural
 * networks" (ICML 2017). By golden section over its logarithm, between 0.02 and 3.
 */
function temperatureFor(rows: readonly HeldOut[]): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [Math.log(0.02), Math.log(3)];
  for (let round = 0; round < 18; round += 1) {
    const [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
    if (surprise(rows, Math.exp(left)) < surprise(rows, Math.exp(right))) high = right;
    else low = left;
  }
  return Math.exp((low + high) / 2);
}

/** Below it lies the best score of `TURNED_AWAY` of the in-scope rows. */
function thresholdFor(rows: readonly HeldOut[]): number {
  const highest = rows.map(({ scores }) => scores[best(scores)] as number).sort((a, b) => a - b);
  return highest[Math.floor(TURNED_AWAY * highest.length)] ?? UNMEASURED.threshold;
}

/** Reads temperature and threshold off rows the model has not learned from. Fewer than twenty in scope tell nothing. */
export function calibrated(heldOut: readonly HeldOut[]): Calibration {
  const inScope = heldOut.filter(({ intent }) => intent >= 0);
  if (inScope.length < 20) return UNMEASURED;
  return { temperature: temperatureFor(inScope), threshold: thresholdFor(inScope) };
}
