/** One measured figure. Names are stable: later releases compare with them. `goal` is the most it may be; echo has none. */
export type Figure = { name: string; value: number; unit: string; goal: number | null };

/** What each goal is, by the part of the name before a colon; the order is that of the table. */
export const GOALS = {
  'turn-cpu-ms-p50': { unit: 'ms', goal: 15 },
  'turn-cpu-ms-p95': { unit: 'ms', goal: 40 },
  'publish-one-of-10k-ms': { unit: 'ms', goal: 10_000 },
  'turn-hops': { unit: 'calls', goal: 7 },
  'turn-write-units': { unit: 'units', goal: 20 },
  'deliver-ms-p50': { unit: 'ms', goal: 300 },
  'bundle-zip-kb': { unit: 'KB', goal: 150 },
  'module-load-ms': { unit: 'ms', goal: 120 },
  'widget-gzip-kb': { unit: 'KB', goal: 15 },
  'widget-total-gzip-kb': { unit: 'KB', goal: null },
  'roundtrip-ms-p50': { unit: 'ms', goal: null },
  'echo-ms-p50': { unit: 'ms', goal: null },
  'reload-ms-one': { unit: 'ms', goal: 1000 },
  'reload-ms-shared': { unit: 'ms', goal: 1000 },
} as const satisfies Record<string, { unit: string; goal: number | null }>;
export type FigureKind = keyof typeof GOALS;

/** `of` is the function that the figure is about. */
export const figure = (kind: FigureKind, value: number, of?: string): Figure => ({
  name: of ? `${kind}:${of}` : kind,
  value: Math.round(value * 100) / 100,
  ...GOALS[kind],
});

export const kindOf = ({ name }: Figure): string => name.split(':')[0] ?? name;
export const isMissed = ({ value, goal }: Figure): boolean => goal !== null && value > goal;

/** The value below which `share` (0 to 1) of the values lie: nearest rank, so always one that was measured. */
export const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = Math.max(1, Math.ceil(share * sorted.length));
  const found = sorted[rank - 1];
  if (found === undefined) throw new Error('nothing was measured');
  return found;
};
export const median = (values: readonly number[]): number => quantile(values, 0.5);
