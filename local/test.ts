import { parseArgs } from 'node:util';
import { bundlesUpToDate } from './bundle.ts';
import { checkStages } from './check.ts';
import { runAll, type Stage, seeds, tool } from './stages.ts';

const HELP = `npm test [-- --seeds N]

Everything, quickest first; nothing of it needs a service that is not started here.

  --seeds N   histories of the fault simulator to play in all; the plain tests hold 2000 (the default), CI plays 10000
`;
/** What the plain tests play by themselves. */
const PLAYED = 2000;

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: String(PLAYED) }, help: { type: 'boolean', default: false } },
});
const wanted = Number(values.seeds);
if (values.help || !Number.isInteger(wanted) || wanted < PLAYED) {
  process.stdout.write(
    values.help ? HELP : `--seeds must be a whole number from ${PLAYED} on, not "${values.seeds}".\n\n${HELP}`,
  );
  process.exit(values.help ? 0 : 2);
}

const cloud = (project: string) =>
  tool('vitest', ['run', '--config', 'vitest.cloud.config.ts', '--project', project], project);
const more: Stage[] = wanted > PLAYED ? [{ name: 'more seeds', run: seeds(PLAYED + 1, wanted - PLAYED) }] : [];

/** Made once, before two clouds want them at the same time. */
const bundles: Stage = {
  name: 'bundles',
  run: async () => {
    await bundlesUpToDate();
    return { code: 0, counts: { passed: 1, failed: 0, skipped: 0 }, failed: [] };
  },
};

// The product's tests wait for minutes, some for real ones: the rest has the processor meanwhile.
process.exit(
  await runAll(
    [...checkStages(), bundles, { name: 'the product on its local cloud, scenarios', run: cloud('product') }],
    [
      { name: 'the local cloud', run: cloud('engine') },
      { name: 'pages and search node', run: tool('vitest', ['run', '--config', 'vitest.pages.config.ts'], 'pages') },
      ...more,
    ],
  ),
);
