import { memoryConversations } from '#test/fakes/memory-conversations';
import { conversationStoreContract } from './conversation-store.contract.ts';

conversationStoreContract('the log in memory', async () => {
  const { store, desk } = memoryConversations();
  return { store, desk: desk.store };
});
