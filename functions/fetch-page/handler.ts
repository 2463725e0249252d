import { FetchAsk } from '#shared/protocol/fetch';
import { httpStep } from '#shared/runtime/http-step';
import { settings } from '#shared/runtime/parts/settings';
import { pageRequest, resolveName } from './request.ts';
import { fetchPage } from './step.ts';

export const handler = httpStep(
  FetchAsk,
  settings.groupClaim,
  fetchPage({
    resolve: resolveName,
    request: pageRequest(),
    deadline: (milliseconds) => AbortSignal.timeout(milliseconds),
  }),
);
