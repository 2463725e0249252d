/**
 * What becomes of single questions put to the demo shop's bot, by `npx node test/answering/measure.ts`:
 * its own questions as they stand, each with itself left out of the knowledge, each with its whole article left out, and
 * questions of other trades.
 */
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Language } from '#events/actor';
import { answerTurn, queryOf } from '#shared/answering/plan';
import {
  type Answered,
  askedVerbatim,
  asking,
  demoArticles,
  goldRemoved,
  leaveOneOut,
  withIndex,
} from '#test/search/demo-base';

const articles = demoArticles();
const foreign = parse(readFileSync(new URL('../search/out-of-domain.yaml', import.meta.url), 'utf8')) as Record<
  Language,
  string[]
>;
const foreignAsked = (['en', 'zh'] as const).flatMap((language) =>
  foreign[language].map((question) => ({ articleId: '', language, question })),
);

const became = ({ articleId, language, question, hits }: Answered): string => {
  const words = [{ seq: 1, text: question }];
  const plan = answerTurn({ query: queryOf(words, []), words, history: [], language, hits, misses: 0 });
  if (plan.sources.length === 0) return plan.outcome;
  const right = plan.sources.some((source) => source.articleId === articleId);
  return `${plan.sources.length === 2 ? 'asks which' : 'answers'}, ${right ? 'right' : 'wrong'}`;
};

const sets: [string, Answered[]][] = [
  ['as it stands', await askedVerbatim(articles)],
  ['question left out', await leaveOneOut(articles)],
  ['article left out', await goldRemoved(articles)],
  ['other trades', await withIndex(articles, (index) => asking(index, foreignAsked))],
];
for (const [name, asked] of sets) {
  const counts = Map.groupBy(asked, became);
  const shares = [...counts].map(([kind, all]) => `${kind} ${((100 * all.length) / asked.length).toFixed(1)} %`).sort();
  console.log(`${name} (${asked.length}): ${shares.join(' · ')}`);
}
