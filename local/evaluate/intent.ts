import { classify } from '#shared/understanding/intents/model';
import { commonest, drawn, isGrouped, type Labelled, labelled } from './examples.ts';
import { APART, devNote, fileNote, learned, quickest } from './learning.ts';
import {
  accuracy,
  bootstrap,
  coverageAt,
  ece,
  type Interval,
  type Judged,
  macroF1,
  mean,
  quantile,
  wilsonOf,
} from './metrics.ts';
import { eceOfHonest } from './noise.ts';
import { type Asked, type Figures, fileOf, type Result, type Task } from './task.ts';

type Row = Judged & { seen: boolean };
/** One business: its rows judged, and what learning it took. */
type Business = {
  rows: Row[];
  baseline: Row[];
  trainSeconds: number;
  wallSeconds: number;
  bytes: number;
  learnedDev: boolean;
};

const figuresOf = (rows: readonly Judged[]): Figures => ({
  accuracy: accuracy(rows),
  macroF1: macroF1(rows),
  ece: ece(rows),
  eceOfHonest: eceOfHonest(rows),
  coverageAt95: coverageAt(0.95, rows),
});

function judge(
  train: readonly Labelled[],
  dev: readonly Labelled[],
  test: readonly Labelled[],
  times: number[],
  apart: boolean,
): Business {
  const { model, ...took } = learned(train, dev, { apart });
  const seen = new Set([...train, ...(took.learnedDev ? dev : [])].map(({ text }) => text.trim().toLowerCase()));
  for (const { text } of test.slice(0, 200)) classify(model, text);
  const rows = test.map(({ text, intent }): Row => {
    const { answer: verdict, milliseconds } = quickest(() => classify(model, text));
    times.push(milliseconds);
    const said = verdict.intent ?? '';
    return { gold: intent, said, confidence: verdict.confidence, seen: seen.has(text.trim().toLowerCase()) };
  });
  const always = commonest(train);
  const share = train.filter(({ intent }) => intent === always).length / train.length;
  return { rows, baseline: rows.map((row) => ({ ...row, said: always, confidence: share })), ...took };
}

/** Figures over all rows; of several businesses the mean of theirs, as each has its own model. */
function told(businesses: readonly Business[], of: (one: Business) => readonly Row[]): Figures {
  const all = businesses.map((one) => figuresOf(of(one)));
  return Object.fromEntries(
    Object.keys(all[0] ?? {}).map((name) => [name, mean(all.map((figures) => figures[name] ?? 0))]),
  );
}

/** Rows of all businesses resampled within each. */
function intervals(businesses: readonly Business[], figures: Figures, n: number): Record<string, Interval> {
  const bootstrapped = (figure: (rows: readonly Row[]) => number): Interval => {
    const each = businesses.map((one) => bootstrap(one.rows, figure, 200));
    const half = Math.sqrt(each.reduce((sum, [low, high]) => sum + ((high - low) / 2) ** 2, 0)) / businesses.length;
    const middle = mean(each.map(([low, high]) => (low + high) / 2));
    return businesses.length === 1 ? (each[0] as Interval) : [middle - half, middle + half];
  };
  return {
    accuracy: wilsonOf(figures.accuracy ?? 0, n),
    macroF1: bootstrapped(macroF1),
    ece: bootstrapped(ece),
    coverageAt95: bootstrapped((sample) => coverageAt(0.95, sample)),
  };
}

/** The rows by business; all together where the file knows one business only. */
function businessesOf(rows: readonly Labelled[], grouped: boolean): Map<string, Labelled[]> {
  return grouped ? Map.groupBy(rows, ({ group }) => group ?? '') : new Map([['', [...rows]]]);
}

type Plan = { name: string; train: Labelled[]; dev: Labelled[]; test: Labelled[] };

/** Three draws of so many examples an intent, all put to the same test; the development file would be more than they are. */
const fewShots = (train: readonly Labelled[], test: Labelled[], shots: number): Plan[] =>
  [1, 2, 3].map((seed) => ({ name: `seed ${seed}`, train: drawn(train, shots, seed), dev: [], test }));

function byBusiness(
  train: readonly Labelled[],
  dev: readonly Labelled[],
  test: readonly Labelled[],
  grouped: boolean,
): Plan[] {
  const [devs, tests] = [businessesOf(dev, grouped), businessesOf(test, grouped)];
  return [...businessesOf(train, grouped)].flatMap(([name, rows]) => {
    const own = tests.get(name);
    return own ? [{ name, train: rows, dev: devs.get(name) ?? [], test: own }] : [];
  });
}

async function run(asked: Asked): Promise<Result> {
  const dev = asked.files.dev === undefined ? [] : labelled(asked.files.dev).rows;
  const [{ rows: train }, { rows: test, left }] = [labelled(fileOf(asked, 'train')), labelled(fileOf(asked, 'test'))];
  const shots = Number(asked.options.shots ?? 0);
  const grouped = asked.options.together !== true && isGrouped(train);
  const plans = shots > 0 ? fewShots(train, test, shots) : byBusiness(train, dev, test, grouped);
  const times: number[] = [];
  const all = plans.map((plan) => ({
    name: plan.name,
    ...judge(plan.train, plan.dev, plan.test, times, asked.options.apart === true),
  }));
  const told = result(all, { dev: shots > 0 ? 0 : dev.length, times, n: shots > 0 ? test.length : times.length });
  const notes = [
    ...(shots > 0 ? [`Figures are means over three draws of ${shots} examples an intent.`] : []),
    ...(shots === 0 && all.length > 1
      ? [`Figures are means over ${all.length} domains, each with a model of its own.`]
      : []),
    ...(left > 0 ? [`${left} test rows without exactly one intent are left out.`] : []),
  ];
  return { ...told, notes: [...told.notes, ...notes] };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function result(
  all: readonly (Business & { name: string })[],
  { dev, times, n }: { dev: number; times: number[]; n: number },
): Result {
  const figures = told(all, ({ rows }) => rows);
  const unseen = all.map((one) => one.rows.filter(({ seen }) => !seen)).filter((rows) => rows.length > 0);
  const fresh = unseen.reduce((sum, rows) => sum + rows.length, 0);
  figures.accuracyUnseen = mean(unseen.map(accuracy));
  return {
    n,
    figures,
    ci95: { ...intervals(all, figures, n), accuracyUnseen: wilsonOf(figures.accuracyUnseen, Math.min(n, fresh)) },
    baselines: [{ name: 'majority', figures: told(all, ({ baseline }) => baseline) }],
    trainSeconds: sum(all.map(({ trainSeconds }) => trainSeconds)),
    msP95: quantile(0.95, times),
    notes: [
      devNote(all[0] ?? { learnedDev: false }, dev),
      `${times.length - fresh} judged rows stand word for word in what was learned; accuracyUnseen leaves them out.`,
      fileNote({
        bytes: Math.max(...all.map(({ bytes }) => bytes)),
        wallSeconds: sum(all.map(({ wallSeconds }) => wallSeconds)),
      }),
    ],
    ...(all.length > 1 && {
      parts: Object.fromEntries(all.map(({ name, rows }) => [name, { n: rows.length, ...figuresOf(rows) }])),
    }),
  };
}

export const intent: Task = {
  name: 'intent',
  says: 'which intent: {text, intent} or {text, intents: [one]}; where domains share intents, each domain has its model',
  needs: ['train', 'test'],
  may: ['dev'],
  options: {
    apart: APART,
    together: { type: 'boolean', says: 'one model for all domains' },
    shots: { type: 'string', says: 'N  learn from N examples of each intent only; the mean of three draws' },
  },
  run,
};
