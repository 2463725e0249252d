import type { Calibration } from './calibration.ts';
import type { Vocabulary } from './features.ts';
import type { IntentModel } from './model.ts';
import type { Separator } from './separator.ts';

/** What a serialised model may take, bytes: the bar is 5 MB, and names of intents want room too. */
const ROOM = 4_700_000;
/** Hash, idf and count of weights of a gram. */
const BYTES_PER_GRAM = 10;
/** Weight and intent. */
const bytesPerWeight = (intents: number): number => (intents > 256 ? 3 : 2);

const quantised = (weight: number, scale: number): number => (scale === 0 ? 0 : Math.round((127 * weight) / scale));

const scaleOf = ({ weights }: Separator): number => {
  let largest = 0;
  for (const weight of weights) if (Math.abs(weight) > largest) largest = Math.abs(weight);
  return largest;
};

/** Grams and weights that stay when weights smaller than `least` go. */
function kept(separators: readonly Separator[], scales: Float32Array, least: number, grams: number) {
  let [stay, weights] = [0, 0];
  for (let column = 0; column < grams; column += 1) {
    let here = 0;
    for (const [intent, separator] of separators.entries()) {
      const weight = separator.weights[column] as number;
      if (Math.abs(weight) >= least && quantised(weight, scales[intent] as number) !== 0) here += 1;
    }
    weights += here;
    if (here > 0) stay += 1;
  }
  return { grams: stay, weights };
}

/** The smallest weight worth keeping, so that what is kept fits into `ROOM`. */
function leastWeight(separators: readonly Separator[], scales: Float32Array, grams: number): number {
  const fits = (least: number): boolean => {
    const size = kept(separators, scales, least, grams);
    return size.grams * BYTES_PER_GRAM + size.weights * bytesPerWeight(separators.length) <= ROOM;
  };
  if (fits(0)) return 0;
  let [low, high] = [0, Math.max(...scales)];
  for (let round = 0; round < 12; round += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** 64 bits over all that decides, as 16 hexadecimal digits (two FNV-1a of different start). */
function fingerprint(intents: readonly string[], arrays: readonly ArrayBufferView[]): string {
  let [one, other] = [0x811c9dc5, 0x050c5d1f];
  const take = (byte: number): void => {
    one = Math.imul(one ^ byte, 0x01000193);
    other = Math.imul(other ^ byte, 0x01000193) + 1;
  };
  for (const byte of new TextEncoder().encode(JSON.stringify(intents))) take(byte);
  for (const { buffer, byteOffset, byteLength } of arrays)
    for (const byte of new Uint8Array(buffer, byteOffset, byteLength)) take(byte);
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Weights as bytes, those too small to matter left out, grams without a weight too. */
export function compact(
  intents: readonly string[],
  separators: readonly Separator[],
  { hashes, idf }: Vocabulary,
  calibration: Calibration,
): IntentModel {
  const scales = Float32Array.from(separators, scaleOf);
  const least = leastWeight(separators, scales, hashes.length);
  const size = kept(separators, scales, least, hashes.length);
  const model = {
    ...calibration,
    intents,
    scales,
    biases: Float32Array.from(separators, ({ bias }) => bias),
    hashes: new Uint32Array(size.grams),
    idf: new Float32Array(size.grams),
    starts: new Uint32Array(size.grams + 1),
    towards: new Uint16Array(size.weights),
    weights: new Int8Array(size.weights),
  };
  let [gram, at] = [0, 0];
  for (let column = 0; column < hashes.length; column += 1) {
    const from = at;
    for (const [intent, separator] of separators.entries()) {
      const weight = separator.weights[column] as number;
      const byte = quantised(weight, scales[intent] as number);
      if (Math.abs(weight) < least || byte === 0) continue;
      model.towards[at] = intent;
      model.weights[at] = byte;
      at += 1;
    }
    if (at === from) continue;
    model.hashes[gram] = hashes[column] as number;
    model.idf[gram] = idf[column] as number;
    gram += 1;
    model.starts[gram] = at;
  }
  const { biases, towards, weights, starts } = model;
  const decides = [scales, biases, model.hashes, model.idf, starts, towards, weights];
  const read = new Float64Array([calibration.temperature, calibration.threshold]);
  return { ...model, version: fingerprint(intents, [...decides, read]) };
}
