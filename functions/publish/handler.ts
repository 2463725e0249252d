import { now } from '#shared/runtime/clock';
import { httpStep } from '#shared/runtime/http-step';
import { publisher } from '#shared/runtime/parts/knowledge';
import { settings } from '#shared/runtime/parts/settings';
import { ImportAsk, publish } from './step.ts';

/** Versions sort by time: `20261120t093015123z`. */
const newVersion = (): string => now().replace(/[-:.]/g, '').toLowerCase();

export const handler = httpStep(ImportAsk, settings.groupClaim, publish({ publisher: publisher(), newVersion }));
