import type { KnowledgePublisher, KnowledgeSource } from '#shared/search/knowledge-index';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { env } from '../env.ts';
import { settings } from './settings.ts';
import { dynamo } from './tables.ts';

/** The search cluster at `SEARCH_ENDPOINT`; its requests are signed with the role's own keys, as the SDK's clients find them. */
const opened = () =>
  openSearchKnowledge({
    client: openSearchClient({
      address: env('SEARCH_ENDPOINT'),
      region: settings.region,
      credentials: async () => dynamo.config.credentials(),
    }),
    name: settings.environment,
  });

export const knowledge = (): KnowledgeSource => opened().source;
/** Any version that was built, for whoever only reads. */
export const openVersion = (): KnowledgePublisher['open'] => opened().publisher.open;
export const publisher = (): KnowledgePublisher => opened().publisher;
