import { parseArgs } from 'node:util';
import { loadTimes, zipSizes } from '#test/bench/bundle-figures';
import { cloudFigures } from '#test/bench/cloud-figures';
import { type Figure, type FigureKind, figure, GOALS, isMissed, kindOf } from '#test/bench/figure';
import { publishTimes } from '#test/bench/publish-time';
import { reloadTimes } from '#test/bench/reload-times';
import { table } from '#test/bench/table';
import { turnCpu } from '#test/bench/turn-cpu';
import { bundlesUpToDate } from './bundle.ts';
import { peers } from './peers.ts';

const HELP = `Measures what a release may not make worse: docs/benchmarks.md says what each figure means.

  npm run bench                a table, missed goals marked and explained
  npm run bench -- --json      one JSON array of {name, value, unit, goal}
  npm run bench -- peers       Baton beside other systems; -- peers --help says what
  npm run bench -- --only NAME one figure, or all of one kind (may be given several times):
                               ${Object.keys(GOALS).join(' ')}`;

const [group, ...words] = process.argv.slice(2);
if (group === 'peers') process.exit(await peers(words));

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    help: { type: 'boolean', default: false },
  },
});
const DIST = 'dist';

const progress = (line: string) => process.stderr.write(`  ${line}\n`);
const wantedKinds = new Set(options.only.map((name) => name.split(':')[0]));
const wanted = (...kinds: FigureKind[]): boolean =>
  options.only.length === 0 || kinds.some((kind) => wantedKinds.has(kind));
const isWanted = (one: Figure): boolean =>
  options.only.length === 0 || options.only.includes(one.name) || options.only.includes(kindOf(one));
/** Only the functions that were asked for, where single ones were. */
const asked = (kind: FigureKind, folders: string[]): string[] =>
  folders.filter((folder) => isWanted({ ...figure(kind, 0, folder) }));

async function measure(): Promise<Figure[]> {
  const figures: Figure[] = [];
  if (wanted('bundle-zip-kb', 'module-load-ms')) {
    progress('bundles');
    const { folders } = await bundlesUpToDate({ outdir: DIST });
    if (wanted('bundle-zip-kb')) figures.push(...zipSizes(DIST, asked('bundle-zip-kb', folders)));
    if (wanted('module-load-ms')) figures.push(...(await loadTimes(DIST, asked('module-load-ms', folders))));
  }
  if (wanted('widget-gzip-kb', 'widget-total-gzip-kb')) {
    progress('widget');
    const { widgetGzipBytes, widgetTotalGzipBytes } = await import('../widget/size.ts');
    figures.push(figure('widget-gzip-kb', (await widgetGzipBytes()) / 1024));
    figures.push(figure('widget-total-gzip-kb', (await widgetTotalGzipBytes()) / 1024));
  }
  if (wanted('turn-cpu-ms-p50', 'turn-cpu-ms-p95')) {
    progress('turns in memory');
    figures.push(...(await turnCpu()));
  }
  if (wanted('publish-one-of-10k-ms')) {
    progress('publishing');
    figures.push(...(await publishTimes()));
  }
  if (wanted('turn-hops', 'turn-write-units', 'deliver-ms-p50', 'roundtrip-ms-p50', 'echo-ms-p50'))
    figures.push(...(await cloudFigures(progress)));
  if (wanted('reload-ms-one', 'reload-ms-shared')) figures.push(...(await reloadTimes(progress)));
  return figures.filter(isWanted);
}

/** In the order of the goals, whatever was measured first. */
const sorted = (figures: Figure[]): Figure[] =>
  Object.keys(GOALS).flatMap((kind) => figures.filter((one) => kindOf(one) === kind));

async function main(): Promise<number> {
  const unknown = options.only.filter((name) => !((name.split(':')[0] ?? '') in GOALS));
  if (options.help || unknown.length > 0) {
    process.stdout.write(`${unknown.length > 0 ? `There is no figure ${unknown.join(', ')}.\n\n` : ''}${HELP}\n`);
    return unknown.length > 0 ? 2 : 0;
  }
  const figures = sorted(await measure());
  process.stdout.write(options.json ? `${JSON.stringify(figures, null, 2)}\n` : `${table(figures)}\n`);
  progress(`${figures.length} figures, ${figures.filter(isMissed).length} goals missed`);
  return 0;
}

process.exit(await main());
