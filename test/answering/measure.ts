/**
 * What becomes of single questions put to the demo shop's bot, by `npx node test/answering/measure.ts`:
 * its own questions as they stand, each with itself left out of the knowledge, each with its whole article left out,
 * questions of other trades, and the everyday ones. `--show dev` prints what became of each everyday question of the half
 * that may be looked at.
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
import { everyday } from '#test/search/everyday';

const articles = demoArticles();
const foreign = parse(readFileSync(new URL('../search/out-of-domain.yaml', import.meta.url), 'utf8')) as Record<
  Language,
  string[]
>;
const foreignAsked = (['en', 'zh'] as const).flatMap((language) =>
  foreign[language].map((question) => ({ articleId: '', language, question })),
);

const planned = ({ language, question, hits }: Pick<Answered, 'language' | 'question' | 'hits'>) => {
  const words = [{ seq: 1, text: question }];
  return answerTurn({ query: queryOf(words, []), words, history: [], language, hits, misses: 0 });
};

const became = ({ by, ...asked }: Pick<Answered, 'language' | 'question' | 'hits'> & { by: readonly string[] }) => {
  const plan = planned(asked);
  if (plan.sources.length === 0) return plan.outcome;
  const right = plan.sources.some((source) => by.includes(source.articleId));
  return `${plan.sources.length === 2 ? 'asks which' : 'answers'}, ${right ? 'right' : 'wrong'}`;
};

const sets: [string, Answered[]][] = process.argv.includes('--everyday')
  ? []
  : [
      ['as it stands', await askedVerbatim(articles)],
      ['question left out', await leaveOneOut(articles)],
      ['article left out', await goldRemoved(articles)],
      ['other trades', await withIndex(articles, (index) => asking(index, foreignAsked))],
    ];

function report(name: string, asked: readonly Parameters<typeof became>[0][]): void {
  const counts = Map.groupBy(asked, became);
  const shares = [...counts].map(([kind, all]) => `${kind} ${((100 * all.length) / asked.length).toFixed(1)} %`).sort();
  console.log(`${name} (${asked.length}): ${shares.join(' · ')}`);
}

async function reportEveryday(): Promise<void> {
  const put = await withIndex(articles, (index) =>
    asking(
      index,
      everyday().map((one) => ({ ...one, articleId: one.by[0] ?? '' })),
    ),
  );
  for (const half of ['dev', 'test'] as const)
    for (const [kind, isKind] of [
      ['everyday', ({ by }) => by.length > 0],
      ['without an answer', ({ by }) => by.length === 0],
    ] as const satisfies [string, (one: (typeof put)[number]) => boolean][])
      for (const language of ['en', 'zh'] as const)
        report(
          `${kind}, ${half}, ${language}`,
          put.filter((one) => one.half === half && one.language === language && isKind(one)),
        );
  if (!process.argv.includes('--show')) return;
  for (const one of put.filter(({ half }) => half === 'dev')) {
    const { confidence } = planned(one);
    const found = one.hits.slice(0, 3).map(({ articleId, evidence }) => `${articleId} ${evidence.score.toFixed(1)}`);
    console.log(`${became(one).padEnd(18)} ${confidence} ${one.question} | ${one.by} | ${found.join(', ')}`);
  }
}

if (!process.argv.includes('--everyday'))
  for (const [name, asked] of sets)
    report(
      name,
      asked.map((one) => ({ ...one, by: [one.articleId] })),
    );
await reportEveryday();
