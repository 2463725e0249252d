import { setTimeout as sleep } from 'node:timers/promises';
import { now } from '../clock.ts';
import { articles } from './articles.ts';
import { builds } from './builds.ts';
import { newVersion } from './knowledge-version.ts';
import { buildsQueue } from './queues.ts';

/** What publishing needs whichever engine it is for. */
export const publishing = () => ({
  articles: articles(),
  builds: builds(),
  queue: buildsQueue(),
  newVersion,
  now,
  sleep,
});
