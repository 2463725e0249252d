import { expect, test } from 'vitest';
import {
  calibrated,
  type HeldOut,
  probabilities,
  strength,
  UNMEASURED,
} from '#shared/understanding/intents/calibration';
import { compact } from '#shared/understanding/intents/compact';
import { rowsOf, vocabularyOf } from '#shared/understanding/intents/features';
import { gramsOf, shownGram } from '#shared/understanding/intents/grams';
import { HIDDEN, networkScores, taught } from '#shared/understanding/intents/network';
import { seeded } from '#shared/understanding/intents/seeded';
import { scoreOf, separate } from '#shared/understanding/intents/separator';
import { load, serialise } from '#shared/understanding/intents/store';
import { shop } from './shop.ts';

test('English is seen by stems, neighbours, distant pairs and letters', () => {
  const grams = gramsOf('Cards never arrived!');

  expect(grams).toEqual(expect.arrayContaining(['wcard', 'wcard never', 'parriv~card', 'c card', 'cved!']));
});

test('Chinese is seen by characters, alone and in runs', () => {
  expect(gramsOf('退款呢')).toEqual(expect.arrayContaining(['w退', 'w退 款', 'p呢~退', 'c退款', 'c退款呢 ']));
});

test('the digits of a long number tell nothing', () => {
  expect(gramsOf('order 4471239')).toEqual(gramsOf('order 99021'));
  expect(gramsOf('within 7 days')).not.toEqual(gramsOf('within 5 days'));
});

test.each([
  ['warriv card', 'arriv card'],
  ['parriv~card', 'arriv … card'],
  ['carri', '"arri"'],
])('gram %s is shown as %s', (gram, shown) => {
  expect(shownGram(gram)).toBe(shown);
});

const texts = ['my refund is late', 'refund the coat', 'where is the parcel', 'the parcel is late'];
const rows = rowsOf(texts, vocabularyOf(texts));
const signs = Int8Array.from([1, 1, -1, -1]);
const penalty = { inside: 1, outside: 1 };

test('a separator parts its examples from the others, and from where it ended it ends there again', () => {
  const alphas = new Float64Array(4);
  const first = separate(rows, Int32Array.from([0, 1, 2, 3]), { signs, alphas }, penalty);
  const again = separate(rows, Int32Array.from([3, 1, 2, 0]), { signs, alphas }, penalty);

  const scores = [0, 1, 2, 3].map((row) => scoreOf(rows, row, first));
  expect(scores.map(Math.sign)).toEqual([1, 1, -1, -1]);
  for (const [row, score] of scores.entries()) expect(scoreOf(rows, row, again)).toBeCloseTo(score, 1);
});

/** Rows of two intents with a clear best score; the share `wrong` of them belongs to the other one. */
const clear = (count: number, wrong: number): HeldOut[] =>
  Array.from({ length: count }, (_, at) => ({
    scores: Float64Array.from([1 + (at % 10) / 10, -1]),
    intent: at < count * wrong ? 1 : 0,
  }));

test.each([0.02, 0.1, 0.3])('where %d of the sure verdicts are wrong, the confidence says so', (wrong) => {
  const held = clear(400, wrong);

  const reading = calibrated(held);

  const said = held.reduce((sum, { scores }) => sum + (probabilities(scores, reading)[0] ?? 0), 0) / held.length;
  expect(said).toBeCloseTo(1 - wrong, 1);
});

test('the same distance between two scores says less where both are high', () => {
  const reading = { temperature: 0.25, tilt: 0.2, slips: 0 };
  const surest = (best: number) => probabilities(Float64Array.from([best, best - 0.5]), reading)[0] ?? 0;

  expect(surest(2)).toBeLessThan(surest(0));
  expect(surest(0)).toBeLessThan(surest(-2));
  expect(surest(-1e6)).toBeGreaterThan(surest(0));
  expect(surest(-1e6) + surest(1e6)).toBeLessThan(2);
});

test('the tilt is read off the rows: none where distances mean the same everywhere, the most where they mean less higher up', () => {
  const random = seeded(11);
  const held = (tilt: number): HeldOut[] =>
    Array.from({ length: 4_000 }, () => {
      const high = 8 * random() - 4;
      const scores = Float64Array.from([high, high - 1.5 * random(), high - 1.5 * random()]);
      const shares = probabilities(scores, { temperature: 0.4, tilt, slips: 0 });
      const drawn = random();
      return { scores, intent: drawn < (shares[0] ?? 0) ? 0 : drawn < (shares[0] ?? 0) + (shares[1] ?? 0) ? 1 : 2 };
    });

  expect(calibrated(held(0)).tilt).toBe(0);
  expect(calibrated(held(0.3)).tilt).toBe(0.2);
  expect(calibrated(held(0)).temperature).toBeCloseTo(0.4, 1);
});

