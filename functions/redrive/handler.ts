import { LambdaClient } from '@aws-sdk/client-lambda';
import { LetterAsk } from '#shared/protocol/dead-letters';
import { lambdaRuns } from '#shared/queues/step-runs';
import { recordOf } from '#shared/runtime/batch-step';
import { now } from '#shared/runtime/clock';
import { httpStep } from '#shared/runtime/http-step';
import { logger } from '#shared/runtime/log';
import { conversations } from '#shared/runtime/parts/conversations';
import { deeds, failures, letterPlaces, letters } from '#shared/runtime/parts/letters';
import { settings } from '#shared/runtime/parts/settings';
import { redrive } from './step.ts';

const places = letterPlaces();

export const handler = httpStep(
  LetterAsk,
  settings.groupClaim,
  redrive({
    letters: letters(),
    failures: failures(),
    deeds: deeds(),
    runs: lambdaRuns(new LambdaClient({})),
    store: conversations(),
    recordOf,
    functionOf: (queue) => places[queue]?.to ?? '',
    now,
    tell: (deed) => logger.info(`a dead letter was ${deed.did}`, { deed }),
  }),
);
