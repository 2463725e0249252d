import * as z from 'zod';
import { now } from '#shared/runtime/clock';
import { httpStep } from '#shared/runtime/http-step';
import { articles } from '#shared/runtime/parts/articles';
import { publisher } from '#shared/runtime/parts/knowledge-opensearch';
import { newVersion } from '#shared/runtime/parts/knowledge-version';
import { settings } from '#shared/runtime/parts/settings';
import { ImportAsk, PublishAsk, publish } from './step.ts';

export const handler = httpStep(
  z.union([ImportAsk, PublishAsk]),
  settings.groupClaim,
  publish({ publisher: publisher(), articles: articles(), newVersion, now }),
);
