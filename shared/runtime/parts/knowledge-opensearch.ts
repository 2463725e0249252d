import type { Embedding } from '#shared/search/hybrid';
import { withIntents } from '#shared/search/intent-files';
import type { KnowledgePublisher, KnowledgeSource } from '#shared/search/knowledge-index';
import { openSearchClient, openSearchKnowledge } from '#shared/search/opensearch';
import { intentStore } from '#shared/store/intent-store';
import { env } from '../env.ts';
import { tellIntentsFailure } from './intents.ts';
import { settings } from './settings.ts';
import { dynamo } from './tables.ts';

/** The search cluster at `SEARCH_ENDPOINT`; its requests are signed with the role's own keys, as the SDK's clients find them. */
const opened = (embedding?: Embedding) =>
  openSearchKnowledge({
    client: openSearchClient({
      address: env('SEARCH_ENDPOINT'),
      region: settings.region,
      credentials: async () => dynamo.config.credentials(),
    }),
    name: settings.environment,
    embedding,
  });

/** Which intents are live is read beside it; where that cannot be told the turn goes on without. */
export const knowledge = (embedding?: Embedding): KnowledgeSource => {
  const { live } = intentStore({ client: dynamo, name: env('KNOWLEDGE_TABLE') });
  return withIntents(opened(embedding).source, () => live().catch(tellIntentsFailure));
};
/** Any version that was built, for whoever only reads. */
export const openVersion = (embedding?: Embedding): KnowledgePublisher['open'] => opened(embedding).publisher.open;
/** Which version is live, for whoever builds none. */
export const pointer = (): Pick<KnowledgePublisher, 'activate' | 'versions'> => opened().publisher;
export const publisher = (embedding?: Embedding): KnowledgePublisher => opened(embedding).publisher;
