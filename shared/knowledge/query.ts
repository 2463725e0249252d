import { stem } from './stem.ts';
import { ideasIn } from './synonyms.ts';
import { tokens } from './tokens.ts';

/** In how many entries a token stands. */
type Holding = (token: string) => number;

/** What customers wrap a question in; it says nothing of what it is about. Stems of single words, and Chinese phrases. */
const WRAPPING = new Set(
  `help need want know try tell assist assistance question ask please hello hi hey thanks thank inform information info wonder guy
  guys sir madam ya yes ok okay really actually also somehow damn goddamn freaking fucking bloody urgent urgently asap understand
  wanna gotta gonna looking trying bit kindly`
    .split(/\s+/)
    .map(stem),
);
const WRAPPING_HAN =
  /请问一下|请问|我?想问一下|我?想问问?|问一下|问下|我?想咨询一下|我?想咨询|咨询一下|咨询|你好|您好|帮忙|帮我|帮下我|麻烦你?们?|我?想知道|我?想了解|能告诉我|告诉我|谢谢|在吗|^亲(?=[\s,，、。！!])|急急急?/g;

/** Words that fit any question: what they point at is chance, but they may break a tie. */
const GENERAL = new Set(
  `see check show list view look find get give got make do put go take use obtain available current currently possible report
  notify notifying issue problem trouble company business service thing something somebody someone expect wait option
  new old good bad day time still already now again`
    .split(/\s+/)
    .map(stem),
);
const GENERAL_WORTH = 0.7;
/** Characters that hold a Chinese sentence together, as stopwords do an English one. Some carry a topic elsewhere, so they count for less, not for nothing. */
const FUNCTION_HAN = new Set('的是在吗呢吧啊呀什么哪谁个些与被把就都也很这那它他她其之所以于而或及等');
const FUNCTION_WORTH = 0.3;
/** A pair with one of them mostly runs across the border of two words. */
const BORDER_WORTH = 0.6;
/** A word that an idea stands for need not be the one the writer chose. */
const EXPRESSED_WORTH = 0.5;
/** A word nobody wrote is something the knowledge does not know about, or only another way to say it. */
const UNKNOWN_WORTH = 0.6;

const functionWorth = (token: string): number => {
  const signs = [...token];
  const functional = signs.filter((sign) => FUNCTION_HAN.has(sign)).length;
  if (functional === 0) return 1;
  return functional === signs.length ? FUNCTION_WORTH : BORDER_WORTH;
};

/** Numbers of orders, parcels and telephones: no entry holds them, and their absence says nothing. */
const isNumber = (token: string): boolean => /^(?:[a-z]{1,3})?\d{4,}$/.test(token);

const ALPHABET = [...'abcdefghijklmnopqrstuvwxyz'];
const LEAST_LETTERS = 5;
/** Each letter more has fifty more spellings to be asked about, and nobody mistypes a longer word than this: it is none. */
const MOST_LETTERS = 24;

/** Words one slip away (a letter more, less, other, or two changed about), with the same first letter. */
function nearWords(word: string): string[] {
  const near = new Set<string>();
  for (let at = 1; at <= word.length; at += 1) {
    const [before, after] = [word.slice(0, at), word.slice(at)];
    if (after) near.add(before + after.slice(1));
    if (after.length > 1) near.add(before + after[1] + after[0] + after.slice(2));
    for (const letter of ALPHABET) {
      near.add(before + letter + after);
      if (after) near.add(before + letter + after.slice(1));
    }
  }
  near.delete(word);
  return [...near];
}

/** The words of a query that no entry holds and no idea explains: perhaps misspelt. */
export function unknownWords(query: string, holding: Holding): string[] {
  const words =
    query
      .normalize('NFKC')
      .toLowerCase()
      .match(/(?<![\p{L}\p{N}'’])[a-z]+(?![\p{L}\p{N}'’])/gu) ?? [];
  const { expressed } = ideasIn(query);
  const known = (word: string): boolean =>
    holding(stem(word)) > 0 || expressed.has(stem(word)) || WRAPPING.has(stem(word));
  const isSpelt = ({ length }: string): boolean => length >= LEAST_LETTERS && length <= MOST_LETTERS;
  return [...new Set(words)].filter((word) => isSpelt(word) && !known(word));
}

/** Every token that `respelled` may ask about. */
export const spellingsOf = (words: readonly string[]): string[] => [...new Set(words.flatMap(nearWords).map(stem))];

/** The query with each unknown word in the spelling, one slip away, that most entries hold; as it is where none does. */
export function respelled(query: string, holding: Holding): string {
  let text = query;
  for (const word of unknownWords(query, holding)) {
    let best = { word, count: 0 };
    for (const near of nearWords(word)) {
      const count = holding(stem(near));
      if (count > best.count || (count === best.count && count > 0 && near < best.word)) best = { word: near, count };
    }
    if (best.count > 0) text = text.replace(new RegExp(`\\b${word}\\b`, 'gi'), best.word);
  }
  return text;
}

/** Each token to search for with what it is worth, 0 to 1. */
export type Query = ReadonlyMap<string, number>;

/**
 * What to search for: the query's words without what it is wrapped in, and the ideas they express. A word that no entry holds is
 * left out where an idea stands for it: it is covered, not missing.
 */
export function sought(query: string, holding: Holding): Query {
  const { ideas, expressed } = ideasIn(query);
  const covered = (token: string): boolean => expressed.has(token) || [...token].every((sign) => expressed.has(sign));
  const all = tokens(query.normalize('NFKC').replace(WRAPPING_HAN, ' '));
  const bare = all.filter((token) => !WRAPPING.has(token) && !(isNumber(token) && holding(token) === 0));
  const words = bare.length > 0 ? bare : all.length > 0 ? all : tokens(query);
  const worth = (token: string): number => {
    if (holding(token) === 0) return covered(token) ? 0 : UNKNOWN_WORTH;
    if (GENERAL.has(token)) return GENERAL_WORTH;
    return covered(token) ? EXPRESSED_WORTH : functionWorth(token);
  };
  const weighed = words.map((token) => [token, worth(token)] as const).filter(([, part]) => part > 0);
  return new Map([...weighed, ...ideas.map((idea) => [idea, 1] as const)]);
}
