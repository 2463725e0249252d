import { runAll, type Stage, tool } from './stages.ts';

/** `npm run check`: types, lint and format, plain tests with the synth; quick enough to be run before each commit. */
export const checkStages = (): Stage[] => [
  { name: 'types', run: tool('tsc', ['--noEmit']) },
  { name: 'lint and format', run: tool('biome', ['ci', '--diagnostic-level=error', '.']) },
  { name: 'plain tests', run: tool('vitest', ['run'], 'plain') },
];

if (import.meta.main) process.exit(await runAll(checkStages()));
