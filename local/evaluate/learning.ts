import type { IntentModel } from '#shared/understanding/intents/model';
import { load, serialise } from '#shared/understanding/intents/store';
import { type Example, train } from '#shared/understanding/intents/train';
import type { Labelled } from './examples.ts';

/** A development file this much smaller than the training file is a slice of the same labels, and is learned from in the end. */
const SLICE = 4;

export type Learned = {
  model: IntentModel;
  trainSeconds: number;
  wallSeconds: number;
  bytes: number;
  learnedDev: boolean;
};

/** Milliseconds this thread has had of a processor: what else runs on the machine does not count. */
export function processorMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * Asks three times and tells the milliseconds of the quickest: processor time is counted in steps longer than one asking takes, and
 * the wall clock counts what else the machine does.
 */
export function quickest<Answer>(ask: () => Answer): { answer: Answer; milliseconds: number } {
  let milliseconds = Number.POSITIVE_INFINITY;
  let answer = ask();
  for (let time = 0; time < 3; time += 1) {
    const start = performance.now();
    answer = ask();
    milliseconds = Math.min(milliseconds, performance.now() - start);
  }
  return { answer, milliseconds };
}

/**
 * Trains as a publish does, puts the model through its file, and says what both took. `out`: the label that is
 * no intent. `apart`: nothing is learned from `dev`, it only chooses.
 */
export function learned(
  rows: readonly Labelled[],
  dev: readonly Labelled[],
  { out, apart = false }: { out?: string; apart?: boolean } = {},
): Learned {
  const examples = (some: readonly Labelled[]): Example[] =>
    some.map(({ text, intent }) => ({ text, intent: intent === out ? null : intent }));
  const learnHeldOut = !apart && dev.length * SLICE <= rows.length;
  const [start, wall] = [processorMs(), performance.now()];
  const { model } = train({ examples: examples(rows), heldOut: examples(dev), learnHeldOut });
  const trainSeconds = (processorMs() - start) / 1000;
  const wallSeconds = (performance.now() - wall) / 1000;
  const bytes = serialise(model);
  return {
    model: load(bytes),
    trainSeconds,
    wallSeconds,
    bytes: bytes.length,
    learnedDev: dev.length > 0 && learnHeldOut,
  };
}

export const fileNote = ({ bytes, wallSeconds }: Pick<Learned, 'bytes' | 'wallSeconds'>): string =>
  `Model file ${(bytes / 1e6).toFixed(2)} MB; training took ${wallSeconds.toFixed(1)} s by the wall clock. trainSeconds is processor time.`;

export const devNote = ({ learnedDev }: Pick<Learned, 'learnedDev'>, dev: number): string => {
  if (dev === 0) return 'Temperature and threshold: from folds of the training file.';
  const after = learnedDev ? 'which the final model then learned from too' : 'which was not learned from';
  return `Temperature and threshold: from the development file (n = ${dev}), ${after}.`;
};

/** Of the tasks that train with a development file. */
export const APART = { type: 'boolean', says: 'learn nothing from the development file, choose by it only' } as const;
