import { runSeed } from './run.ts';
import { shrink } from './shrink.ts';
import { storyOf } from './story.ts';

for (const seed of process.argv.slice(2).map(Number)) {
  const ran = await runSeed(seed);
  console.log(ran.violations);
  if (ran.violations.length) console.log(storyOf(await shrink(ran)));
}
