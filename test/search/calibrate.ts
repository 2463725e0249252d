/**
 * Fits `shared/knowledge/confidence.ts` on the demo shop's own knowledge and prints the constants, the threshold and the rates
 * they reach: `npx node test/search/calibrate.ts`. It writes no file; what it prints is put into confidence.ts by hand.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import * as z from 'zod';
import { LANGUAGES, Language } from '#shared/knowledge/article';
import { ANSWER_FROM, confidence, FITTED, features, type Weights } from '#shared/knowledge/confidence';
import {
  type Answered,
  askedVerbatim,
  asking,
  besides,
  demoArticles,
  goldRemoved,
  leaveOneOut,
  withIndex,
} from './demo-base.ts';
import { everyday } from './everyday.ts';

/**
 * Of six questions one is asked word for word, one is an everyday one, two are in words unlike all others, one lost its article, one
 * is of another world.
 */
const SHARE = {
  verbatim: 1 / 6,
  everyday: 1 / 6,
  'left out': 1 / 3,
  'gold removed': 1 / 6,
  'out of domain': 1 / 6,
};
type Kind = keyof typeof SHARE;
const UNANSWERABLE: Kind[] = ['gold removed', 'out of domain'];
/** At most this share of the unanswerable questions may get an answer, the mean of both kinds. */
const WRONGLY_ANSWERED = 0.08;
const FOLDS = 5;

/** `right` is whether the first hit is the article the question was taken from. */
export type Case = Answered & { kind: Kind; right: boolean };
type Judged = Case & { probability: number };

export function outOfDomain() {
  const file = readFileSync(new URL('out-of-domain.yaml', import.meta.url), 'utf8');
  const questions = z.record(Language, z.array(z.string())).parse(parse(file));
  return LANGUAGES.flatMap((language) =>
    questions[language].map((question) => ({ articleId: `none: ${question}`, language, question })),
  );
}

/** The half that may be looked at; the other is never fitted to. */
const everydayAsked = () =>
  everyday()
    .filter(({ half, by }) => half === 'dev' && by.length > 0)
    .map((one) => ({ ...one, articleId: one.by[0] ?? '' }));

export async function cases(): Promise<Case[]> {
  const articles = demoArticles();
  const of = (kind: Kind, answered: readonly Answered[]): Case[] =>
    answered.map((one) => ({ ...one, kind, right: besides(one.articleId).includes(one.hits[0]?.articleId ?? '') }));
  const ordinary = await withIndex(articles, (index) => asking(index, everydayAsked()));
  return [
    ...ordinary.map((one) => ({
      ...one,
      kind: 'everyday' as const,
      right: one.by.includes(one.hits[0]?.articleId ?? ''),
    })),
    ...of('verbatim', await askedVerbatim(articles)),
    ...of('left out', await leaveOneOut(articles)),
    ...of('gold removed', await goldRemoved(articles)),
    ...of('out of domain', await withIndex(articles, (index) => asking(index, outOfDomain()))),
  ];
}

/** What one case weighs, so that the kinds stand to each other as in `SHARE` however many there are of each. */
function sharesOf(all: readonly Case[]): (one: Case) => number {
  const counts = Object.groupBy(all, ({ kind }) => kind);
  return ({ kind }) => SHARE[kind] / (counts[kind]?.length ?? 1);
}

const weightsOf = (value: (name: keyof Weights) => number): Weights => {
  const names = Object.keys(FITTED) as (keyof Weights)[];
  return Object.fromEntries(names.map((name) => [name, value(name)])) as Weights;
};

/** Logistic regression by gradient descent with momentum; a touch of shrinkage keeps correlated signals tame. */
function fittedOn(all: readonly Case[]): Weights {
  const share = sharesOf(all);
  const rows = all.flatMap((one) => (one.hits[0] ? [{ one, signals: features(one.hits[0]), share: share(one) }] : []));
  let weights = weightsOf(() => 0);
  let speed = weights;
  for (let step = 0; step < 4_000; step += 1) {
    const slope = weightsOf((name) => (name === 'bias' ? 0 : 0.0005 * weights[name]));
    for (const { one, signals, share } of rows) {
      const error = (confidence(one.hits[0], weights) - (one.right ? 1 : 0)) * share;
      for (const name of Object.keys(slope) as (keyof Weights)[]) slope[name] += error * signals[name];
    }
    const before = speed;
    speed = weightsOf((name) => 0.9 * before[name] - 0.5 * slope[name]);
    const stood = weights;
    weights = weightsOf((name) => stood[name] + speed[name]);
  }
  return weightsOf((name) => Number(weights[name].toFixed(2)));
}

const judge = (all: readonly Case[], weights: Weights): Judged[] =>
  all.map((one) => ({ ...one, probability: confidence(one.hits[0], weights) }));

