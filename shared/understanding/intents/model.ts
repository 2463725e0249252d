import { type Calibration, probabilities, strength } from './calibration.ts';
import { counted, type Feature, featuresOf, type Vocabulary } from './features.ts';
import { shownGram } from './grams.ts';
import { HIDDEN, raised, scoresInto } from './network.ts';

/**
 * One immutable version of what an environment's intents sound like. Gram `n` of the vocabulary has the weights `starts[n]` to
 * `starts[n + 1]`: `weights` (hundred-and-twenty-sevenths of the intent's `scale`) towards the intents `towards`. Beside them is a
 * small network: gram `n` has row `places[n]` of `inner` (each row with its scale), or none (-1).
 */
export type IntentModel = Vocabulary &
  Calibration & {
    /** The same examples give the same version; any other model has another one. */
    version: string;
    intents: readonly string[];
    scales: Float32Array;
    biases: Float32Array;
    starts: Uint32Array;
    towards: Uint16Array;
    weights: Int8Array;
    places: Int32Array;
    inner: Int8Array;
    innerScales: Float32Array;
    outer: Float32Array;
    outerBiases: Float32Array;
  };

/** What the network's scores weigh beside the separators': measured once, on folds of several sets, the same for everybody. */
export const NETWORK_WEIGHT = 0.15;

export type Ranked = { intent: string; confidence: number };

/** What a text is taken for. */
export type Verdict = {
  /** The likeliest intent, also where the text is out of scope; null only for a model without intents. */
  intent: string | null;
  /** The probability that `intent` is right if the text belongs to any intent at all, 0..1. */
  confidence: number;
  /** Nothing it knows: the score lies below the model's threshold. */
  outOfScope: boolean;
  /** How strongly all intents together claim the text: about 1 and more for a text like the examples, below 0 for strange ones. */
  score: number;
  /** The likeliest three, best first. */
  ranked: Ranked[];
};

/** How much one gram of the text spoke for an intent (above 0) or against it, in units of the score. */
export type Reason = { gram: string; contribution: number };

const weightAt = ({ weights, scales, towards }: IntentModel, at: number): number =>
  ((weights[at] as number) / 127) * (scales[towards[at] as number] as number);

/** The score of each intent, in the order of `intents`. */
function scoresOf(model: IntentModel, features: readonly Feature[]): Float64Array {
  const { starts, towards, biases } = model;
  const scores = Float64Array.from(biases);
  for (const { column, value } of features)
    for (let at = starts[column] as number, end = starts[column + 1] as number; at < end; at += 1) {
      const intent = towards[at] as number;
      scores[intent] = (scores[intent] as number) + value * weightAt(model, at);
    }
  const second = networkScores(model, features);
  for (const [intent, score] of scores.entries()) scores[intent] = score + NETWORK_WEIGHT * (second[intent] as number);
  return scores;
}

function networkScores(
  { places, inner, innerScales, outer, outerBiases }: IntentModel,
  features: readonly Feature[],
): Float64Array {
  const hidden = new Float32Array(HIDDEN);
  for (const { column, value } of features) {
    const place = places[column] as number;
    if (place < 0) continue;
    const factor = (value * (innerScales[place] as number)) / 127;
    for (let unit = 0; unit < HIDDEN; unit += 1)
      hidden[unit] = (hidden[unit] as number) + factor * (inner[place * HIDDEN + unit] as number);
  }
  const scores = new Float64Array(outerBiases.length);
  scoresInto(scores, raised(hidden), { outer, biases: outerBiases });
  return scores;
}

const NOTHING: Verdict = { intent: null, confidence: 0, outOfScope: true, score: Number.NEGATIVE_INFINITY, ranked: [] };

/** Which intent a text belongs to, how sure that is, and whether it belongs to any. Any text may be given; an empty one is out of scope. */
export function classify(model: IntentModel, text: string): Verdict {
  if (model.intents.length === 0) return NOTHING;
  const features = featuresOf(counted(text), model);
  const scores = scoresOf(model, features);
  const shares = probabilities(scores, model);
  const ranked = [...shares.keys()]
    .sort((a, b) => (scores[b] as number) - (scores[a] as number))
    .slice(0, 3)
    .map((at) => ({ intent: model.intents[at] as string, confidence: shares[at] as number }));
  const score = strength(scores);
  const [first] = ranked as [Ranked];
  return { ...first, outOfScope: features.length === 0 || score < model.threshold, score, ranked };
}

/**
 * Why a text was taken for `intent` (the likeliest, unless one is named): the `most` grams that moved its score furthest, the
 * strongest first. Empty for an intent the model does not know.
 */
export function explain(
  model: IntentModel,
  text: string,
  { intent, most = 10 }: { intent?: string; most?: number } = {},
): Reason[] {
  const at = model.intents.indexOf(intent ?? classify(model, text).intent ?? '');
  if (at < 0) return [];
  return featuresOf(counted(text), model)
    .map(({ gram, column, value }) => ({
      gram: shownGram(gram),
      contribution: value * weightTowards(model, column, at),
    }))
    .filter(({ contribution }) => contribution !== 0)
    .sort((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution))
    .slice(0, most);
}

function weightTowards(model: IntentModel, column: number, intent: number): number {
  const { starts, towards } = model;
  for (let at = starts[column] as number, end = starts[column + 1] as number; at < end; at += 1)
    if (towards[at] === intent) return weightAt(model, at);
  return 0;
}
