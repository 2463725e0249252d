import { stem } from './stem.ts';

/** Words that say nothing about the topic of a question in a shop. */
const STOPWORDS = new Set(
  `a about am an and any are as at be been being but by can could did do does doing for from had has have having he her here
  hers him his how i if in into is it its itself just let may me might mine must my of on or our ours please shall she should
  so some such than that the their theirs them then there these they this those to too us very was we were what when where
  which who whom whose why will with would you your yours im ive id ill youre youve isnt arent wasnt werent dont doesnt didnt
  cant couldnt wont wouldnt shouldnt havent hasnt hadnt thats theres whats wheres hows its lets`.split(/\s+/),
);

/** One run of Han characters, or one word in any other script. */
const RUN = /(\p{Script=Han}+)|[[\p{L}\p{N}]--\p{Script=Han}]+(?:['’][[\p{L}]--\p{Script=Han}]+)?/gv;

/** Single characters and overlapping pairs: measured as good as a segmenter, and it needs no dictionary. */
function* hanTokens(run: string): Generator<string> {
  const characters = [...run];
  for (const [place, character] of characters.entries()) {
    yield character;
    const next = characters[place + 1];
    if (next !== undefined) yield character + next;
  }
}

const withoutAccents = (word: string): string => word.normalize('NFKD').replace(/\p{M}/gu, '').normalize('NFC');

const plainWord = (run: string): string =>
  withoutAccents(run)
    .replace(/['’]s$/, '')
    .replace(/['’]/g, '');

/**
 * What a text is found by, in order and with repetitions: Han runs as single characters and pairs, everything else as
 * lower-case words (English ones without stopwords, stemmed). Full-width letters and digits count as their plain forms.
 * A text of stopwords alone keeps them: "who are you?" is a question too. Index and query must use the same function.
 */
export function tokens(text: string): string[] {
  const found: string[] = [];
  const stopwords: string[] = [];
  for (const [run, han] of text.normalize('NFKC').toLowerCase().matchAll(RUN)) {
    const word = plainWord(run);
    if (han !== undefined) found.push(...hanTokens(han));
    else if (STOPWORDS.has(word)) stopwords.push(word);
    else found.push(stem(word));
  }
  return found.length > 0 ? found : stopwords;
}

/**
 * The words of a text for phrases to be matched in: each Han character, each other word by its stem, stopwords too; `''` where
 * punctuation parts them.
 */
export function units(text: string): string[] {
  const found: string[] = [];
  let end = 0;
  const plain = text.normalize('NFKC').toLowerCase();
  for (const match of plain.matchAll(RUN)) {
    const [run, han] = match;
    if (/\S/.test(plain.slice(end, match.index).replace(/-/g, ''))) found.push('');
    end = match.index + run.length;
    if (han === undefined) found.push(stem(plainWord(run)));
    else found.push(...han);
  }
  return found;
}
