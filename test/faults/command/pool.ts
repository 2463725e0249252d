import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { SeedResult } from './seeds.ts';

const MOST_WORKERS = 4;
const AT_ONCE = 10;
/** A history is a few MB; without a limit a worker would let its garbage lie. */
const HEAP_MB = 400;

export type Task = { from: number; seeds: number; actors?: number | undefined; bug?: string | undefined };

/** Spreads seeds over the cores; `heard` gets each result as it comes, and ends the work early by `false`. */
export const runSeeds = ({ from, seeds, actors, bug }: Task, heard: (result: SeedResult) => boolean): Promise<void> =>
  new Promise((resolve, reject) => {
    const workers = Array.from({ length: Math.min(MOST_WORKERS, availableParallelism()) }, newWorker);
    let next = from;
    let busy = workers.length;
    let over = false;
    const finish = () => {
      if (over) return;
      over = true;
      void Promise.all(workers.map((worker) => worker.terminate())).then(() => resolve());
    };
    const feed = (worker: Worker) => {
      const batch = Array.from({ length: Math.min(AT_ONCE, from + seeds - next) }, (_, i) => next + i);
      next += batch.length;
      if (batch.length > 0) worker.postMessage({ seeds: batch, actors, bug });
      else if (--busy === 0) finish();
    };
    for (const worker of workers) {
      worker.on('error', reject);
      worker.on('message', (said: SeedResult | 'more') => {
        if (over) return;
        if (said === 'more') feed(worker);
        else if (!heard(said)) finish();
      });
      feed(worker);
    }
  });

const newWorker = (): Worker =>
  new Worker(new URL('./worker.ts', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } });
