import { type Article, LANGUAGES, type Language } from './article.ts';
import { entriesOf, questionsOf } from './entries.ts';
import { type Figure, figuresIn } from './figures.ts';
import { type Collection, rarities, survey } from './ranking.ts';
import { tokens } from './tokens.ts';

/** Something an editor should look at before she goes on, with both sides in their own words. */
export type Warning = {
  kind: 'near-duplicate' | 'number' | 'date' | 'yes-no';
  language: Language;
  other: string;
  /** How much both have in common, 0 to 1. */
  likeness: number;
  mine: string;
  theirs: string;
};

/** Chosen on test/data/knowledge-pairs, where they stand in the middle of a flat stretch. */
const DUPLICATE = 0.72;
export const SAME_SUBJECT = 0.4;
const SAME_STATEMENT = 0.5;
/** Of question and statement together: "it has a warranty of 2 years" says only with its question what it is about. */
const SAME_TOGETHER = 0.7;
const MOST = 20;

const NEGATION =
  /不可以|不可|不能|不会|不支持|不提供|不接受|不需要|不用|无需|无法|不得|不|没有|没|禁止|\b(?:not|never|no longer|cannot|can't|don't|doesn't|won't|isn't|aren't|no|without|unable)\b/g;

const sum = (numbers: Iterable<number>): number => {
  let total = 0;
  for (const number of numbers) total += number;
  return total;
};

/** Twice the shared weight over the weight of both. */
function dice(one: ReadonlyMap<string, number>, other: ReadonlyMap<string, number>): number {
  const mass = sum(one.values()) + sum(other.values());
  const shared = sum([...one].map(([token, weight]) => (other.has(token) ? weight : 0)));
  return mass === 0 ? 0 : (2 * shared) / mass;
}

export type Weighed = { text: string; weights: Map<string, number> };
export type Side = { id: string; answer: string; asked: Weighed[] };

/** The pair of questions that are most alike. */
type Near = { likeness: number; mine: Weighed; theirs: Weighed };

function nearest(mine: Side, theirs: Side): Near {
  const nothing: Weighed = { text: '', weights: new Map() };
  let best: Near = { likeness: 0, mine: nothing, theirs: nothing };
  for (const one of mine.asked)
    for (const other of theirs.asked) {
      const likeness = dice(one.weights, other.weights);
      if (likeness > best.likeness) best = { likeness, mine: one, theirs: other };
    }
  return best;
}

const sentencesOf = (answer: string): string[] =>
  answer
    .split(/[。！？!?；;\n]|\.(?=\s|$)/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== '');

type Statement = { text: string; figures: Figure[]; negated: boolean; weights: Map<string, number> };

function statementOf(text: string, collection: Collection): Statement {
  const { figures, rest } = figuresIn(text);
  const negations = rest.match(NEGATION)?.length ?? 0;
  const weights = rarities(tokens(rest.replace(NEGATION, ' ')), collection);
  return { text, figures, negated: negations % 2 === 1, weights };
}

/** The first figure of one kind and unit that both tell differently. */
function contradicted(mine: Figure[], theirs: Figure[]): Figure['what'] | undefined {
  for (const { what, unit } of mine) {
    const values = (figures: Figure[]) =>
      figures.filter((one) => one.what === what && one.unit === unit).map(({ value }) => value);
    const [ours, others] = [values(mine), values(theirs)];
    if (others.length > 0 && !ours.some((value) => others.includes(value))) return what;
  }
  return undefined;
}

const together = (asked: Weighed, said: Pick<Statement, 'weights'>): Map<string, number> =>
  new Map([...asked.weights, ...said.weights]);

function contradictions(mine: Side, theirs: Side, near: Near, collection: Collection): Found[] {
  const others = sentencesOf(theirs.answer).map((text) => statementOf(text, collection));
  return sentencesOf(mine.answer).flatMap((text) => {
    const one = statementOf(text, collection);
    return others.flatMap((other) => {
      if (dice(one.weights, other.weights) < SAME_STATEMENT) return [];
      const likeness = dice(together(near.mine, one), together(near.theirs, other));
      if (likeness < SAME_TOGETHER) return [];
      const kind = contradicted(one.figures, other.figures) ?? (one.negated === other.negated ? undefined : 'yes-no');
      return kind ? [{ kind, likeness, mine: text, theirs: other.text }] : [];
    });
  });
}

/** The texts of one language, each weighed against all of them. */
export function weighed(articles: readonly Article[], language: Language): { sides: Side[]; collection: Collection } {
  const { entries, collection } = survey(entriesOf(articles, language));
  const sides = entries.map(({ article: { id }, text, asked }): Side => {
    const questions = questionsOf(text);
    const weights = asked.map((found, n) => ({ text: questions[n] ?? '', weights: rarities(found, collection) }));
    return { id, answer: text.answer, asked: weights };
  });
  return { sides, collection };
}

export type Found = Omit<Warning, 'language' | 'other'>;

/** What two texts have in common, and where they disagree. */
export function between(mine: Side, theirs: Side, collection: Collection): Found[] {
  const near = nearest(mine, theirs);
  if (near.likeness < SAME_SUBJECT) return [];
  const { likeness } = near;
  const words = { mine: near.mine.text, theirs: near.theirs.text };
  const twice: Found[] = likeness >= DUPLICATE ? [{ kind: 'near-duplicate', likeness, ...words }] : [];
  return [...twice, ...contradictions(mine, theirs, near, collection)];
}

/** What a text of one language has in common with those of the others, and where they disagree. */
function warningsIn(language: Language, article: Article, others: readonly Article[]): Warning[] {
  const { sides, collection } = weighed([article, ...others.filter(({ id }) => id !== article.id)], language);
  const [mine, ...rest] = sides;
  if (!mine || mine.id !== article.id) return [];
  return rest.flatMap((theirs) =>
    between(mine, theirs, collection).map((found) => ({ ...found, language, other: theirs.id })),
  );
}

/**
 * Near-duplicate questions, and answers on the same subject that disagree in a number, a date or yes/no. `others` are what is served;
 * an article is not compared with itself. The most alike first.
 */
export const warningsOf = (article: Article, others: readonly Article[]): Warning[] =>
  LANGUAGES.flatMap((language) => warningsIn(language, article, others))
    .sort((a, b) => b.likeness - a.likeness)
    .slice(0, MOST);
