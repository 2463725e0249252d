import type { Figures, Result } from './task.ts';

/** Figures told as percent in the table; the others as they are. */
const PERCENT = /accuracy|f1|coverage|recall|precision|share|right/i;

const shown = (name: string, value: number): string =>
  PERCENT.test(name) ? `${(100 * value).toFixed(1)} %` : Math.abs(value) < 10 ? value.toFixed(3) : value.toFixed(0);

/** Cells below each other, two spaces apart. */
export const columns = (rows: readonly (readonly string[])[]): string => {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => (row[at] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

const cell = (name: string, figures: Figures): string => {
  const value = figures[name];
  return value === undefined ? '–' : shown(name, value);
};

function partsTable(parts: NonNullable<Result['parts']>): string {
  const names = [...new Set(Object.values(parts).flatMap((figures) => Object.keys(figures)))].filter(
    (name) => name !== 'n',
  );
  const rows = Object.entries(parts).map(([part, figures]) => [
    part,
    String(figures.n),
    ...names.map((name) => cell(name, figures)),
  ]);
  return columns([['', 'n', ...names], ...rows]);
}

/** The result as a table for a person: each figure, its 95 % interval, and the baselines beside it. */
export function table(task: string, result: Result, peakMb: number): string {
  const { n, figures, ci95, baselines, trainSeconds, msP95, notes, parts } = result;
  const rows = Object.keys(figures).map((name) => {
    const interval = ci95[name];
    return [
      name,
      cell(name, figures),
      interval ? `${shown(name, interval[0])} … ${shown(name, interval[1])}` : '',
      ...baselines.map((baseline) => cell(name, baseline.figures)),
    ];
  });
  const head = ['', 'measured', '95 % interval', ...baselines.map(({ name }) => name)];
  const times = `n = ${n}; trained in ${trainSeconds.toFixed(1)} s, p95 ${msP95.toFixed(2)} ms a row, peak ${peakMb.toFixed(0)} MB`;
  return [
    `${task}: ${times}`,
    '',
    columns([head, ...rows]),
    ...(parts ? ['', partsTable(parts)] : []),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

/** The result as one object for a machine: the figures by name beside `task, n, ci95, trainSeconds, msP95, peakMb`. */
export function object(task: string, result: Result, peakMb: number): Record<string, unknown> {
  const { n, figures, ci95, baselines, trainSeconds, msP95, notes, parts } = result;
  return { task, n, ...figures, ci95, trainSeconds, msP95, peakMb, baselines, ...(parts && { parts }), notes };
}
