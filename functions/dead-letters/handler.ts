import * as z from 'zod';
import { httpStep } from '#shared/runtime/http-step';
import { deeds, failures, letters } from '#shared/runtime/parts/letters';
import { settings } from '#shared/runtime/parts/settings';
import { deadLetters } from './step.ts';

export const handler = httpStep(
  z.unknown(),
  settings.groupClaim,
  deadLetters({ letters: letters(), failures: failures(), deeds: deeds() }),
);
