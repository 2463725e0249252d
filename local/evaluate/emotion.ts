import * as z from 'zod';
import { type Mood, moodOf, NEUTRAL } from '#shared/understanding/emotion';
import type { Kind } from '#shared/understanding/feelings/lexicon';
import { classify, type Ranked } from '#shared/understanding/intents/model';
import type { Labelled } from './examples.ts';
import { learned } from './learning.ts';
import {
  accuracy,
  auroc,
  bootstrap,
  f1Of,
  type Interval,
  type Judged,
  macroF1,
  mean,
  quantile,
  wilsonOf,
} from './metrics.ts';
import { list, readRows, renamed } from './rows.ts';
import { type Asked, type Baseline, type Figures, fileOf, type Result, type Task } from './task.ts';

const names: Readonly<Record<string, 'negative' | 'neutral' | 'positive'>> = {
  neg: 'negative',
  negative: 'negative',
  '-1': 'negative',
  '0': 'neutral',
  neu: 'neutral',
  neutral: 'neutral',
  pos: 'positive',
  positive: 'positive',
  '1': 'positive',
};
const Side = z.preprocess(
  (value) => names[String(value).toLowerCase()] ?? value,
  z.enum(['negative', 'neutral', 'positive']),
);
const SideRow = z.preprocess(
  renamed({ label: ['sentiment'] }),
  z.object({ text: z.string(), label: Side, source: z.string().optional() }),
);

const FEELINGS = ['anger', 'disgust', 'fear', 'joy', 'neutral', 'sadness', 'surprise'] as const;
type Feeling = (typeof FEELINGS)[number];
const FeelingRow = z.object({ text: z.string(), labels: list.pipe(z.array(z.enum(FEELINGS))) });

/** The feelings of the Ekman grouping by the kinds of our lists. */
const feelingOf: Readonly<Record<Kind, Feeling | undefined>> = {
  insult: 'anger',
  abuse: 'anger',
  anger: 'anger',
  disgust: 'disgust',
  sadness: 'sadness',
  fear: 'fear',
  surprise: 'surprise',
  joy: 'joy',
  praise: 'joy',
  thanks: 'joy',
  love: 'joy',
  hope: 'joy',
  relief: 'joy',
  care: 'joy',
  fault: undefined,
  wait: undefined,
};

/** How a text is judged: what it is taken for, how sure that is, and where it lies from -1 (bad) to 1 (good). */
type Verdict = { said: string; confidence: number; valence: number };
type Judge<V> = { judge: (text: string) => V; trainSeconds: number; note: string };

type Timed<Row, V> = { row: Row; verdict: V };
/** Verdicts on the rows, and how long each took. */
function read<Row extends { text: string }, V>(rows: readonly Row[], judge: (text: string) => V) {
  const times: number[] = [];
  const read = rows.map((row): Timed<Row, V> => {
    const start = performance.now();
    const verdict = judge(row.text);
    times.push(performance.now() - start);
    return { row, verdict };
  });
  return { read, times };
}

/** Where a set knows no neutral, what is not negative is positive. */
const sideOf = (valence: number, hasNeutral: boolean): string => {
  if (valence <= NEUTRAL.from) return 'negative';
  return valence >= NEUTRAL.to || !hasNeutral ? 'positive' : 'neutral';
};

const byRules = (hasNeutral: boolean): Judge<Verdict> => ({
  judge: (text) => {
    const { valence } = moodOf(text);
    return { said: sideOf(valence, hasNeutral), confidence: Math.abs(valence), valence };
  },
  trainSeconds: 0,
  note: `Word lists and rules of our own; nothing is trained. Neutral lies between ${NEUTRAL.from} and ${NEUTRAL.to}, the same for every set.`,
});

