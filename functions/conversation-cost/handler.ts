import * as z from 'zod';
import { env } from '#shared/runtime/env';
import { httpStep } from '#shared/runtime/http-step';
import { desk } from '#shared/runtime/parts/desk';
import { settings } from '#shared/runtime/parts/settings';
import { dynamo } from '#shared/runtime/parts/tables';
import { ledgerStore } from '#shared/store/ledger-store';
import { conversationCost } from './step.ts';

export const handler = httpStep(
  z.unknown(),
  settings.groupClaim,
  conversationCost({ ledger: ledgerStore({ client: dynamo, name: env('LEDGER_TABLE') }), desk: desk() }),
);
