import type { TabName } from '../../knowledge/tabs.ts';

/** What the pages of the knowledge say. */
export type KnowledgeWords = {
  /** Names of the tabs, in their order. */
  tab: Record<TabName, string>;
} & Record<'label', string>;
