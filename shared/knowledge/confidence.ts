import type { Language } from './article.ts';
import type { Evidence } from './ranking.ts';

/**
 * Fitted by `npx node test/search/calibrate.ts` (data, method and the rates it reached: docs/decisions/020-search.md) for a mix in
 * which every third question has no answer in the knowledge and every sixth is asked word for word. Fit again when tokens or ranking change.
 */
export const FITTED = {
  bias: -6.15,
  coverage: 1.89,
  likeness: 1.25,
  verbatim: 1.63,
  margin: 1.85,
  strength: 3.37,
  amount: 2.34,
  zh: 0.28,
};

/** From this probability on the bot answers by itself: at most one in twelve questions without an answer is then given one. */
export const ANSWER_FROM = 0.51;

/** What the probability is made of; each number is about 0 to 1. */
export const features = ({ evidence, language }: { evidence: Evidence; language: Language }) => ({
  bias: 1,
  coverage: evidence.coverage,
  likeness: evidence.likeness,
  /** Rises only for a question asked nearly word for word. */
  verbatim: evidence.likeness ** 4,
  margin: evidence.margin,
  strength: evidence.strength,
  amount: Math.log1p(evidence.amount),
  zh: language === 'zh' ? 1 : 0,
});
export type Weights = Record<keyof ReturnType<typeof features>, number>;

/** The probability that the first hit of a search answers the question; 0 without a hit. */
export function confidence(
  top: { evidence: Evidence; language: Language } | undefined,
  weights: Weights = FITTED,
): number {
  if (!top) return 0;
  const signals = features(top);
  const names = Object.keys(signals) as (keyof Weights)[];
  const sum = names.reduce((total, name) => total + weights[name] * signals[name], 0);
  return 1 / (1 + Math.exp(-sum));
}
