import type { Calibration } from './calibration.ts';
import type { Vocabulary } from './features.ts';
import type { IntentModel } from './model.ts';
import { HIDDEN, type Network } from './network.ts';
import type { Separator } from './separator.ts';

/** What a serialised model may take, bytes: the bar is 5 MB, and names of intents want room too. */
const ROOM = 4_700_000;
/** Hash, idf, count of weights and place of a gram. */
const BYTES_PER_GRAM = 11;
/** Weights and scale of a gram in the network. */
const BYTES_PER_PLACE = HIDDEN + 4;
/** Weight and intent. */
const bytesPerWeight = (intents: number): number => (intents > 256 ? 3 : 2);

const quantised = (weight: number, scale: number): number => (scale === 0 ? 0 : Math.round((127 * weight) / scale));

const scaleOf = ({ weights }: Separator): number => {
  let largest = 0;
  for (const weight of weights) if (Math.abs(weight) > largest) largest = Math.abs(weight);
  return largest;
};

type Whole = { separators: readonly Separator[]; scales: Float32Array; places: Int32Array };

/** The byte of an intent's weight of a gram; 0 where it is left out. */
const byteOf = ({ separators, scales }: Whole, intent: number, column: number, least: number): number => {
  const weight = separators[intent]?.weights[column] ?? 0;
  return Math.abs(weight) < least ? 0 : quantised(weight, scales[intent] as number);
};

/** Grams and weights that stay when weights smaller than `least` go. */
function sizeAt(whole: Whole, least: number): { grams: number; weights: number } {
  const size = { grams: 0, weights: 0 };
  for (const [column, place] of whole.places.entries()) {
    let here = 0;
    for (let intent = 0; intent < whole.separators.length; intent += 1)
      if (byteOf(whole, intent, column, least) !== 0) here += 1;
    size.weights += here;
    if (here > 0 || place >= 0) size.grams += 1;
  }
  return size;
}

/** The smallest weight worth keeping, so that what is kept fits into `room`. */
function leastWeight(whole: Whole, room: number): number {
  const fits = (least: number): boolean => {
    const { grams, weights } = sizeAt(whole, least);
    return grams * BYTES_PER_GRAM + weights * bytesPerWeight(whole.separators.length) <= room;
  };
  if (fits(0)) return 0;
  let [low, high] = [0, Math.max(...whole.scales)];
  for (let round = 0; round < 10; round += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** The network's rows as bytes, each row with its own scale. */
function innerBytes(inner: Float32Array): { inner: Int8Array; innerScales: Float32Array } {
  const scales = new Float32Array(inner.length / HIDDEN);
  const bytes = new Int8Array(inner.length);
  for (let place = 0; place < scales.length; place += 1) {
    const row = inner.subarray(place * HIDDEN, (place + 1) * HIDDEN);
    for (const weight of row) scales[place] = Math.max(scales[place] as number, Math.abs(weight));
    for (const [unit, weight] of row.entries())
      bytes[place * HIDDEN + unit] = quantised(weight, scales[place] as number);
  }
  return { inner: bytes, innerScales: scales };
}

/** 64 bits over all that decides, as 16 hexadecimal digits (two FNV-1a of different start). */
function fingerprint(model: Omit<IntentModel, 'version'>): string {
  let [one, other] = [0x811c9dc5, 0x050c5d1f];
  for (const part of Object.values(model)) {
    const bytes = ArrayBuffer.isView(part)
      ? new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
      : new TextEncoder().encode(JSON.stringify(part));
    for (const byte of bytes) {
      one = Math.imul(one ^ byte, 0x01000193);
      other = Math.imul(other ^ byte, 0x01000193) + 1;
    }
  }
  return [one, other].map((half) => (half >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Weights as bytes; those too small to matter are left out, and grams that are left without any. */
export function compact(
  intents: readonly string[],
  { separators, network, vocabulary }: { separators: readonly Separator[]; network: Network; vocabulary: Vocabulary },
  calibration: Calibration,
): IntentModel {
  const whole = { separators, scales: Float32Array.from(separators, scaleOf), places: network.places };
  const second = (network.inner.length / HIDDEN) * BYTES_PER_PLACE + 4 * network.outer.length;
  const least = leastWeight(whole, Math.max(0, ROOM - second));
  const size = sizeAt(whole, least);
  const model = {
    ...calibration,
    intents,
    scales: whole.scales,
    biases: Float32Array.from(separators, ({ bias }) => bias),
    hashes: new Uint32Array(size.grams),
    idf: new Float32Array(size.grams),
    starts: new Uint32Array(size.grams + 1),
    towards: new Uint16Array(size.weights),
    weights: new Int8Array(size.weights),
    places: new Int32Array(size.grams),
    ...innerBytes(network.inner),
    outer: network.outer,
    outerBiases: network.biases,
  };
  let [gram, at] = [0, 0];
  for (const [column, place] of network.places.entries()) {
    const from = at;
    for (let intent = 0; intent < intents.length; intent += 1) {
      const byte = byteOf(whole, intent, column, least);
      if (byte === 0) continue;
      model.towards[at] = intent;
      model.weights[at] = byte;
      at += 1;
    }
    if (at === from && place < 0) continue;
    model.hashes[gram] = vocabulary.hashes[column] as number;
    model.idf[gram] = vocabulary.idf[column] as number;
    model.places[gram] = place;
    gram += 1;
    model.starts[gram] = at;
  }
  return { ...model, version: fingerprint(model) };
}
