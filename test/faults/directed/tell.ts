import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { type Coverage, knownScenes, SCENES, together, toldCoverage } from './cover.ts';
import { allPlaces, pairsAt } from './places.ts';
import { reasonFor } from './ruled-out.ts';

const MOST_WORKERS = 4;
const HEAP_MB = 600;

/** `npm run simulate -- --coverage`: every pair, what is ruled out and why; writes the table of scenes where it has changed. */
export const tellCoverage = async (json: boolean, say: (line: string) => void): Promise<number> => {
  const of = Math.min(MOST_WORKERS, availableParallelism());
  const coverage = together(await Promise.all(Array.from({ length: of }, (_, nth) => partIn(nth, of))));
  if (json) say(JSON.stringify({ ...coverage, scenes: undefined, reasons: reasons() }));
  else {
    for (const { because, pairs } of reasons()) say(`ruled out, ${pairs}: ${because}`);
    for (const wrong of coverage.wrong) say(wrong);
    say(toldCoverage(coverage));
  }
  if (coverage.wrong.length > 0) return 1;
  keepScenes(coverage, say);
  return 0;
};

const partIn = (nth: number, of: number): Promise<Coverage> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: { nth, of },
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.once('error', reject);
    worker.once('message', resolve);
  });

/** How many pairs each reason leaves out. */
const reasons = (): { because: string; pairs: number }[] => {
  const counts = new Map<string, number>();
  for (const pair of pairsAt(allPlaces())) {
    const because = reasonFor(pair);
    if (because) counts.set(because, (counts.get(because) ?? 0) + 1);
  }
  return [...counts].map(([because, pairs]) => ({ because, pairs }));
};

const keepScenes = ({ scenes }: Coverage, say: (line: string) => void): void => {
  if (JSON.stringify(scenes) === JSON.stringify(knownScenes())) return;
  writeFileSync(SCENES, `${JSON.stringify(scenes, null, 2)}\n`);
  say('some places are passed by other seeds now: test/faults/directed/scenes.json was written anew');
};