const byLearning = (rows: readonly Labelled[]): Judge<Verdict> => {
  const { model, trainSeconds, bytes } = learned(rows, []);
  const shareOf = (ranked: readonly Ranked[], label: string): number =>
    ranked.find(({ intent }) => intent === label)?.confidence ?? 0;
  return {
    judge: (text) => {
      const { intent, confidence, ranked } = classify(model, text);
      const valence = shareOf(ranked, 'positive') - shareOf(ranked, 'negative');
      return { said: intent ?? 'neutral', confidence, valence };
    },
    trainSeconds,
    note: `The trainable classifier, on ${rows.length} labelled rows; model ${(bytes / 1024).toFixed(0)} KB.`,
  };
};

type JudgedSide = Judged & { valence: number };

const aurocOfNegative = (rows: readonly JudgedSide[]): number =>
  auroc(
    rows.filter(({ gold }) => gold === 'negative').map(({ valence }) => -valence),
    rows.filter(({ gold }) => gold !== 'negative').map(({ valence }) => -valence),
  );

const sideFigures = (rows: readonly JudgedSide[]): Figures => ({
  accuracy: accuracy(rows),
  macroF1: macroF1(rows),
  negativeF1: f1Of('negative', rows),
  auroc: aurocOfNegative(rows),
});

const always = (label: string, rows: readonly JudgedSide[]): Figures =>
  sideFigures(rows.map((row) => ({ ...row, said: label, valence: 0 })));

const commonest = (labels: readonly string[]): string => {
  const counts = Map.groupBy(labels, (label) => label);
  return [...counts].sort(([, a], [, b]) => b.length - a.length)[0]?.[0] ?? '';
};

/** The same without looking: always "negative", and always the label that most rows have. */
const sideBaselines = (rows: readonly JudgedSide[]): Baseline[] => {
  const majority = commonest(rows.map(({ gold }) => gold));
  return [
    { name: 'always negative', figures: always('negative', rows) },
    { name: `majority (${majority})`, figures: always(majority, rows) },
  ];
};

const intervals = (rows: readonly JudgedSide[]): Record<string, Interval> => ({
  accuracy: wilsonOf(accuracy(rows), rows.length),
  macroF1: bootstrap(rows, macroF1),
  negativeF1: bootstrap(rows, (sample) => f1Of('negative', sample)),
  auroc: bootstrap(rows, aurocOfNegative),
});

const partsBySource = (sources: readonly (string | undefined)[], rows: readonly JudgedSide[]): Result['parts'] => {
  const parts = Map.groupBy(rows, (_, at) => (sources[at] ?? '').split(':')[0] ?? '');
  if (parts.size < 2) return undefined;
  return Object.fromEntries([...parts].map(([source, part]) => [source, { n: part.length, ...sideFigures(part) }]));
};

function sides({ test, train }: Files): Result {
  const rows = readRows(test, SideRow);
  const hasNeutral = rows.some(({ label }) => label === 'neutral');
  const judge = train
    ? byLearning(readRows(train, SideRow).map(({ text, label }) => ({ text, intent: label, group: undefined })))
    : byRules(hasNeutral);
  const { read: verdicts, times } = read(rows, judge.judge);
  const judged = verdicts.map(({ row, verdict }): JudgedSide => ({ gold: row.label, ...verdict }));
  const parts = partsBySource(
    rows.map(({ source }) => source),
    judged,
  );
  return {
    n: rows.length,
    figures: sideFigures(judged),
    ci95: intervals(judged),
    baselines: sideBaselines(judged),
    trainSeconds: judge.trainSeconds,
    msP95: quantile(0.95, times),
    notes: [judge.note, 'auroc: negative against the rest, by valence.'],
    ...(parts && { parts }),
  };
}

type FeelingsJudged = { gold: ReadonlySet<Feeling>; said: ReadonlySet<Feeling> };

/** Every feeling that a clue tells; none is neutral. */
const feelingsOf = ({ clues }: Mood): ReadonlySet<Feeling> => {
  const told = clues.flatMap(({ kind, rule, weight }) => {
    const feeling = feelingOf[kind];
    const denied = rule === 'negated' || rule === 'rhetorical' || (feeling === 'joy' && weight < 0);
    return feeling && !denied ? [feeling] : [];
  });
  return new Set(told.length > 0 ? told : ['neutral']);
};

