import { accuracy, bootstrap, ece, type Interval, type Judged, macroF1, wilsonOf } from '#local/evaluate/metrics';
import { columns } from '#local/evaluate/report';
import type { ClassifierTold } from './classifier-process.ts';
import { CLASSIFIERS } from './classifiers.ts';
import { type IntentSet, intentSetOf, ownIntentSet } from './intent-set.ts';
import { inOwnProcess } from './own-process.ts';
import { settingsOf } from './resume.ts';

export type IntentRow = {
  group: 'intents';
  peer: string;
  settings: string;
  set: string;
  learned: number;
  n: number;
  intents: number;
  accuracy: number;
  macroF1: number;
  ece: number;
  ci95: Record<'accuracy' | 'macroF1' | 'ece', Interval>;
} & Omit<ClassifierTold, 'verdicts'>;

type Options = { files: { train?: string; test?: string }; progress: (line: string) => void };

const SCRIPT = 'test/peers/classifier-process.ts';

/** What one peer has said of a set, in figures. */
export function judged(set: IntentSet, { verdicts }: Pick<ClassifierTold, 'verdicts'>) {
  const rows = set.test.map(({ intent }, at): Judged => {
    const { said, confidence } = verdicts[at] ?? { said: '', confidence: 0 };
    return { gold: intent, said, confidence };
  });
  const figures = { accuracy: accuracy(rows), macroF1: macroF1(rows), ece: ece(rows) };
  const ci95 = {
    accuracy: wilsonOf(figures.accuracy, rows.length),
    macroF1: around(figures.macroF1, bootstrap(rows, macroF1, 200)),
    ece: around(figures.ece, bootstrap(rows, ece, 200)),
  };
  return { n: rows.length, ...figures, ci95 };
}

/**
 * A bootstrap's width about the figure itself: with two rows an intent a resample misses intents and repeats rows, which lowers macro-F1
 * and raises the calibration error, for every peer alike.
 */
const around = (figure: number, [low, high]: Interval): Interval => [
  Math.max(0, figure - (high - low) / 2),
  Math.min(1, figure + (high - low) / 2),
];

/** Every classifier on the same rows, one after the other, each in a process of its own. */
export async function intentRows({ files: { train, test }, progress }: Options): Promise<IntentRow[]> {
  const set = train !== undefined && test !== undefined ? intentSetOf(train, test) : ownIntentSet();
  const intents = new Set(set.train.map(({ intent }) => intent)).size;
  const rows: IntentRow[] = [];
  for (const { name: peer, settings } of CLASSIFIERS) {
    const { verdicts, ...took } = await inOwnProcess<ClassifierTold>(SCRIPT, peer, set);
    const counts = { set: set.name, learned: set.train.length, intents };
    rows.push({ group: 'intents', peer, settings, ...counts, ...judged(set, { verdicts }), ...took });
    progress(`${peer}, ${set.name}`);
  }
  return rows;
}

const percent = (value: number): string => (100 * value).toFixed(1);
export const within = (value: number, [low, high]: Interval): string =>
  `${percent(value)} (${percent(low)}–${percent(high)})`;
export const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(2);

const HEAD = ['', 'accuracy %', 'macro-F1 %', 'ECE %', 'train s', 'ms p95', 'model MB', 'peak MB'];

/** A line for each peer, and below it how each was set. */
export function intentTable(rows: readonly IntentRow[]): string {
  const [first] = rows;
  const lines = rows.map(({ peer, ci95, trainSeconds, msP95, modelBytes, peakMb, ...figures }) => [
    peer,
    within(figures.accuracy, ci95.accuracy),
    within(figures.macroF1, ci95.macroF1),
    within(figures.ece, ci95.ece),
    trainSeconds.toFixed(1),
    msP95.toFixed(2),
    megabytes(modelBytes),
    peakMb.toFixed(0),
  ]);
  return [
    `intents: ${first?.set}; ${first?.learned} rows of ${first?.intents} intents learned, n = ${first?.n} judged; in brackets 95 %`,
    '',
    columns([HEAD, ...lines]),
    '',
    ...settingsOf(rows),
    ...NOTES,
  ].join('\n');
}

const NOTES = [
  'Train s: processor time of the thread that learns. ms p95: the quickest of three askings of each row, one after the other, so',
  'nlp.js pays for all that its one door does. Peak MB: the process from its start; an empty one of this Node is about 60.',
];
