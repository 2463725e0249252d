import type { KnowledgeWords } from './words.ts';

export const zh: KnowledgeWords = {
  label: '知识库',
  tab: {
    articles: '文章',
    conflicts: '冲突',
    import: '导入',
    builds: '发布版本',
    bench: '试问',
  },
};
