import * as z from 'zod';
import type { IntentModel } from './model.ts';
import { HIDDEN } from './network.ts';
import type { Kept } from './train.ts';

/** The first four bytes of a model and of a training's end, and the version of the layout. */
const MODEL = 'BIM1';
const KEPT = 'BIK1';

const ModelHeader = z.object({
  version: z.string(),
  intents: z.array(z.string()),
  temperature: z.number().positive(),
  /** Files written before there was one. */
  tilt: z.number().default(0),
  slips: z.number().nonnegative(),
  /** JSON has no infinity: null lets everything in. */
  threshold: z.number().nullable(),
  grams: z.int().nonnegative(),
  weights: z.int().nonnegative(),
  placed: z.int().nonnegative(),
});
const KeptHeader = z.object({
  keys: z.array(z.string()),
  intents: z.array(z.string()),
  sizes: z.array(z.int().nonnegative()),
  temperature: z.number().positive(),
  /** Files written before there was one. */
  tilt: z.number().default(0),
  slips: z.number().nonnegative(),
  threshold: z.number().nullable(),
  calibratedOn: z.int().nonnegative(),
});

const finite = (threshold: number): number | null => (Number.isFinite(threshold) ? threshold : null);
const infinite = (threshold: number | null): number => threshold ?? Number.NEGATIVE_INFINITY;

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array =>
  new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);

/** Mark, length of the header, header as JSON, then the arrays as they lie in memory (little endian), one after the other. */
function packed(mark: string, header: unknown, arrays: readonly ArrayBufferView[]): Uint8Array {
  const head = new TextEncoder().encode(JSON.stringify(header));
  const size = arrays.reduce((sum, { byteLength }) => sum + byteLength, 8 + head.length);
  const bytes = new Uint8Array(size);
  bytes.set(new TextEncoder().encode(mark));
  new DataView(bytes.buffer).setUint32(4, head.length, true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const array of arrays) {
    bytes.set(bytesOf(array), at);
    at += array.byteLength;
  }
  return bytes;
}

/** Takes arrays from a file in the order they were put there. */
class Unpacking<Header> {
  readonly header: Header;
  private at: number;
  private readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, mark: string, schema: z.ZodType<Header>) {
    const found = new TextDecoder().decode(bytes.subarray(0, 4));
    if (found !== mark) throw new Error(`not a file of kind ${mark}: it begins with ${JSON.stringify(found)}`);
    const length = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(4, true);
    this.bytes = bytes;
    this.at = 8 + length;
    this.header = schema.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(8, this.at))));
  }

  /** Copied, since the bytes may begin anywhere and typed arrays want to be aligned. */
  take<Taken>(Kind: { new (buffer: ArrayBuffer): Taken; BYTES_PER_ELEMENT: number }, length: number): Taken {
    const end = this.at + length * Kind.BYTES_PER_ELEMENT;
    if (end > this.bytes.length) throw new Error(`cut short: ${this.bytes.length} bytes where ${end} are wanted`);
    // A Buffer's own `slice` copies nothing.
    const part = Uint8Array.prototype.slice.call(this.bytes, this.at, end);
    const taken = new Kind(part.buffer as ArrayBuffer);
    this.at = end;
    return taken;
  }
}

/** A model as bytes, at most 5 MB. */
export function serialise(model: IntentModel): Uint8Array {
  const {
    version,
    intents,
    temperature,
    tilt,
    slips,
    threshold,
    hashes,
    starts,
    towards,
    weights,
    places,
    innerScales,
  } = model;
  const sizes = { grams: hashes.length, weights: weights.length, placed: innerScales.length };
  const header = { version, intents, temperature, tilt, slips, threshold: finite(threshold), ...sizes };
  const lengths = Uint16Array.from(hashes, (_, gram) => (starts[gram + 1] as number) - (starts[gram] as number));
  const narrow = intents.length > 256 ? towards : Uint8Array.from(towards);
  const placed = Uint8Array.from(places, (place) => (place < 0 ? 0 : 1));
  const separators = [model.scales, model.biases, hashes, model.idf, lengths, narrow, weights];
  return packed(MODEL, header, [...separators, placed, model.inner, innerScales, model.outer, model.outerBiases]);
}

/** Running numbers for what is placed, in order; -1 for the rest. */
function placesOf(placed: Uint8Array): Int32Array {
  let next = 0;
  return Int32Array.from(placed, (is) => {
    next += is;
    return is === 1 ? next - 1 : -1;
  });
}

/** The model of `serialise`; throws for bytes that are none, or were cut short. */
export function load(bytes: Uint8Array): IntentModel {
  const file = new Unpacking(bytes, MODEL, ModelHeader);
  const { grams, weights, placed, ...rest } = file.header;
  const { intents } = rest;
  const [scales, biases] = [file.take(Float32Array, intents.length), file.take(Float32Array, intents.length)];
  const [hashes, idf] = [file.take(Uint32Array, grams), file.take(Float32Array, grams)];
  const starts = new Uint32Array(grams + 1);
  for (const [gram, length] of file.take(Uint16Array, grams).entries())
    starts[gram + 1] = (starts[gram] as number) + length;
  const wide = intents.length > 256;
  const separators = {
    scales,
    biases,
    hashes,
    idf,
    starts,
    towards: wide ? file.take(Uint16Array, weights) : Uint16Array.from(file.take(Uint8Array, weights)),
    weights: file.take(Int8Array, weights),
  };
  const network = {
    places: placesOf(file.take(Uint8Array, grams)),
    inner: file.take(Int8Array, placed * HIDDEN),
    innerScales: file.take(Float32Array, placed),
    outer: file.take(Float32Array, intents.length * HIDDEN),
    outerBiases: file.take(Float32Array, intents.length),
  };
  return { ...rest, threshold: infinite(rest.threshold), ...separators, ...network };
}

/** Where a training ended, as bytes: only the examples that hold up a border are written. */
export function serialiseKept({ keys, alphas, calibration, calibratedOn }: Kept): Uint8Array {
  const sparse = [...alphas].map(([intent, values]) => {
    const rows = [...values.keys()].filter((row) => values[row] !== 0);
    return { intent, rows: Uint32Array.from(rows), values: Float32Array.from(rows, (row) => values[row] as number) };
  });
  const header = {
    keys,
    intents: sparse.map(({ intent }) => intent),
    sizes: sparse.map(({ rows }) => rows.length),
    ...calibration,
    threshold: finite(calibration.threshold),
    calibratedOn,
  };
  return packed(
    KEPT,
    header,
    sparse.flatMap(({ rows, values }) => [rows, values]),
  );
}

/** The training's end of `serialiseKept`; throws for bytes that are none, or were cut short. */
export function loadKept(bytes: Uint8Array): Kept {
  const file = new Unpacking(bytes, KEPT, KeptHeader);
  const { keys, intents, sizes, calibratedOn, threshold, ...reading } = file.header;
  const alphas = new Map(
    intents.map((intent, at) => {
      const [rows, values] = [file.take(Uint32Array, sizes[at] ?? 0), file.take(Float32Array, sizes[at] ?? 0)];
      const dense = new Float64Array(keys.length);
      for (const [place, row] of rows.entries()) dense[row] = values[place] as number;
      return [intent, dense] as const;
    }),
  );
  return { keys, alphas, calibration: { ...reading, threshold: infinite(threshold) }, calibratedOn };
}
