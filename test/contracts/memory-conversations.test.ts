import { memoryConversations } from '#test/fakes/memory-conversations';
import { conversationStoreContract } from './conversation-store.contract.ts';

conversationStoreContract('the log in memory', async () => memoryConversations().store);
