import { wordsEn } from './words-en.ts';
import { wordsZh } from './words-zh.ts';

/** What sort of thing a word tells: a feeling, a judgement (`praise`, `fault`), or a lapse of time (`wait`). */
export type Kind =
  | 'insult'
  | 'abuse'
  | 'anger'
  | 'disgust'
  | 'sadness'
  | 'fear'
  | 'fault'
  | 'wait'
  | 'surprise'
  | 'joy'
  | 'praise'
  | 'thanks'
  | 'love'
  | 'hope'
  | 'relief'
  | 'care';

/** `strength` from -3 to 3. */
export type Entry = { strength: number; kind: Kind };
export type Lexicon = { entries: ReadonlyMap<string, Entry>; longest: number };

/** Lines of `<strength> <kind>: word word …`; of a word that stands in two lines the first counts. */
export const parsed = (table: string, lengthOf: (word: string) => number): Lexicon => {
  const entries = new Map<string, Entry>();
  let longest = 1;
  for (const line of table.split('\n')) {
    const [head = '', words = ''] = line.split(': ');
    const [strength, kind] = head.split(' ');
    for (const word of words.split(' ')) {
      if (word === '' || entries.has(word)) continue;
      entries.set(word, { strength: Number(strength), kind: kind as Kind });
      longest = Math.max(longest, lengthOf(word));
    }
  }
  return { entries, longest };
};

/** Read at the first message, not when the module is loaded. */
const once = (read: () => Lexicon): (() => Lexicon) => {
  let lexicon: Lexicon | undefined;
  return () => {
    lexicon ??= read();
    return lexicon;
  };
};

/** Longest in words. */
export const english = once(() => parsed(wordsEn, (phrase) => phrase.split('_').length));
/** Longest in characters. */
export const chinese = once(() => parsed(wordsZh, (word) => word.length));