/** As sure as that, a learned feeling is told beside a likelier one. */
const ALSO = 0.3;

const feelingsByRules: Judge<ReadonlySet<Feeling>> = {
  judge: (text) => feelingsOf(moodOf(text)),
  trainSeconds: 0,
  note: 'Word lists and rules of our own; nothing is trained.',
};

const feelingsByLearning = (rows: readonly z.output<typeof FeelingRow>[]): Judge<ReadonlySet<Feeling>> => {
  const single = rows.flatMap(({ text, labels }) => labels.map((intent) => ({ text, intent, group: undefined })));
  const { model, trainSeconds, bytes } = learned(single, []);
  return {
    judge: (text) => {
      const { ranked } = classify(model, text);
      const told = ranked.filter(({ confidence }, place) => place === 0 || confidence >= ALSO);
      return new Set(told.map(({ intent }) => intent as Feeling));
    },
    trainSeconds,
    note: `The trainable classifier, on ${single.length} labels; model ${(bytes / 1024).toFixed(0)} KB.`,
  };
};

const feelingF1 = (feeling: Feeling, rows: readonly FeelingsJudged[]): number => {
  const right = rows.filter(({ gold, said }) => gold.has(feeling) && said.has(feeling)).length;
  const all = rows.filter(({ gold }) => gold.has(feeling)).length + rows.filter(({ said }) => said.has(feeling)).length;
  return all === 0 ? 0 : (2 * right) / all;
};
const feelingsMacroF1 = (rows: readonly FeelingsJudged[]): number =>
  mean(FEELINGS.map((feeling) => feelingF1(feeling, rows)));

function feelings({ test, train }: Files): Result {
  const judge = train ? feelingsByLearning(readRows(train, FeelingRow)) : feelingsByRules;
  const { read: verdicts, times } = read(readRows(test, FeelingRow), judge.judge);
  const rows = verdicts.map(({ row, verdict }) => ({ gold: new Set(row.labels), said: verdict }));
  const majority = commonest(verdicts.flatMap(({ row }) => row.labels)) as Feeling;
  const constant = (feeling: Feeling): Figures => ({
    macroF1: feelingsMacroF1(rows.map(({ gold }) => ({ gold, said: new Set([feeling]) }))),
  });
  const parts = FEELINGS.map((feeling) => {
    const n = rows.filter(({ gold }) => gold.has(feeling)).length;
    return [feeling, { n, f1: feelingF1(feeling, rows) }] as const;
  });
  return {
    n: rows.length,
    figures: { macroF1: feelingsMacroF1(rows) },
    ci95: { macroF1: bootstrap(rows, feelingsMacroF1, 200) },
    baselines: [
      { name: 'always anger', figures: constant('anger') },
      { name: `majority (${majority})`, figures: constant(majority) },
    ],
    trainSeconds: judge.trainSeconds,
    msP95: quantile(0.95, times),
    notes: [judge.note, 'A row may have several feelings.'],
    parts: Object.fromEntries(parts),
  };
}

type Files = { test: string; train: string | undefined };

async function run(asked: Asked): Promise<Result> {
  const files = { test: fileOf(asked, 'test'), train: asked.files.train };
  return hasFeelings(files.test) ? feelings(files) : sides(files);
}

const hasFeelings = (file: string): boolean => {
  const [first] = readRows(file, z.record(z.string(), z.unknown()));
  return first !== undefined && 'labels' in first;
};

export const emotion: Task = {
  name: 'emotion',
  says: 'feelings by our word lists, or learned from --train: {text, label negative|neutral|positive} or pos|neg, or {text, labels[]} of the Ekman seven',
  needs: ['test'],
  may: ['train'],
  run,
};
