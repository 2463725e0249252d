import { currentBook } from '#shared/cost/price-book';
import { shopDay } from '#shared/handoff/hours';
import { realTimer } from '#shared/models/deadlines';
import { embeddingReadings, withDeadline } from '#shared/models/embedder';
import { EmbedderChoice } from '#shared/models/embedder-settings';
import { embedderOf } from '#shared/models/embedders';
import type { Embedding, TellEmbedding } from '#shared/search/hybrid';
import { now } from '../clock.ts';
import { env } from '../env.ts';
import { logger } from '../log.ts';
import { spend } from '../meters.ts';
import { measure } from '../metrics.ts';
import { modelClients } from './model-clients.ts';
import { settings } from './settings.ts';

/** For all entries of a version; two such waits fit into the five minutes of a build. Later ones leave it to words. */
const DOCUMENTS_MS = 100_000;

/** The embedder in `EMBEDDER`, which the template gives to the steps that embed where the environment has one. */
export const embedding = (): Embedding => {
  const choice = EmbedderChoice.parse(JSON.parse(env('EMBEDDER')));
  const region = choice.kind === 'bedrock' ? choice.region : undefined;
  const embedder = embedderOf(choice, modelClients(region ? { region } : {}));
  if (choice.kind === 'none' || !embedder) throw new Error('EMBEDDER names no embedder: this bundle is for one.');
  return {
    forQueries: withDeadline(embedder, choice.queryMs, realTimer),
    forDocuments: withDeadline(embedder, DOCUMENTS_MS, realTimer),
    tell,
    today: () => shopDay(now(), settings.hours.timeZone),
  };
};

/** Tokens go into the ledger of the work they were for; a failure is counted, and its kind goes into the log. */
const tell: TellEmbedding = ({ identity, usage, failure }) => {
  for (const { meter, unit, quantity, estimated } of embeddingReadings(currentBook, identity, usage))
    spend(meter, unit, Number(quantity), estimated);
  if (!failure) return;
  measure({ EmbeddingsFailed: 1 });
  logger.warn('no vectors, so words alone are searched', { model: identity.model, failure });
};
