import { memoryArticles } from '#test/fakes/memory-articles';
import { articleStoreContract } from './article-store.contract.ts';

articleStoreContract('articles in memory', async () => memoryArticles().store);
