import type { Conflict, ConflictsAnswer } from '#shared/protocol/builds';
import { type Article, LANGUAGES, type Language } from './article.ts';
import { between, SAME_SUBJECT, type Side, weighed } from './conflicts.ts';
import type { Collection } from './ranking.ts';

/**
 * Two questions that are alike share a word, and it is hardly one that stands everywhere: an article is compared with those that
 * share one of the weightiest words of a question with it, as long as the word stands in no more texts than this.
 */
const COMMON = 150;
/** The weightiest words of a question that together hold so much of it that without any of them no likeness is left. */
const ENOUGH = 1 - SAME_SUBJECT / (2 - SAME_SUBJECT);

type Shelf = { language: Language; sides: Side[]; collection: Collection; beside: (at: number) => number[] };

/** The words of a question, weightiest first, until what is left of it could no longer make two questions alike. */
function telling(weights: ReadonlyMap<string, number>): string[] {
  const heaviest = [...weights].sort(([one, a], [other, b]) => b - a || (one < other ? -1 : 1));
  const mass = heaviest.reduce((sum, [, weight]) => sum + weight, 0);
  const words: string[] = [];
  let held = 0;
  for (const [word, weight] of heaviest) {
    if (held > ENOUGH * mass) break;
    words.push(word);
    held += weight;
  }
  return words;
}

/** The texts of one language, and which of the later ones each is to be compared with. */
function shelfOf(articles: readonly Article[], language: Language): Shelf {
  const { sides, collection } = weighed(articles, language);
  const words = sides.map(({ asked }) => [...new Set(asked.flatMap(({ weights }) => telling(weights)))]);
  const holding = new Map<string, number[]>();
  for (const [at, found] of words.entries())
    for (const word of found) {
      const held = holding.get(word);
      if (held) held.push(at);
      else holding.set(word, [at]);
    }
  const beside = (at: number): number[] => {
    const rare = (words[at] ?? []).map((word) => holding.get(word) ?? []).filter((held) => held.length <= COMMON);
    return [...new Set(rare.flat().filter((other) => other > at))].sort((a, b) => a - b);
  };
  return { language, sides, collection, beside };
}

/** All pairs of which this text is the earlier one. */
const pairsOf = (
  { language, sides, collection, beside }: Shelf,
  at: number,
  titleOf: (id: string, language: Language) => string,
): Conflict[] => {
  const mine = sides[at];
  if (!mine) return [];
  const named = (id: string, words: string) => ({ id, title: titleOf(id, language), words });
  return beside(at).flatMap((place) => {
    const theirs = sides[place];
    if (!theirs) return [];
    return between(mine, theirs, collection).map(({ kind, likeness, mine: said, theirs: told }): Conflict => {
      return { kind, language, likeness, one: named(mine.id, said), other: named(theirs.id, told) };
    });
  });
};

/** The most that one text may bring: the others are found once the first ones are mended. */
const MOST_OF_ONE = 20;

/**
 * Near-duplicate questions and answers that disagree, of all pairs of articles; each pair once, by the id of its first. A page ends
 * with the article that fills it; `next` is its id.
 */
export function conflictsOf(
  articles: readonly Article[],
  { after, most }: { after?: string | undefined; most: number },
): ConflictsAnswer {
  const sorted = [...articles].sort((a, b) => (a.id < b.id ? -1 : 1));
  const byId = new Map(sorted.map((article) => [article.id, article]));
  const titleOf = (id: string, language: Language): string => byId.get(id)?.texts[language]?.title ?? id;
  const shelves = LANGUAGES.map((language) => shelfOf(sorted, language));
  const placeOf = shelves.map(({ sides }) => new Map(sides.map(({ id }, at) => [id, at])));
  const pairs: Conflict[] = [];
  for (const { id } of sorted) {
    if (after !== undefined && id <= after) continue;
    const found = shelves.flatMap((shelf, n) => pairsOf(shelf, placeOf[n]?.get(id) ?? -1, titleOf));
    pairs.push(...found.sort((a, b) => b.likeness - a.likeness).slice(0, MOST_OF_ONE));
    if (pairs.length >= most && id !== sorted.at(-1)?.id) return { pairs, next: id };
  }
  return { pairs };
}
