import { type Figure, isMissed, kindOf } from './figure.ts';

/** What each missed goal would take; docs/benchmarks.md says it at length. */
const WHY: [name: RegExp, why: string][] = [
  [
    /^bundle-zip-kb:(?:answer|try|publish)/,
    'the SDK is some 90 KB of it, zod 23, what reads feelings 26, the client of OpenSearch 33; without search it would be near the goal',
  ],
  [
    /^module-load-ms/,
    'cold code of the SDK, zod and the logger; on a busy machine also the machine: see the smallest ones',
  ],
  [
    /^widget-gzip-kb/,
    'the tag’s script draws the launcher and loads the chat when it is opened: something of the chat has come into it',
  ],
  [/^turn-write-units/, 'an event or a ledger item beyond 1 KB costs two units more, or one'],
  [
    /^reload-ms/,
    'compiling, one upload for each function that holds the file, a new process: on a busy machine each doubles',
  ],
  [/^deliver-ms/, 'one thread of the local engine polls every stream; this says nothing about AWS'],
];

const shown = (value: number): string => value.toFixed(value < 100 ? 1 : 0);

/** One line a figure, its goal, and for each missed goal why. */
export const table = (figures: readonly Figure[]): string => {
  const width = Math.max(0, ...figures.map(({ name }) => name.length));
  return figures
    .flatMap((one) => {
      const { name, value, unit, goal } = one;
      const mark = goal === null ? '' : isMissed(one) ? `≤ ${goal}   MISSED` : `≤ ${goal}`;
      const line = `${name.padEnd(width)} ${shown(value).padStart(9)} ${unit.padEnd(6)} ${mark}`.trimEnd();
      return isMissed(one) ? [line, `${' '.repeat(width)}           ${reason(one)}`] : [line];
    })
    .join('\n');
};

const reason = (one: Figure): string =>
  WHY.find(([name]) => name.test(one.name))?.[1] ?? `not explained yet: docs/benchmarks.md, ${kindOf(one)}`;
