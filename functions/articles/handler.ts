import { ArticlesAsk } from '#shared/protocol/articles';
import { now } from '#shared/runtime/clock';
import { httpStep } from '#shared/runtime/http-step';
import { articles as store } from '#shared/runtime/parts/articles';
import { settings } from '#shared/runtime/parts/settings';
import { articles } from './step.ts';

export const handler = httpStep(ArticlesAsk, settings.groupClaim, articles({ articles: store(), now }));
