import { classify } from '#shared/understanding/intents/model';
import { commonest, isGrouped, type Labelled, labelled } from './examples.ts';
import { devNote, learned } from './learning.ts';
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
import { type Asked, type Figures, fileOf, type Result, type Task } from './task.ts';

type Row = Judged & { seen: boolean };
/** One business: its rows judged, and what learning it took. */
type Business = { rows: Row[]; baseline: Row[]; trainSeconds: number; bytes: number; learnedDev: boolean };

const figuresOf = (rows: readonly Judged[]): Figures => ({
  accuracy: accuracy(rows),
  macroF1: macroF1(rows),
  ece: ece(rows),
  coverageAt95: coverageAt(0.95, rows),
});

function judge(
  train: readonly Labelled[],
  dev: readonly Labelled[],
  test: readonly Labelled[],
  times: number[],
): Business {
  const { model, ...took } = learned(train, dev);
  const seen = new Set([...train, ...(took.learnedDev ? dev : [])].map(({ text }) => text.trim().toLowerCase()));
  for (const { text } of test.slice(0, 200)) classify(model, text);
  const rows = test.map(({ text, intent }): Row => {
    const start = performance.now();
    const verdict = classify(model, text);
    times.push(performance.now() - start);
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
function intervals(businesses: readonly Business[], figures: Figures): Record<string, Interval> {
  const rows = businesses.flatMap((one) => one.rows);
  const bootstrapped = (figure: (rows: readonly Row[]) => number): Interval => {
    const each = businesses.map((one) => bootstrap(one.rows, figure, 200));
    const half = Math.sqrt(each.reduce((sum, [low, high]) => sum + ((high - low) / 2) ** 2, 0)) / businesses.length;
    const middle = mean(each.map(([low, high]) => (low + high) / 2));
    return businesses.length === 1 ? (each[0] as Interval) : [middle - half, middle + half];
  };
  return {
    accuracy: wilsonOf(figures.accuracy ?? 0, rows.length),
    macroF1: bootstrapped(macroF1),
    ece: bootstrapped(ece),
    coverageAt95: bootstrapped((sample) => coverageAt(0.95, sample)),
  };
}

/** The rows by business; all together where the file knows one business only. */
function businessesOf(rows: readonly Labelled[], grouped: boolean): Map<string, Labelled[]> {
  return grouped ? Map.groupBy(rows, ({ group }) => group ?? '') : new Map([['', [...rows]]]);
}

async function run(asked: Asked): Promise<Result> {
  const dev = asked.files.dev === undefined ? undefined : labelled(asked.files.dev);
  const [train, test] = [labelled(fileOf(asked, 'train')), labelled(fileOf(asked, 'test'))];
  const grouped = asked.options.together !== true && isGrouped(train.rows);
  const [devs, tests] = [businessesOf(dev?.rows ?? [], grouped), businessesOf(test.rows, grouped)];
  const times: number[] = [];
  const all = [...businessesOf(train.rows, grouped)].flatMap(([name, rows]) => {
    const own = tests.get(name);
    return own ? [{ name, ...judge(rows, devs.get(name) ?? [], own, times) }] : [];
  });
  return result(all, { dev: dev?.rows.length ?? 0, left: test.left, times });
}

function result(
  all: readonly (Business & { name: string })[],
  { dev, left, times }: { dev: number; left: number; times: number[] },
): Result {
  const figures = told(all, ({ rows }) => rows);
  const unseen = all.map((one) => one.rows.filter(({ seen }) => !seen)).filter((rows) => rows.length > 0);
  const n = times.length;
  const fresh = unseen.reduce((sum, rows) => sum + rows.length, 0);
  figures.accuracyUnseen = mean(unseen.map(accuracy));
  return {
    n,
    figures,
    ci95: { ...intervals(all, figures), accuracyUnseen: wilsonOf(figures.accuracyUnseen, fresh) },
    baselines: [{ name: 'majority', figures: told(all, ({ baseline }) => baseline) }],
    trainSeconds: all.reduce((sum, { trainSeconds }) => sum + trainSeconds, 0),
    msP95: quantile(0.95, times),
    notes: [
      devNote(all[0] ?? { learnedDev: false }, dev),
      `${n - fresh} test rows stand word for word in what was learned; accuracyUnseen leaves them out.`,
      `Model file: ${(Math.max(...all.map(({ bytes }) => bytes)) / 1e6).toFixed(2)} MB${all.length > 1 ? ' at most' : ''}.`,
      ...(all.length > 1 ? [`Figures are means over ${all.length} domains, each with a model of its own.`] : []),
      ...(left > 0 ? [`${left} test rows without exactly one intent are left out.`] : []),
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
  options: { together: { type: 'boolean', says: 'one model for all domains' } },
  run,
};
