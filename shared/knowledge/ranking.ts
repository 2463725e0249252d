import type { Query } from './query.ts';
import { isIdea, isQuestionIdea } from './synonyms.ts';

/** An article's text in one language as it is searched: `asked` holds the tokens of its title and of each question apart. */
export type Entry = {
  readonly asked: readonly (readonly string[])[];
  readonly answer: readonly string[];
  /** The words an editor filed it under: its tags, and its id, which is one in words. */
  readonly topic: readonly string[];
  /** The rarity of each of `asked`, summed over its distinct tokens; fixed when the version is built. */
  readonly askedRarity: readonly number[];
};

/** What is known of all entries of one language in one index version. */
export type Collection = {
  readonly entries: number;
  /** Mean number of tokens, of all questions together and of the answer. */
  readonly askedLength: number;
  readonly answerLength: number;
  /** How many entries hold this token. */
  readonly holding: (token: string) => number;
};

/** Why an entry stands where it stands. Every part but `score` means the same in an index of any size. */
export type Evidence = {
  /** Compares entries of one query only. */
  readonly score: number;
  /** `score` as a number of words that stand in no other entry: how much there is to go by at all. Unbounded; the rest is 0 to 1. */
  readonly amount: number;
  /** `score` as a share of what a perfect entry would get. */
  readonly strength: number;
  /** How far below, as a share of this score, the next article is. 1 when there is none. */
  readonly margin: number;
  /** The share of the query, weighted by rarity, that this entry holds at all. */
  readonly coverage: number;
  /** How much the query and the most similar question of the entry have in common (weighted Dice). */
  readonly likeness: number;
};

export type Ranked<T extends Entry> = {
  readonly entry: T;
  readonly evidence: Evidence /** Index in `asked`. */;
  readonly question: number;
};

/** Chosen on the development data named in docs/decisions/020-search.md; the result is flat around them. */
const K1 = 1.6;
const ASKED = { weight: 1, b: 0.4 };
const ANSWER = { weight: 1, b: 0.75 };
const TOPIC_WEIGHT = 1;
const LIKENESS_WEIGHT = 0.4;
/** Words that stand near each other say more than the same words scattered over a page. In tokens. */
const PASSAGE = 30;
const PASSAGE_WEIGHT = 0.3;
/** What a shared idea is worth beside a shared word of the same rarity; what kind of answer is wanted says less. */
const IDEA_WEIGHT = 1.2;
const QUESTION_WEIGHT = 0.6;

/** A long answer touches on many ideas that it is not about. */
const IDEA_IN_ANSWER = 0.15;

const worth = (token: string): number => (isQuestionIdea(token) ? QUESTION_WEIGHT : isIdea(token) ? IDEA_WEIGHT : 1);

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** Rarity of each distinct token (the non-negative idf of BM25), less for ideas. */
export function rarities(texts: Iterable<string>, { entries, holding }: Collection): Map<string, number> {
  const weights = new Map<string, number>();
  for (const token of texts) {
    if (weights.has(token)) continue;
    const found = holding(token);
    weights.set(token, worth(token) * Math.log(1 + (entries - found + 0.5) / (found + 0.5)));
  }
  return weights;
}

type Unsurveyed = Omit<Entry, 'askedRarity'>;

/** Everything an entry is found by. */
export const distinctTokens = ({ asked, answer, topic }: Unsurveyed): Set<string> =>
  new Set([...asked.flat(), ...answer, ...topic]);

/** Completes entries by the rarity of each of their questions. */
export function withRarities<T extends Unsurveyed>(texts: readonly T[], collection: Collection): (T & Entry)[] {
  const rarityOf = (tokens: readonly string[]): number => sum(rarities(tokens, collection).values());
  return texts.map((text) => ({ ...text, askedRarity: text.asked.map(rarityOf) }));
}

/** Counts a whole version's texts of one language, and completes its entries; done once, when the version is built. */
export function survey<T extends Unsurveyed>(
  texts: readonly T[],
): { entries: (T & Entry)[]; collection: Collection; counts: ReadonlyMap<string, number> } {
  const counts = new Map<string, number>();
  for (const text of texts) for (const token of distinctTokens(text)) counts.set(token, (counts.get(token) ?? 0) + 1);
  const mean = (lengths: number[]): number => sum(lengths) / Math.max(lengths.length, 1);
  const collection: Collection = {
    entries: texts.length,
    askedLength: mean(texts.map(({ asked }) => asked.flat().length)),
    answerLength: mean(texts.map(({ answer }) => answer.length)),
    holding: (token) => counts.get(token) ?? 0,
  };
  return { collection, counts, entries: withRarities(texts, collection) };
}