/** Each article's questions are judged by constants fitted without any question of it. */
function judgedByOthers(all: readonly Case[]): Judged[] {
  const ids = [...new Set(all.map(({ articleId }) => articleId))];
  const folds = new Map(ids.map((id, place) => [id, place % FOLDS]));
  return Array.from({ length: FOLDS }, (_, held) => {
    const isHeld = ({ articleId }: Case) => folds.get(articleId) === held;
    return judge(all.filter(isHeld), fittedOn(all.filter((one) => !isHeld(one))));
  }).flat();
}

const rate = (some: readonly unknown[], of: readonly unknown[]): number =>
  of.length === 0 ? 0 : some.length / of.length;
const answered = (all: readonly Judged[], from: number) => all.filter(({ probability }) => probability >= from);

/** The lowest threshold, in hundredths, at which each kind of unanswerable question is answered seldom enough. */
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0) / numbers.length;

function thresholdOf(all: readonly Judged[]): number {
  const kinds = UNANSWERABLE.map((kind) => all.filter((one) => one.kind === kind));
  for (let hundredths = 1; hundredths < 100; hundredths += 1)
    if (mean(kinds.map((kind) => rate(answered(kind, hundredths / 100), kind))) <= WRONGLY_ANSWERED)
      return hundredths / 100;
  return 1;
}

/** How often a right first hit is trusted more than a wrong one; word-for-word questions would flatter it and are left out. */
function auroc(all: readonly Judged[]): number {
  const judged = all.filter(({ kind }) => kind !== 'verbatim');
  const right = judged.filter((one) => one.right).map(({ probability }) => probability);
  const wrong = judged.filter((one) => !one.right).map(({ probability }) => probability);
  let won = 0;
  for (const a of right) for (const b of wrong) won += a > b ? 1 : a === b ? 0.5 : 0;
  return won / (right.length * wrong.length);
}

/** Expected calibration error over ten bins, weighted by the mix. */
function calibrationError(all: readonly Judged[]): number {
  const share = sharesOf(all);
  const bins = Object.values(Object.groupBy(all, ({ probability }) => Math.min(9, Math.floor(probability * 10))));
  const gap = (bin: Judged[]) =>
    bin.reduce((sum, one) => sum + share(one) * (one.probability - (one.right ? 1 : 0)), 0);
  return bins.reduce((error, bin = []) => error + Math.abs(gap(bin)), 0);
}

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

function ratesOf(all: readonly Judged[], from: number): Record<string, string | number> {
  const of = (kind: Kind) => all.filter((one) => one.kind === kind);
  const [leftOut, verbatim, ordinary] = [of('left out'), of('verbatim'), of('everyday')];
  const given = answered(leftOut, from);
  const unanswerable = UNANSWERABLE.map((kind) => [
    `${kind}, answered all the same (n=${of(kind).length})`,
    percent(rate(answered(of(kind), from), of(kind))),
  ]);
  return {
    [`verbatim, answered (n=${verbatim.length})`]: percent(rate(answered(verbatim, from), verbatim)),
    [`left out, first hit right (n=${leftOut.length})`]: percent(
      rate(
        leftOut.filter((one) => one.right),
        leftOut,
      ),
    ),
    [`everyday, first hit right (n=${ordinary.length})`]: percent(
      rate(
        ordinary.filter((one) => one.right),
        ordinary,
      ),
    ),
    'everyday, answered': percent(rate(answered(ordinary, from), ordinary)),
    'left out, answered': percent(rate(given, leftOut)),
    'left out, right among answered': percent(
      rate(
        given.filter((one) => one.right),
        given,
      ),
    ),
    ...Object.fromEntries(unanswerable),
    'AUROC, right against wrong': auroc(all).toFixed(3),
    'calibration error': calibrationError(all).toFixed(3),
  };
}

function printRates(heading: string, all: readonly Judged[], from: number): void {
  const parts: [string, Judged[]][] = LANGUAGES.map((language) => [
    language,
    all.filter((one) => one.language === language),
  ]);
  console.log(heading);
  for (const [name, part] of [['both', [...all]], ...parts] as const) {
    console.log(`  ${name}`);
    for (const [what, value] of Object.entries(ratesOf(part, from))) console.log(`    ${what}: ${value}`);
  }
}

async function main(): Promise<void> {
  const all = await cases();
  const weights = fittedOn(all);
  const fair = judgedByOthers(all);
  const threshold = thresholdOf(fair);
  console.log(`fitted on ${all.length} cases of the demo shop:`, weights, `\nthreshold: ${threshold}`);
  printRates('cross-validated by article, at that threshold:', fair, threshold);
  const same = JSON.stringify(weights) === JSON.stringify(FITTED) && threshold === ANSWER_FROM;
  console.log(
    same ? 'shared/knowledge/confidence.ts has these numbers.' : 'shared/knowledge/confidence.ts has OTHER numbers.',
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
