import { currentBook } from '#shared/cost/price-book';
import { type Interval, mean, quantile, wilson } from '../metrics.ts';
import type { Figures } from '../task.ts';
import type { Turn } from './turns.ts';

const isAnswer = ({ plan }: Turn): boolean => plan.outcome === 'answered' && plan.sources.length > 0;
/** It asks which of two articles is meant. */
const asksBack = (turn: Turn): boolean => isAnswer(turn) && turn.by === undefined && turn.plan.sources.length === 2;

const bare = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s*]+/g, '');

/** Whether a turn is what its question wants: an answer with its article and its words behind it, or none. */
export function isRight(turn: Turn): boolean {
  const { question, plan } = turn;
  const answered = isAnswer(turn) && !asksBack(turn);
  if (question.unanswerable) return !answered;
  if (!answered) return false;
  const cites = !question.article || plan.sources.some(({ articleId }) => question.article?.includes(articleId));
  const text = bare(plan.text);
  return cites && (question.says ?? []).every((words) => text.includes(bare(words)));
}

/** The judge's word where the model itself has said that no article answers: no fault of it. */
const ITS_OWN = 'unknown';

const msOf = (share: number, values: readonly number[]): number => (values.length > 0 ? quantile(share, values) : 0);

/** One model's turns as figures; counts are of turns, times milliseconds, money USD. */
export function figuresOf(turns: readonly Turn[]): Figures {
  const wanted = turns.filter(({ question }) => !question.unanswerable);
  const unwanted = turns.filter(({ question }) => question.unanswerable);
  const refusals = turns.flatMap(({ refused }) => refused);
  const passed = turns.filter(({ by }) => by !== undefined).length;
  const blocked = refusals.filter(({ judged, why }) => judged && why !== ITS_OWN).length;
  const first = turns.flatMap(({ firstTokenMs }) => (firstTokenMs === undefined ? [] : [firstTokenMs]));
  const total = turns.map(({ totalMs }) => totalMs);
  return {
    rightShare: turns.filter(isRight).length / Math.max(1, turns.length),
    rightShareAnswerable: wanted.filter(isRight).length / Math.max(1, wanted.length),
    answeredUnanswerable: unwanted.filter((turn) => !isRight(turn)).length,
    asked: turns.filter(({ asked }) => asked).length,
    worded: passed,
    // Of a model that has written nothing there is nothing to say.
    ...(passed + blocked > 0 && { groundedShare: passed / (passed + blocked) }),
    blocked,
    declined: refusals.filter(({ judged, why }) => judged && why === ITS_OWN).length,
    failed: refusals.filter(({ judged }) => !judged).length,
    byArticles: turns.filter(({ asked, by }) => asked && by === undefined).length,
    firstTokenMsP50: msOf(0.5, first),
    firstTokenMsP95: msOf(0.95, first),
    totalMsP50: msOf(0.5, total),
    totalMsP95: msOf(0.95, total),
    usdPer1000: 1000 * mean(turns.map(({ costUsd }) => costUsd)),
  };
}

export function intervalOf(turns: readonly Turn[]): Interval {
  return wilson(turns.filter(isRight).length, turns.length);
}

/** Why a model gave no answer that may be said, the commonest first: `figure ×3, cut-stream: … ×2`. */
export function reasonsOf(turns: readonly Turn[]): string {
  const counts = Map.groupBy(
    turns.flatMap(({ refused }) => refused.map(({ why }) => why)),
    (why) => why,
  );
  return [...counts]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([why, all]) => `${why} ×${all.length}`)
    .join(', ');
}

export const isPriced = (priceKey: string): boolean => currentBook.models[priceKey] !== undefined;
