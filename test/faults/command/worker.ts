import { parentPort } from 'node:worker_threads';
import { runOne } from './seeds.ts';

type Task = { seeds: number[]; actors?: number; bug?: string };

/** Runs the seeds it is given, in order, and answers with each as it is done. */
parentPort?.on('message', async ({ seeds, actors, bug }: Task) => {
  for (const seed of seeds) parentPort?.postMessage(await runOne(seed, actors, bug));
  parentPort?.postMessage('more');
});