test('rows sorted by intent are read from all over the file', () => {
  const sure = Array.from({ length: 2_000 }, (): HeldOut => ({ scores: Float64Array.from([0, 1]), intent: 1 }));
  const wrong = Array.from({ length: 2_000 }, (): HeldOut => ({ scores: Float64Array.from([0, 1]), intent: 0 }));

  const [mixed] = probabilities(Float64Array.from([0, 1]), calibrated([...sure, ...wrong]));

  expect(mixed).toBeGreaterThan(0.35);
});

test('a text that two intents contend for is less strange than one that only the better of them wants', () => {
  const lone = strength(Float64Array.from([0.4, -3, -3]));
  const contended = strength(Float64Array.from([0.4, 0.3, -3]));

  expect(lone).toBeCloseTo(0.4, 2);
  expect(contended).toBeGreaterThan(lone + 0.1);
  expect(strength(Float64Array.from([-1e6, -1e6]))).toBeLessThan(-999_999);
});

test('the threshold turns away four to five in a hundred of what is in scope', () => {
  const held = Array.from({ length: 100 }, (_, at): HeldOut => ({ scores: Float64Array.from([at, -200]), intent: 0 }));
  const strange: HeldOut[] = [{ scores: Float64Array.from([-50, -60]), intent: -1 }];

  expect(calibrated([...held, ...strange]).threshold).toBe(4);
  expect(calibrated(held.slice(0, 19))).toBe(UNMEASURED);
});

test('a model of three hundred intents and ten thousand grams keeps its largest weights and stays below 5 MB', () => {
  const random = seeded(1);
  const [grams, intents] = [10_000, 300];
  const separators = Array.from({ length: intents }, () => ({
    weights: Float32Array.from({ length: grams }, () => random() ** 3),
    bias: -1,
  }));
  for (const { weights } of separators) weights[7] = 2;
  const vocabulary = {
    hashes: Uint32Array.from({ length: grams }, (_, at) => at),
    idf: new Float32Array(grams).fill(1),
  };
  const network = {
    places: Int32Array.from({ length: grams }, (_, at) => at),
    inner: new Float32Array(grams * HIDDEN).fill(0.5),
    outer: new Float32Array(intents * HIDDEN),
    biases: new Float32Array(intents),
  };

  const model = compact(
    separators.map((_, at) => `intent-${at}`),
    { separators, network, vocabulary },
    UNMEASURED,
  );

  const bytes = serialise(model);
  expect(bytes.length).toBeLessThan(5_000_000);
  expect(bytes.length).toBeGreaterThan(4_000_000);
  expect(load(bytes)).toEqual(model);
  const seventh = model.weights.subarray(model.starts[7], model.starts[8]);
  expect([...seventh]).toEqual(new Array(intents).fill(127));
});

test('however far ahead the best score is, one in twenty labelled wrongly keeps the confidence down', () => {
  const held = Array.from({ length: 1_000 }, (_, at): HeldOut => {
    const ahead = (at % 50) / 5;
    const wrong = at % 20 === 7 || (ahead < 1 && at % 2 === 0);
    return { scores: Float64Array.from([ahead, 0]), intent: wrong ? 1 : 0 };
  });

  const reading = calibrated(held);

  expect(probabilities(Float64Array.from([9, 0]), reading)[0]).toBeCloseTo(0.95, 1);
  expect(probabilities(Float64Array.from([9, 0]), reading)[0]).toBeLessThan(0.98);
});

test('the network tells by itself, and surely, which intent a text belongs to', () => {
  const intents = [...new Set(shop.map(({ intent }) => intent))];
  const shopTexts = shop.map(({ text }) => text);
  const shopRows = rowsOf(shopTexts, vocabularyOf(shopTexts));
  const targets = Int32Array.from(shop, ({ intent }) => intents.indexOf(intent));

  const network = taught(shopRows, Int32Array.from(shop.keys()), targets, intents.length);

  const sure = shop.map((_, row) => {
    const shares = probabilities(networkScores(shopRows, row, network), { temperature: 1, tilt: 0, slips: 0 });
    return shares[targets[row] ?? -1] ?? 0;
  });
  expect(Math.min(...sure)).toBeGreaterThan(0.5);
});
