/** Every metric the code can emit, with its unit. The idle cost counts this list, so a new line here is a price. */
export const METRICS = {
  ConversationsOpened: 'Count',
  BotUnknown: 'Count',
  HandoffsAsked: 'Count',
  HandoffWaitSeconds: 'Seconds',
  OffersMissed: 'Count',
  ConversationsClosed: 'Count',
} as const;

/** What is emitted, and billed, only where an environment has an embedder. */
export const EMBEDDER_METRICS = { EmbeddingsFailed: 'Count' } as const;
export type MetricName = keyof typeof METRICS | keyof typeof EMBEDDER_METRICS;