/** A field's length in relation to the mean softens its counts: a long answer holds more words by chance. */
const softened = ({ weight, b }: typeof ASKED, length: number, mean: number): number =>
  weight / (1 - b + b * (mean > 0 ? length / mean : 1));

function countInto(
  counts: Map<string, number>,
  tokens: readonly string[],
  query: Map<string, number>,
  worth: number,
  idea = 1,
): void {
  for (const token of tokens)
    if (query.has(token)) counts.set(token, (counts.get(token) ?? 0) + (isIdea(token) ? idea : 1) * worth);
}

/** BM25 over three fields (BM25F), and the share of the query found. */
function wordScore(
  entry: Entry,
  query: Map<string, number>,
  collection: Collection,
): { score: number; covered: number } {
  const asked = entry.asked.flat();
  const counts = new Map<string, number>();
  countInto(counts, asked, query, softened(ASKED, asked.length, collection.askedLength));
  countInto(
    counts,
    entry.answer,
    query,
    softened(ANSWER, entry.answer.length, collection.answerLength),
    IDEA_IN_ANSWER,
  );
  countInto(counts, entry.topic, query, TOPIC_WEIGHT);
  let score = 0;
  let covered = 0;
  for (const [token, count] of counts) {
    const rarity = query.get(token) ?? 0;
    score += (rarity * (K1 + 1) * count) / (K1 + count);
    covered += rarity;
  }
  return { score, covered };
}

/** The share of the query, weighted by rarity, that stands together in one passage of the answer. */
function mostTogether(answer: readonly string[], query: Map<string, number>, mass: number): number {
  const inside = new Map<string, number>();
  let held = 0;
  let most = 0;
  for (const [place, token] of answer.entries()) {
    // The ideas of a text stand behind its words, near to nothing.
    if (isIdea(token)) break;
    const rarity = query.get(token);
    if (rarity !== undefined) {
      const times = inside.get(token) ?? 0;
      inside.set(token, times + 1);
      if (times === 0) held += rarity;
    }
    const left = answer[place - PASSAGE];
    const leftRarity = left === undefined ? undefined : query.get(left);
    if (left !== undefined && leftRarity !== undefined) {
      const times = inside.get(left) ?? 0;
      inside.set(left, times - 1);
      if (times === 1) held -= leftRarity;
    }
    if (held > most) most = held;
  }
  return most / mass;
}

/** The question most like the query: twice the shared rarity over the rarity of both. */
function mostAlike({ asked, askedRarity }: Entry, query: Map<string, number>, mass: number) {
  let best = { likeness: 0, question: 0 };
  for (const [question, tokens] of asked.entries()) {
    const shared = sum([...new Set(tokens)].map((token) => query.get(token) ?? 0));
    const likeness = shared === 0 ? 0 : (2 * shared) / (mass + (askedRarity[question] ?? 0));
    if (likeness > best.likeness) best = { likeness, question };
  }
  return best;
}

/**
 * Orders candidates for a query, best first; those that share no token with it are left out. Both engines hand their candidates
 * to this function, so that an answer and its confidence do not depend on the engine.
 */
export function rank<T extends Entry>(query: Query, candidates: readonly T[], collection: Collection): Ranked<T>[] {
  const rarity = rarities(query.keys(), collection);
  const weights = new Map([...rarity].map(([token, rare]) => [token, rare * (query.get(token) ?? 1)]));
  const mass = sum(weights.values());
  const said = sum(rarity.values());
  const perfect = mass * (K1 + 1 + LIKENESS_WEIGHT + PASSAGE_WEIGHT);
  const oneWord = (K1 + 1) * Math.log(1 + (collection.entries - 0.5) / 1.5);
  const scored = candidates.flatMap((entry) => {
    const { score: words, covered } = wordScore(entry, weights, collection);
    if (words === 0) return [];
    const { likeness, question } = mostAlike(entry, rarity, said);
    const together = mostTogether(entry.answer, rarity, said);
    const score = words + mass * (LIKENESS_WEIGHT * likeness + PASSAGE_WEIGHT * together);
    return [
      {
        entry,
        question,
        score,
        amount: score / oneWord,
        strength: score / perfect,
        coverage: covered / mass,
        likeness,
      },
    ];
  });
  scored.sort((a, b) => b.score - a.score);
  return scored.map(({ entry, question, ...evidence }, place) => {
    const next = scored[place + 1]?.score ?? 0;
    return { entry, question, evidence: { ...evidence, margin: 1 - next / evidence.score } };
  });
}
