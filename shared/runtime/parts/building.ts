import { shopDay } from '#shared/handoff/hours';
import { now } from '../clock.ts';
import { articles } from './articles.ts';
import { builds } from './builds.ts';
import { newVersion } from './knowledge-version.ts';
import { settings } from './settings.ts';

/** What a build needs whichever engine it is for. */
export const building = () => ({
  articles: articles(),
  builds: builds(),
  newVersion,
  now,
  day: (instant: string) => shopDay(instant, settings.hours.timeZone),
  limits: settings.publishing.worseAllowed,
});
