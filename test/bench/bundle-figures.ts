import { readFileSync } from 'node:fs';
import path from 'node:path';
import { deflateRawSync } from 'node:zlib';
import { measuredIn, variablesOf } from './child.ts';
import { type Figure, figure, median } from './figure.ts';

const LOADS = 5;
/** Headers of a zip of one file: before it, in the directory, and at the end. */
const ZIP_HEADERS = 30 + 46 + 22 + 2 * 'index.mjs'.length;

const bundleIn = (dist: string, folder: string): string => path.join(dist, folder, 'index.mjs');

/** Kilobytes (1,024 bytes) of the zip that is uploaded: the bundle alone, deflated as the CDK's archiver does. */
export const zipSizes = (dist: string, folders: readonly string[]): Figure[] =>
  folders.map((folder) => {
    const zipped = deflateRawSync(readFileSync(bundleIn(dist, folder))).length + ZIP_HEADERS;
    return figure('bundle-zip-kb', zipped / 1024, folder);
  });

/** Cold import of each bundle, each time in a new process; round by round, so that a busy moment hits no function alone. */
export async function loadTimes(dist: string, folders: readonly string[]): Promise<Figure[]> {
  const measured = new Map<string, number[]>(folders.map((folder) => [folder, []]));
  for (let round = 0; round < LOADS; round += 1)
    for (const [folder, times] of measured) times.push(await loadTime(path.resolve(bundleIn(dist, folder))));
  return [...measured].map(([folder, times]) => figure('module-load-ms', median(times), folder));
}

/** Milliseconds; throws with its last words where a bundle cannot be loaded. */
export const loadTime = (bundle: string): Promise<number> =>
  measuredIn('test/bench/load-one.ts', [bundle], variablesOf(bundle));
