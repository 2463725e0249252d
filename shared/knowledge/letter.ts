/** A text of this width or less is one question; a longer one is a letter, which may hold several. */
const LONGEST_QUESTION = 560;
/** A passage is closed as soon as it is this wide: some thirty-five English words, or seventy Chinese characters. */
const PASSAGE = 200;
/** However long a letter is, it costs no more than so many questions: its passages grow with it. */
const MOST_PASSAGES = 16;
/** Of more than this the beginning and the end are read. UTF-16 units. */
const LONGEST_LETTER = 8_000;

/** How much a text says: a Chinese character about as much as three Latin ones. */
const width = (text: string): number => text.length + 2 * (text.match(/\p{Script=Han}/gu)?.length ?? 0);

const SENTENCE_END = /(?<=[.!?]["'”’)]*)\s+|(?<=[。！？；])|\n+/;
const WORD_END = /(?<=\s)|(?<=\p{Script=Han})/u;

/** Sentences; one that is wider than a passage ought to be is parted between words, and a word without end anywhere. */
function* piecesOf(text: string, widest: number): Generator<string> {
  for (const sentence of text.split(SENTENCE_END)) {
    if (width(sentence) <= widest) yield sentence;
    else
      for (const word of sentence.split(WORD_END))
        for (let from = 0; from < word.length; from += widest) yield word.slice(from, from + widest);
  }
}

const NEEDS_NO_SPACE = /(?:^|\s|\p{Script=Han}|[。！？；])$/u;

/** Whole sentences together until they are as wide as a passage. */
function together(pieces: Iterable<string>, wide: number): string[] {
  const passages: string[] = [];
  let open = '';
  for (const piece of pieces) {
    open = NEEDS_NO_SPACE.test(open) ? open + piece : `${open} ${piece}`;
    if (width(open) < wide) continue;
    passages.push(open.trim());
    open = '';
  }
  return open.trim() === '' ? passages : [...passages, open.trim()];
}

/** What a customer wrote as the questions it is searched by: one for a question, several for a letter. */
export function passagesOf(text: string): string[] {
  if (width(text) <= LONGEST_QUESTION) return [text];
  const half = LONGEST_LETTER / 2;
  const read = text.length <= LONGEST_LETTER ? text : `${text.slice(0, half)}\n${text.slice(-half)}`;
  const wide = Math.max(PASSAGE, Math.ceil(width(read) / MOST_PASSAGES));
  return together(piecesOf(read, wide), wide).map((passage) => passage.toWellFormed());
}
