import { type Calibration, calibrated, type HeldOut, UNMEASURED } from './calibration.ts';
import { compact } from './compact.ts';
import { type Counted, counted, type Rows, rowsOf, type Vocabulary, vocabularyOf } from './features.ts';
import type { IntentModel } from './model.ts';
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
const ENOUGH = 3_000;
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

/** One separator per intent, from the rows `among`. */
function separators(
  { intents, examples, rows }: Learned,
  among: Int32Array,
  start?: Map<string, Float64Array>,
): Separator[] {
  return intents.map((intent) => {
    const signs = signsOf(examples, intent);
    const own = among.reduce((sum, row) => sum + ((signs[row] as number) > 0 ? 1 : 0), 0);
    const favour = (among.length / (2 * Math.max(1, own))) ** FAVOUR;
    const alphas = start?.get(intent) ?? new Float64Array(rows.count);
    return separate(rows, among, { signs, alphas }, { inside: COST * Math.max(1, favour), outside: COST });
  });
}

const scoresIn = (rows: Rows, row: number, parts: readonly Separator[]): Float64Array =>
  Float64Array.from(parts, (separator) => scoreOf(rows, row, separator));

/** Each example's fold, so that every fold has its share of every intent; the order within an intent is drawn from a fixed seed. */
function foldsOf(examples: readonly Example[], folds: number): Int32Array {
  const random = seeded(examples.length);
  const drawn = examples.map((example, row) => ({ key: example.intent ?? '', row, draw: random() }));
  drawn.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.draw - b.draw));
  const fold = new Int32Array(examples.length);
  for (const [place, { row }] of drawn.entries()) fold[row] = place % folds;
  return fold;
}

/** Scores of examples by models that have not learned them: as many folds as it takes to have `ENOUGH`. The names always stay in. */
function foldedOut(learned: Learned, real: number): HeldOut[] {
  const folds = real < 2_000 ? 10 : 5;
  const { intents, examples, rows, all } = learned;
  const fold = foldsOf(examples.slice(0, real), folds);
  const used = Math.min(folds, Math.ceil((ENOUGH * folds) / real));
  const heldOut: HeldOut[] = [];
  for (let out = 0; out < used; out += 1) {
    const isOut = (row: number): boolean => row < real && fold[row] === out;
    const parts = separators(
      learned,
      all.filter((row) => !isOut(row)),
    );
    for (const row of all.filter(isOut))
      heldOut.push({ scores: scoresIn(rows, row, parts), intent: intents.indexOf(examples[row]?.intent ?? '') });
  }
  return heldOut;
}

/** Each intent's name as an example of it. */
const named = (intents: readonly string[], names: Training['names']): Example[] =>
  intents.map((intent) => ({ text: names?.[intent] ?? wordsOf(intent), intent }));

function learnedFrom(
  examples: readonly Example[],
  grams: readonly (readonly Counted[])[],
): Learned & { vocabulary: Vocabulary } {
  const vocabulary = vocabularyOf(grams);
  const rows = rowsOf(grams, vocabulary);
  return { vocabulary, rows, examples, intents: intentsOf(examples), all: Int32Array.from(examples.keys()) };
}

/** Where the examples that were there before ended, in the places they have now. */
function startFrom(
  kept: Kept | undefined,
  examples: readonly Example[],
  intents: readonly string[],
): Map<string, Float64Array> {
  const place = new Map(kept?.keys.map((key, at) => [key, at]));
  const before = examples.map((example) => place.get(keyOf(example)) ?? -1);
  return new Map(
    intents.map((intent) => {
      const alphas = kept?.alphas.get(intent);
      return [intent, Float64Array.from(before, (at) => (at < 0 ? 0 : (alphas?.[at] ?? 0)))];
    }),
  );
}

/** Whether temperature and threshold of the last training still hold: a tenth more or fewer examples do not change them. */
const stillHolds = (kept: Kept | undefined, examples: number): boolean =>
  kept !== undefined && Math.abs(examples - kept.calibratedOn) <= kept.calibratedOn / 10;

/**
 * Learns a model from examples: n-grams weighted by tf-idf, one linear separator per intent against all others (words known to be
 * out of scope stand against every one), temperature and threshold from rows set aside. The same examples in the same order give
 * the same model. Seconds for ten thousand examples of a hundred intents.
 */
export function train({ examples, names, heldOut = [], learnHeldOut = true, kept }: Training): Trained {
  const aside = heldOut.length >= LEAST_HELD_OUT;
  const learns = !aside || learnHeldOut;
  const given = [...examples, ...(learns ? heldOut : [])];
  const calibration = aside ? fromHeldOut(examples, heldOut, names) : undefined;

  const learned = learn(given, names);
  const start = startFrom(kept, learned.examples, learned.intents);
  const parts = separators(learned, learned.all, start);
  const known = calibration ?? (stillHolds(kept, given.length) ? kept?.calibration : undefined);
  const read = known ?? (given.length > 0 ? calibrated(foldedOut(learned, given.length)) : UNMEASURED);
  return {
    model: compact(learned.intents, parts, learned.vocabulary, read),
    kept: {
      keys: learned.examples.map(keyOf),
      alphas: start,
      calibration: read,
      calibratedOn: known && kept ? kept.calibratedOn : given.length,
    },
  };
}

/** The examples with their intents' names behind them, as rows. */
function learn(examples: readonly Example[], names: Training['names']) {
  const all = [...examples, ...named(intentsOf(examples), names)];
  return learnedFrom(
    all,
    all.map(({ text }) => counted(text)),
  );
}

/** Temperature and threshold from examples the model has not seen. */
function fromHeldOut(examples: readonly Example[], heldOut: readonly Example[], names: Training['names']): Calibration {
  const learned = learn(examples, names);
  const parts = separators(learned, learned.all);
  const rows = rowsOf(
    heldOut.map(({ text }) => counted(text)),
    learned.vocabulary,
  );
  return calibrated(
    heldOut.map(({ intent }, row) => ({
      scores: scoresIn(rows, row, parts),
      intent: learned.intents.indexOf(intent ?? ''),
    })),
  );
}
