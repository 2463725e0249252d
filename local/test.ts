import { checkStages } from './check.ts';
import { runAll, tool } from './stages.ts';

/** `npm test`: everything, quickest first; nothing of it needs a service that is not started here. */
process.exit(
  await runAll([
    ...checkStages(),
    {
      name: 'the local cloud, the product on it, scenarios',
      run: () => tool('vitest', ['run', '--config', 'vitest.cloud.config.ts'], 'cloud'),
    },
    {
      name: 'pages and search node',
      run: () => tool('vitest', ['run', '--config', 'vitest.pages.config.ts'], 'pages'),
    },
  ]),
);
