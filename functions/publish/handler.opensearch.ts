import * as z from 'zod';
import { PublishAsk } from '#shared/protocol/builds';
import { ImportAsk } from '#shared/protocol/import';
import { httpStep } from '#shared/runtime/http-step';
import { pointer } from '#shared/runtime/parts/knowledge-opensearch';
import { publishing } from '#shared/runtime/parts/publishing';
import { settings } from '#shared/runtime/parts/settings';
import { publish } from './step.ts';

export const handler = httpStep(
  z.union([ImportAsk, PublishAsk]),
  settings.groupClaim,
  publish({ ...publishing(), pointer: pointer() }),
);
