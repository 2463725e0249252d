import type { KnowledgeWords } from './words.ts';

export const en: KnowledgeWords = {
  label: 'Knowledge',
  tab: {
    articles: 'Articles',
    conflicts: 'Conflicts',
    import: 'Import',
    builds: 'Builds',
    bench: 'Test bench',
  },
};
