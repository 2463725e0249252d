import { type Calibration, calibrated, type HeldOut } from './calibration.ts';
import { compact } from './compact.ts';
import { type Rows, rowsOf, type Vocabulary, vocabularyOf } from './features.ts';
import { type IntentModel, NETWORK_WEIGHT } from './model.ts';
import { type Network, networkScores, taught } from './network.ts';
import { seeded } from './seeded.ts';
import { type Separator, scoreOf, separate } from './separator.ts';

/** A customer's words and the intent they belong to; `null` for words known to belong to none. */
export type Example = { text: string; intent: string | null };

export type Training = {
  examples: readonly Example[];
  /** What an intent is called, in words, by its id: learned as one more example. An id that is words itself needs no entry. */
  names?: Readonly<Record<string, string>>;
  /** Examples set aside to read temperature and threshold off; too few of them and folds of `examples` are used. */
  heldOut?: readonly Example[];
  /** Whether the final model learns from `heldOut` too, after it has served. */
  learnHeldOut?: boolean;
  /** Where the last training ended: what has not changed is not learned again. */
  kept?: Kept;
};

/** Where a training ended. The next one starts there and, the problem being convex, ends where a fresh one would. */
export type Kept = {
  /** The examples by key, in the order of the columns below. */
  keys: readonly string[];
  /** How much each example holds up the border of an intent (the dual variable of its row, 0 for most). */
  alphas: ReadonlyMap<string, Float64Array>;
  calibration: Calibration;
  /** Examples there were when temperature and threshold were read. */
  calibratedOn: number;
};

export type Trained = { model: IntentModel; kept: Kept };

/** What a misplaced example costs, and how far intents with few examples are favoured: (rows / (2 · own rows)) ^ 0.3. */
const COST = 0.7;
const FAVOUR = 0.3;
/** Rows that are enough to read two numbers off. */
const ENOUGH = 1_800;
/** With fewer examples than these a fifth is missed: models that lack it are less sure than the whole one will be, and read too hot. */
const MANY = 4_000;
/** Fewer held-out examples than these say less than folds do. */
const LEAST_HELD_OUT = 200;

const keyOf = ({ text, intent }: Example): string => JSON.stringify([intent, text]);

/** `Refund_not_showing_up`, `cancelOrder` → words. */
const wordsOf = (id: string): string => id.replace(/[_\-./]+/g, ' ').replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2');

const intentsOf = (examples: readonly Example[]): string[] =>
  [...new Set(examples.flatMap(({ intent }) => (intent === null ? [] : [intent])))].sort();

type Learned = { intents: readonly string[]; examples: readonly Example[]; rows: Rows; all: Int32Array };

const signsOf = (examples: readonly Example[], intent: string): Int8Array =>
  Int8Array.from(examples, (example) => (example.intent === intent ? 1 : -1));

/** The two opinions of one training. */
type Opinions = { separators: Separator[]; network: Network };

/** Learns from the rows `among`; `alphas` is where the separators start, and is changed to where they ended. */
function opinionsOf(learned: Learned, among: Int32Array, alphas: Map<string, Float64Array>): Opinions {
  const { intents, examples, rows } = learned;
  const separators = intents.map((intent) => {
    const signs = signsOf(examples, intent);
    const own = among.reduce((sum, row) => sum + ((signs[row] as number) > 0 ? 1 : 0), 0);
    const favour = (among.length / (2 * Math.max(1, own))) ** FAVOUR;
    const start = alphas.get(intent) ?? new Float64Array(rows.count);
    alphas.set(intent, start);
    return separate(rows, among, { signs, alphas: start }, { inside: COST * Math.max(1, favour), outside: COST });
  });
  const targets = Int32Array.from(examples, ({ intent }) => intents.indexOf(intent ?? ''));
  return { separators, network: taught(rows, among, targets, intents.length) };
}

/** The scores of one row, as a model made of these opinions gives them. */
function scoresIn(rows: Rows, row: number, { separators, network }: Opinions): Float64Array {
  const second = networkScores(rows, row, network);
  return Float64Array.from(separators, (one, at) => scoreOf(rows, row, one) + NETWORK_WEIGHT * (second[at] as number));
}

/** Each example's fold, so that every fold has its share of every intent; the order within an intent is drawn from a fixed seed. */
function foldsOf(examples: readonly Example[], folds: number): Int32Array {
  const random = seeded(examples.length);
  const drawn = examples.map((example, row) => ({ key: example.intent ?? '', row, draw: random() }));
  drawn.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.draw - b.draw));
  const fold = new Int32Array(examples.length);
  for (const [place, { row }] of drawn.entries()) fold[row] = place % folds;
  return fold;
}

/** Each intent's name as an example of it. */
const named = (intents: readonly string[], names: Training['names']): Example[] =>
  intents.map((intent) => ({ text: names?.[intent] ?? wordsOf(intent), intent }));

