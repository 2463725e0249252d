import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { customerTokens } from '#shared/identity/customer-token';
import { secretBytes } from '#shared/identity/secret';
import { SessionAsk } from '#shared/protocol/session';
import { nameOfAddress, newSecretName, now } from '#shared/runtime/clock';
import { env } from '#shared/runtime/env';
import { httpStep } from '#shared/runtime/http-step';
import { desk } from '#shared/runtime/parts/desk';
import { settings } from '#shared/runtime/parts/settings';
import { dynamo } from '#shared/runtime/parts/tables';
import { customerStore } from '#shared/store/customer-store';
import { openSession } from './step.ts';

export const handler = httpStep(
  SessionAsk,
  settings.groupClaim,
  openSession({
    tokens: customerTokens(
      secretBytes(new SecretsManagerClient({}), env('TOKEN_SECRET'), Date.now),
      settings.environment,
    ),
    customers: customerStore({ client: dynamo, name: env('CUSTOMERS_TABLE') }),
    desk: desk(),
    origins: settings.origins,
    newPerMinute: settings.limits.sessionsPerMinute,
    nameOf: nameOfAddress,
    now,
    newSecretName,
  }),
);
