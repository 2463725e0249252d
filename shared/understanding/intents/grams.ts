import { stem } from '#shared/knowledge/stem';

/**
 * The views a text is seen in. Each gram begins with the mark of its view: `w` words and neighbours, `p` pairs of words at most
 * `REACH` apart in either order, `c` runs of characters.
 */
export const VIEWS = ['w', 'p', 'c'] as const;
export type View = (typeof VIEWS)[number];

/** How far apart two words of a pair may stand: "card … not … arrived" is the same however much is said between. */
const REACH = 8;

/** One Han character, or one word of any other script with what an apostrophe ties to it. */
const WORD = /\p{Script=Han}|[[\p{L}\p{N}]--\p{Script=Han}]+(?:['’][[\p{L}]--\p{Script=Han}]+)*/gv;
const HAN = /\p{Script=Han}/u;

/** Full and half width, case and white space do not tell intents apart; nor do the digits of a long number. */
const folded = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/’/g, "'")
    .replace(/\d{5,}/g, '#####');

/** A word in the form it is compared in: without accents and apostrophes, English endings cut. */
const form = (word: string): string => (HAN.test(word) ? word : stem(word.normalize('NFKD').replace(/[\p{M}']/gu, '')));

function wordGrams(words: readonly string[], into: string[]): void {
  for (const [at, word] of words.entries()) {
    into.push(`w${word}`);
    const next = words[at + 1];
    if (next !== undefined) into.push(`w${word} ${next}`);
  }
}

function pairGrams(words: readonly string[], into: string[]): void {
  for (const [at, word] of words.entries())
    for (const other of words.slice(at + 1, at + 1 + REACH))
      into.push(word < other ? `p${word}~${other}` : `p${other}~${word}`);
}

/** Runs within what white space parts, edges marked by a space: 2 to 5 letters, or 1 to 4 where Chinese is written. */
function characterGrams(text: string, into: string[]): void {
  for (const piece of text.split(/\s+/)) {
    if (piece === '') continue;
    const characters = [' ', ...piece, ' '];
    const [shortest, longest] = HAN.test(piece) ? [1, 4] : [2, 5];
    for (let from = 0; from < characters.length; from += 1) {
      let gram = 'c';
      for (let length = 1; length <= longest && from + length <= characters.length; length += 1) {
        gram += characters[from + length - 1];
        if (length >= shortest) into.push(gram);
      }
    }
  }
}

/**
 * The n-grams of a text in all views, with repetitions. Chinese is seen by its characters, which needs no segmenter; other scripts
 * by stemmed words and by letters, so that a slip of the finger loses a few grams and not the word.
 */
export function gramsOf(text: string): string[] {
  const grams: string[] = [];
  const plain = folded(text);
  const words = (plain.match(WORD) ?? []).map(form);
  wordGrams(words, grams);
  pairGrams(words, grams);
  characterGrams(plain, grams);
  return grams;
}

/** A gram as a person reads it: `card … arrive` for a pair, `"efun"` for letters. */
export function shownGram(gram: string): string {
  const said = gram.slice(1);
  if (gram.startsWith('p')) return said.replace('~', ' … ');
  return gram.startsWith('c') ? `"${said}"` : said;
}

/** 32-bit FNV-1a over UTF-16 units, mixed once more so that short grams spread. */
export function hashOf(gram: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < gram.length; at += 1) hash = Math.imul(hash ^ gram.charCodeAt(at), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}
