import { ArticlesAsk } from '#shared/protocol/articles';
import { now } from '#shared/runtime/clock';
import { httpStep } from '#shared/runtime/http-step';
import { logger } from '#shared/runtime/log';
import { articles as store } from '#shared/runtime/parts/articles';
import { builds } from '#shared/runtime/parts/builds';
import { newVersion } from '#shared/runtime/parts/knowledge-version';
import { buildsQueue } from '#shared/runtime/parts/queues';
import { settings } from '#shared/runtime/parts/settings';
import { articles } from './step.ts';

const tellFailure = (error: unknown) => logger.error('a build could not be asked for', error as Error);

export const handler = httpStep(
  ArticlesAsk,
  settings.groupClaim,
  articles({ articles: store(), builds: builds(), queue: buildsQueue(), newVersion, now, tellFailure }),
);
