import type { Report, Verdict } from '#shared/protocol/builds';
import { type Article, LANGUAGES, type Language, servable } from './article.ts';
import { questionsOf } from './entries.ts';

/** A question that a version is asked before it may go live. */
export type RegressionQuestion = Pick<Verdict, 'question' | 'language' | 'source' | 'expected'> & {
  /** Asked without being found by exactly these words: the article has other ways to ask, and they have to do. */
  passingOver: boolean;
};
export type Recorded = { text: string; language: Language; articleId?: string | undefined };

/** What came of one question, now and in the version that is live; an article's id, nothing where no answer was sure enough. */
export type Outcome = { asked: RegressionQuestion; got?: string | undefined; before?: string | undefined };

/** More of an article's own ways to ask say little more about it. */
const OWN = 8;
const NEIGHBOURS_OWN = 4;
/** Beside the recorded ones, which are all asked. */
const MOST = 300;
const TOLD_BETTER = 20;
const TOLD_WORSE = 50;

/** So many of a list, evenly from its whole length. */
export const spread = <T>(list: readonly T[], most: number): T[] =>
  list.length <= most
    ? [...list]
    : Array.from({ length: most }, (_, n) => list[Math.floor((n * list.length) / most)] as T);

/**
 * An article's titles and questions, each expected to find it. Its own words, found word for word, are no evidence, so each is asked
 * as if the article did not have it; only where it has no other is it asked as it stands, which shows whether another takes it.
 */
const questionsAbout = (article: Article, source: 'own' | 'neighbour', most: number): RegressionQuestion[] =>
  LANGUAGES.flatMap((language) => {
    const text = article.texts[language];
    const questions = text ? questionsOf(text) : [];
    const passingOver = questions.length > 1;
    return spread(questions, most).map((question) => {
      return { question, language, source, expected: article.id, passingOver };
    });
  });

/** What to ask, each text of a language once: what editors recorded, then the changed articles' own, then their neighbours'. */
export function regressionQuestions(
  {
    changed,
    neighbours,
    recorded,
  }: { changed: readonly Article[]; neighbours: readonly Article[]; recorded: readonly Recorded[] },
  day: string,
): RegressionQuestion[] {
  const told = (article: Article): boolean => servable(article, day);
  const own = changed.filter(told).flatMap((article) => questionsAbout(article, 'own', OWN));
  const beside = neighbours.filter(told).flatMap((article) => questionsAbout(article, 'neighbour', NEIGHBOURS_OWN));
  const real = recorded.map(({ text, language, articleId }): RegressionQuestion => {
    return {
      question: text,
      language,
      source: 'recorded',
      ...(articleId && { expected: articleId }),
      passingOver: false,
    };
  });
  const ours = spread(own, Math.max(MOST - beside.length, MOST / 2));
  const all = [...real, ...ours, ...spread(beside, MOST - ours.length)];
  const once = new Map<string, RegressionQuestion>();
  for (const one of all) {
    const key = `${one.language} ${one.question}`;
    if (!once.has(key)) once.set(key, one);
  }
  return [...once.values()];
}

/** More worse ones than this stop a version. */
export const worseAllowed = (asked: number, { atLeast, share }: { atLeast: number; share: number }): number =>
  Math.max(atLeast, Math.floor(asked * share));

/** What got better and what got worse; a question that came out wrong both times is neither, whatever it found. */
export function reportOf(outcomes: readonly Outcome[], limits: { atLeast: number; share: number }): Report {
  const isRight = (asked: RegressionQuestion, got: string | undefined): boolean => asked.expected === got;
  const verdict = ({ asked: { passingOver: _, ...asked }, got, before }: Outcome): Verdict => {
    return { ...asked, ...(got && { got }), ...(before && { before }) };
  };
  const better = outcomes.filter(({ asked, got, before }) => isRight(asked, got) && !isRight(asked, before));
  const worse = outcomes.filter(({ asked, got, before }) => !isRight(asked, got) && isRight(asked, before));
  const right = outcomes.filter(({ asked, got }) => isRight(asked, got)).length;
  return {
    asked: outcomes.length,
    right,
    rightBefore: right - better.length + worse.length,
    betterCount: better.length,
    worseCount: worse.length,
    allowed: worseAllowed(outcomes.length, limits),
    better: better.slice(0, TOLD_BETTER).map(verdict),
    worse: worse.slice(0, TOLD_WORSE).map(verdict),
  };
}
