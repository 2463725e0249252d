import * as z from 'zod';
import { env } from '#shared/runtime/env';
import { httpStep } from '#shared/runtime/http-step';
import { conversations } from '#shared/runtime/parts/conversations';
import { settings } from '#shared/runtime/parts/settings';
import { dynamo } from '#shared/runtime/parts/tables';
import { ledgerStore } from '#shared/store/ledger-store';
import { conversationCost } from './step.ts';

export const handler = httpStep(
  z.unknown(),
  settings.groupClaim,
  conversationCost({ ledger: ledgerStore({ client: dynamo, name: env('LEDGER_TABLE') }), store: conversations() }),
);
