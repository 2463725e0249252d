/** A chunk is at most this long, in UTF-16 units, so that a sentence without end still streams. */
const LONGEST = 80;
/** Shorter ones are sent with the next: a frame for "Yes." costs more than it shows. */
const SHORTEST = 12;

const sentences = (text: string): string[] =>
  text.match(/[^。！？!?；;\n.]*(?:[。！？!?；;.]+["”’」』）)*_]*|\n+|$)\s*/g) ?? [];

/** Parts of a long sentence, cut between letters that stand for themselves: never inside one sign. */
const parts = (sentence: string): string[] => {
  const cut: string[] = [''];
  for (const { segment } of new Intl.Segmenter(undefined, { granularity: 'grapheme' }).segment(sentence)) {
    const last = cut.at(-1) ?? '';
    const full = last.length > 0 && last.length + segment.length > LONGEST;
    if (full) cut.push(segment);
    else cut[cut.length - 1] = last + segment;
  }
  return cut;
};

/** A text in the pieces in which it is streamed, sentence by sentence; joined they are the text again, to the letter. */
export const chunksOf = (text: string): string[] => {
  const chunks: string[] = [];
  for (const part of sentences(text).flatMap(parts)) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length < SHORTEST) chunks[chunks.length - 1] = last + part;
    else if (part !== '') chunks.push(part);
  }
  return chunks;
};
