import { parentPort, workerData } from 'node:worker_threads';
import { cover, type Part } from './cover.ts';

/** Strikes the pairs of one part, and answers with what came of it. */
parentPort?.postMessage(await cover(workerData as Part));
