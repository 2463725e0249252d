import { globSync } from 'node:fs';
import { checkStages } from './check.ts';
import { runAll, script, tool } from './stages.ts';

/** `npm test`: everything, quickest first; nothing of it needs a service that is not started here. */
process.exit(
  await runAll([
    ...checkStages(),
    {
      name: 'the local cloud and the product on it',
      run: () => tool('vitest', ['run', '--config', 'vitest.cloud.config.ts'], 'cloud'),
    },
    {
      name: 'pages and search node',
      run: () => tool('vitest', ['run', '--config', 'vitest.pages.config.ts'], 'pages'),
    },
    { name: 'scenarios', run: () => script('test/scenario/run.ts', globSync('test/scenarios/*.yaml').sort()) },
  ]),
);
