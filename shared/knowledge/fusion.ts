/** An article as a list has it: the higher the score the better, comparable within its list only. */
type Scored = { readonly articleId: string; readonly score: number };

/** A list's scores between 0, its last, and 1, its first. A list whose scores are all the same says nothing but yes. */
function spread(list: readonly Scored[]): Map<string, number> {
  const scores = list.map(({ score }) => score);
  const [most, least] = [Math.max(...scores), Math.min(...scores)];
  return new Map(list.map(({ articleId, score }) => [articleId, most > least ? (score - least) / (most - least) : 1]));
}

/**
 * Two lists as one by weighted min-max: `weight` (0 to 1) is what the second list counts for. An article that a list does not have
 * gets its 0. Best first; with the same sum the first list decides.
 */
export function fused<T extends Scored>(
  words: readonly T[],
  meanings: readonly T[],
  weight: number,
): { one: T; score: number }[] {
  if (weight === 0 || meanings.length === 0) return words.map((one) => ({ one, score: one.score }));
  const [byWords, byMeaning] = [spread(words), spread(meanings)];
  const known = new Map([...meanings, ...words].map((one) => [one.articleId, one]));
  const scoreOf = (id: string): number => (1 - weight) * (byWords.get(id) ?? 0) + weight * (byMeaning.get(id) ?? 0);
  const place = (id: string): number => byWords.get(id) ?? -1;
  return [...known.values()]
    .map((one) => ({ one, score: scoreOf(one.articleId) }))
    .sort((a, b) => b.score - a.score || place(b.one.articleId) - place(a.one.articleId));
}

/** A question of an article's own, with what each way to search found for it. */
export type Trial = { articleId: string; words: readonly Scored[]; meanings: readonly Scored[] };

/** What vectors were found to be worth when a version was built. */
export type Worth = {
  /** What they count for in this version; 0: nothing, since they did not help. */
  weight: number;
  /** Questions asked; how many found their article first by words alone, and how many with that weight. */
  asked: number;
  right: number;
  rightFused: number;
};

const WEIGHTS = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6];
/** A gain must be more than chance: so many standard errors of the questions on which the two differ. */
const SURE = 2;

const isFirst = ({ articleId, words, meanings }: Trial, weight: number): boolean =>
  fused(words, meanings, weight)[0]?.one.articleId === articleId;

/** How surely `after` is better than `before`, by the questions that changed alone (McNemar). */
function sureness(before: readonly boolean[], after: readonly boolean[]): number {
  const better = after.filter((right, at) => right && !before[at]).length;
  const worse = after.filter((right, at) => !right && before[at]).length;
  return better + worse === 0 ? 0 : (better - worse) / Math.sqrt(better + worse);
}

/**
 * The weight to be used: chosen on one half of the questions, and used only where the other half is surely better with it. So a
 * base whose words suffice pays for no vector, and a weak embedder spoils nothing.
 */
export function worthOf(trials: readonly Trial[]): Worth {
  const [chosenOn, judgedOn] = [0, 1].map((half) => trials.filter((_, at) => at % 2 === half)) as [Trial[], Trial[]];
  const right = (some: readonly Trial[], weight: number): boolean[] => some.map((trial) => isFirst(trial, weight));
  const count = (answers: readonly boolean[]): number => answers.filter(Boolean).length;
  const best = WEIGHTS.map((weight) => ({ weight, right: count(right(chosenOn, weight)) })).reduce((a, b) =>
    b.right > a.right ? b : a,
  );
  const helps = sureness(right(judgedOn, 0), right(judgedOn, best.weight)) >= SURE;
  return {
    weight: helps ? best.weight : 0,
    asked: trials.length,
    right: count(right(trials, 0)),
    rightFused: count(right(trials, best.weight)),
  };
}
