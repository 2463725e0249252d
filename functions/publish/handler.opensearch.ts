import { httpStep } from '#shared/runtime/http-step';
import { publisher } from '#shared/runtime/parts/knowledge-opensearch';
import { newVersion } from '#shared/runtime/parts/knowledge-version';
import { settings } from '#shared/runtime/parts/settings';
import { ImportAsk, publish } from './step.ts';

export const handler = httpStep(ImportAsk, settings.groupClaim, publish({ publisher: publisher(), newVersion }));