/** Where the examples that were there before ended, in the places they have now. */
function startFrom(kept: Pick<Kept, 'keys' | 'alphas'>, { examples, intents }: Learned): Map<string, Float64Array> {
  const place = new Map(kept.keys.map((key, at) => [key, at]));
  const before = examples.map((example) => place.get(keyOf(example)) ?? -1);
  return new Map(
    intents.map((intent) => {
      const alphas = kept.alphas.get(intent);
      return [intent, Float64Array.from(before, (at) => (at < 0 ? 0 : (alphas?.[at] ?? 0)))];
    }),
  );
}

/** Whether temperature and threshold of the last training still hold: a tenth more or fewer examples do not change them. */
const stillHolds = (kept: Kept, examples: number): boolean =>
  Math.abs(examples - kept.calibratedOn) <= kept.calibratedOn / 10;

/** The examples with their intents' names behind them, as rows. */
function learn(examples: readonly Example[], names: Training['names']): Learned & { vocabulary: Vocabulary } {
  const intents = intentsOf(examples);
  const all = [...examples, ...named(intents, names)];
  const texts = all.map(({ text }) => text);
  const vocabulary = vocabularyOf(texts);
  return { vocabulary, rows: rowsOf(texts, vocabulary), examples: all, intents, all: Int32Array.from(all.keys()) };
}

/** What is known before the whole model is learned: how to read its scores, and where its separators may start. */
type Known = { calibration: Calibration; calibratedOn: number; start: Map<string, Float64Array> };

/** Scores that a model which learned from `examples` only gives to `heldOut`, and where its separators ended. */
function judged(examples: readonly Example[], heldOut: readonly Example[], names: Training['names']) {
  const learned = learn(examples, names);
  const alphas = new Map<string, Float64Array>();
  const opinions = opinionsOf(learned, learned.all, alphas);
  const rows = rowsOf(
    heldOut.map(({ text }) => text),
    learned.vocabulary,
  );
  const scored = heldOut.map(({ intent }, row): HeldOut => {
    return { scores: scoresIn(rows, row, opinions), intent: learned.intents.indexOf(intent ?? '') };
  });
  return { scored, ended: { keys: learned.examples.map(keyOf), alphas } };
}

/** From examples set aside. */
function fromHeldOut(learned: Learned, { examples, heldOut = [], names }: Training): Known {
  const { scored, ended } = judged(examples, heldOut, names);
  return { calibration: calibrated(scored), calibratedOn: examples.length, start: startFrom(ended, learned) };
}

/**
 * From folds of the examples: each is judged by a model that has not seen it, its words included. As many folds as it takes to have
 * `ENOUGH` rows; the whole model starts where the first ended.
 */
function fromFolds(learned: Learned, examples: readonly Example[], names: Training['names']): Known {
  const folds = examples.length < MANY ? 10 : 5;
  const fold = foldsOf(examples, folds);
  const used = Math.min(folds, Math.ceil((ENOUGH * folds) / Math.max(1, examples.length)));
  const all = Array.from({ length: used }, (_, out) => {
    const part = (inside: boolean) => examples.filter((_, row) => (fold[row] === out) === inside);
    return judged(part(false), part(true), names);
  });
  const calibration = calibrated(all.flatMap(({ scored }) => scored));
  return { calibration, calibratedOn: examples.length, start: startFrom(all[0]?.ended ?? NOWHERE, learned) };
}

const NOWHERE: Pick<Kept, 'keys' | 'alphas'> = { keys: [], alphas: new Map() };

function known(learned: Learned, given: readonly Example[], training: Training): Known {
  const { heldOut = [], kept, names } = training;
  if (heldOut.length >= LEAST_HELD_OUT) return fromHeldOut(learned, training);
  if (kept && stillHolds(kept, given.length)) return { ...kept, start: startFrom(kept, learned) };
  return fromFolds(learned, given, names);
}

/**
 * Learns a model from examples: n-grams weighted by tf-idf; one linear separator per intent against all others (words known to be
 * out of scope stand against every one) and a small network beside them; temperature and threshold from rows set aside. The same
 * training gives the same model. Seconds for ten thousand examples of a hundred intents.
 */
export function train(training: Training): Trained {
  const { examples, names, heldOut = [], learnHeldOut = true } = training;
  const learnsAside = learnHeldOut || heldOut.length < LEAST_HELD_OUT;
  const given = learnsAside ? [...examples, ...heldOut] : examples;
  const learned = learn(given, names);
  const { calibration, calibratedOn, start } = known(learned, given, training);
  const opinions = opinionsOf(learned, learned.all, start);
  return {
    model: compact(learned.intents, { ...opinions, vocabulary: learned.vocabulary }, calibration),
    kept: { keys: learned.examples.map(keyOf), alphas: start, calibration, calibratedOn },
  };
}
