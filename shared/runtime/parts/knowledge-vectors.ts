import type { Embedding } from '#shared/search/hybrid';
import type { KnowledgePublisher, KnowledgeSource } from '#shared/search/knowledge-index';
import { vectorOpener, vectorPublisher, vectorSource } from '#shared/search/vector-file';
import { logger } from '../log.ts';
import * as words from './knowledge-embedded.ts';

/** The embedded index with a file of vectors beside each version's; one built before there was an embedder has none. */
const reading = (embedding: Embedding) => ({
  embedding,
  fetchFile: words.reader(),
  tellFault: (error: unknown) => logger.warn('the vectors of a version cannot be read', error as Error),
});

export const knowledge = (embedding: Embedding): KnowledgeSource =>
  words.knowledge((source) => vectorSource(source, reading(embedding)));

/** Any version that was built, for whoever only reads. */
export const openVersion = (embedding: Embedding): KnowledgePublisher['open'] =>
  vectorOpener(words.openVersion(), reading(embedding));

export const publisher = (embedding: Embedding): KnowledgePublisher =>
  vectorPublisher(words.publisher(), { ...reading(embedding), putFile: words.writer() });
