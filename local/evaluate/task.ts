import type { Interval, Metric } from './metrics.ts';

export type Part = 'train' | 'dev' | 'test' | 'kb';

/** The files of the call by part, and what else was said on the line (`--name value`, or `--name` alone as `true`). */
export type Asked = { files: Partial<Record<Part, string>>; options: Record<string, string | boolean | undefined> };

/** Figures by name. Those of `Metric` are named as everywhere; a task may add its own beside them. */
export type Figures = Partial<Record<Metric, number>> & Record<string, number>;

/** The same rows judged without looking at them: always the commonest label, always the same entry. */
export type Baseline = { name: string; figures: Figures };

export type Result = {
  /** Rows of the test file that were judged. */
  n: number;
  figures: Figures;
  /** 95 % interval of a figure, by its name: Wilson for shares, bootstrap for everything else. */
  ci95: Record<string, Interval>;
  baselines: Baseline[];
  /** Seconds from rows in memory to a model ready to be asked; 0 where nothing is trained. */
  trainSeconds: number;
  /** 95th percentile of judging one row, milliseconds, one after the other. */
  msP95: number;
  /** What a reader should know beside the figures, one sentence each. */
  notes: string[];
  /** The same figures of parts of the test file (a domain, a source, a kind), by the part's name. */
  parts?: Record<string, Figures & { n: number }>;
};

export type Task = {
  name: string;
  /** One line for the help. */
  says: string;
  needs: readonly Part[];
  may: readonly Part[];
  /** Options of its own beside `--train --dev --test --kb --json`. */
  options?: Readonly<Record<string, { type: 'string' | 'boolean'; says: string }>>;
  run(asked: Asked): Promise<Result>;
  /** A table of its own; the usual one otherwise. */
  table?(result: Result, peakMb: number): string;
};

/** The file of a part that the task needs; the command has made sure that it is there. */
export function fileOf({ files }: Asked, part: Part): string {
  const file = files[part];
  if (file === undefined) throw new Error(`--${part} was not given`);
  return file;
}
