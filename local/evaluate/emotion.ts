import * as z from 'zod';
import { type Mood, moodOf, NEUTRAL } from '#shared/understanding/emotion';
import type { Kind } from '#shared/understanding/feelings/lexicon';
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
type SideRow = z.output<typeof SideRow>;

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

type Timed<Row> = { row: Row; mood: Mood };
/** Moods of the rows, and how long each took. */
function read<Row extends { text: string }>(rows: readonly Row[]): { moods: Timed<Row>[]; times: number[] } {
  const times: number[] = [];
  const moods = rows.map((row) => {
    const start = performance.now();
    const mood = moodOf(row.text);
    times.push(performance.now() - start);
    return { row, mood };
  });
  return { moods, times };
}

/** Where a set knows no neutral, what is not negative is positive. */
const sideOf = (valence: number, hasNeutral: boolean): string => {
  if (valence <= NEUTRAL.from) return 'negative';
  return valence >= NEUTRAL.to || !hasNeutral ? 'positive' : 'neutral';
};

type JudgedSide = Judged & { valence: number };
const judged = (moods: readonly Timed<SideRow>[]): JudgedSide[] => {
  const hasNeutral = moods.some(({ row }) => row.label === 'neutral');
  return moods.map(({ row, mood: { valence } }) => ({
    gold: row.label,
    said: sideOf(valence, hasNeutral),
    confidence: Math.abs(valence),
    valence,
  }));
};

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

const partsBySource = (moods: readonly Timed<SideRow>[], rows: readonly JudgedSide[]): Result['parts'] => {
  const sources = Map.groupBy(rows, (_, at) => (moods[at]?.row.source ?? '').split(':')[0] ?? '');
  if (sources.size < 2) return undefined;
  return Object.fromEntries([...sources].map(([source, part]) => [source, { n: part.length, ...sideFigures(part) }]));
};

const engine =
  'Word lists and rules of our own; nothing is trained. auroc: negative against the rest, by valence. Neutral lies between ' +
  `${NEUTRAL.from} and ${NEUTRAL.to}, the same for every set.`;

function sides(file: string): Result {
  const { moods, times } = read(readRows(file, SideRow));
  const rows = judged(moods);
  const parts = partsBySource(moods, rows);
  return {
    n: rows.length,
    figures: sideFigures(rows),
    ci95: intervals(rows),
    baselines: sideBaselines(rows),
    trainSeconds: 0,
    msP95: quantile(0.95, times),
    notes: [engine],
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

const feelingF1 = (feeling: Feeling, rows: readonly FeelingsJudged[]): number => {
  const right = rows.filter(({ gold, said }) => gold.has(feeling) && said.has(feeling)).length;
  const all = rows.filter(({ gold }) => gold.has(feeling)).length + rows.filter(({ said }) => said.has(feeling)).length;
  return all === 0 ? 0 : (2 * right) / all;
};
const feelingsMacroF1 = (rows: readonly FeelingsJudged[]): number =>
  mean(FEELINGS.map((feeling) => feelingF1(feeling, rows)));

function feelings(file: string): Result {
  const { moods, times } = read(readRows(file, FeelingRow));
  const rows = moods.map(({ row, mood }) => ({ gold: new Set(row.labels), said: feelingsOf(mood) }));
  const majority = commonest(moods.flatMap(({ row }) => row.labels)) as Feeling;
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
    trainSeconds: 0,
    msP95: quantile(0.95, times),
    notes: ['Word lists and rules of our own; nothing is trained. A row may have several feelings.'],
    parts: Object.fromEntries(parts),
  };
}

async function run(asked: Asked): Promise<Result> {
  const file = fileOf(asked, 'test');
  return hasFeelings(file) ? feelings(file) : sides(file);
}

const hasFeelings = (file: string): boolean => {
  const [first] = readRows(file, z.record(z.string(), z.unknown()));
  return first !== undefined && 'labels' in first;
};

export const emotion: Task = {
  name: 'emotion',
  says: 'feelings: {text, label negative|neutral|positive} or pos|neg, or {text, labels[]} of the Ekman seven',
  needs: ['test'],
  may: [],
  run,
};
