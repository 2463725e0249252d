import { memoryConversations } from '#test/fakes/memory-conversations';
import { memoryNotices } from '#test/fakes/memory-notices';
import { noticeStoreContract } from './notice-store.contract.ts';

noticeStoreContract('notices in memory', async () => {
  const notices = memoryNotices();
  return { notices: notices.store, conversations: memoryConversations({ notices }).store };
});
