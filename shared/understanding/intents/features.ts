import { gramsOf, hashOf, VIEWS, type View } from './grams.ts';

/** What each view weighs in the sum; each is first brought to length 1, so that long texts do not count more. */
const WEIGHT: Readonly<Record<View, number>> = { w: 1, p: 1, c: 1 };

/** The grams a model knows: hashes in rising order, and beside each how telling it is (inverse document frequency, natural log). */
export type Vocabulary = { hashes: Uint32Array; idf: Float32Array };

/** The distinct grams of a text: hash, how often, and the gram itself. */
export type Counted = { gram: string; hash: number; count: number };

/** Many texts as sparse rows over the columns of a vocabulary: row `n` is `starts[n]` to `starts[n + 1]` of the other two. */
export type Rows = { count: number; width: number; starts: Int32Array; columns: Int32Array; values: Float32Array };

export function counted(text: string): Counted[] {
  const counts = new Map<string, number>();
  for (const gram of gramsOf(text)) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  return [...counts].map(([gram, count]) => ({ gram, hash: hashOf(gram), count }));
}

/**
 * The vocabulary of some texts. A pair of words that stands in one text only is left out when there are many texts: it says
 * nothing of the next customer and would be half of the model.
 */
export function vocabularyOf(texts: readonly string[]): Vocabulary {
  const inTexts = new Map<number, number>();
  const pairs = new Set<number>();
  for (const text of texts)
    for (const { gram, hash } of counted(text)) {
      inTexts.set(hash, (inTexts.get(hash) ?? 0) + 1);
      if (gram.startsWith('p')) pairs.add(hash);
    }
  const few = texts.length < 2_000;
  const known = [...inTexts].filter(([hash, count]) => few || count > 1 || !pairs.has(hash)).map(([hash]) => hash);
  const hashes = Uint32Array.from(known).sort();
  const idf = Float32Array.from(hashes, (hash) => 1 + Math.log((1 + texts.length) / (1 + (inTexts.get(hash) ?? 0))));
  return { hashes, idf };
}

/** The column of a hash, or -1 for a gram the vocabulary has never seen. */
function columnOf(hash: number, hashes: Uint32Array): number {
  let low = 0;
  let high = hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = hashes[middle] as number;
    if (found === hash) return middle;
    if (found < hash) low = middle + 1;
    else high = middle - 1;
  }
  return -1;
}

/** One known gram of a text: its column and its value in the row. */
export type Feature = { gram: string; column: number; value: number };

/**
 * The row of a text: (1 + ln count) · idf per gram, each view divided by its length (Euclidean), then weighed. Grams unknown to the
 * vocabulary are left out. In order of columns.
 */
export function featuresOf(grams: readonly Counted[], { hashes, idf }: Vocabulary): Feature[] {
  const features: Feature[] = [];
  const squares: Record<View, number> = { w: 0, p: 0, c: 0 };
  for (const { gram, hash, count } of grams) {
    const column = columnOf(hash, hashes);
    if (column < 0) continue;
    const value = (1 + Math.log(count)) * (idf[column] as number);
    squares[gram[0] as View] += value * value;
    features.push({ gram, column, value });
  }
  const factor = Object.fromEntries(VIEWS.map((view) => [view, WEIGHT[view] / Math.sqrt(squares[view] || 1)]));
  for (const feature of features) feature.value *= factor[feature.gram[0] as View] ?? 0;
  return features.sort((a, b) => a.column - b.column);
}

/** The rows of many texts. One text after the other: the grams of ten thousand at once would be hundreds of megabytes. */
export function rowsOf(texts: readonly string[], vocabulary: Vocabulary): Rows {
  const columns: number[] = [];
  const values: number[] = [];
  const starts = [0];
  for (const text of texts) {
    for (const { column, value } of featuresOf(counted(text), vocabulary)) {
      columns.push(column);
      values.push(value);
    }
    starts.push(columns.length);
  }
  return {
    count: texts.length,
    width: vocabulary.hashes.length,
    starts: Int32Array.from(starts),
    columns: Int32Array.from(columns),
    values: Float32Array.from(values),
  };
}
