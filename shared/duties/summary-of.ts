import type { Earlier } from '#shared/conversation/customer';
import { earlierOf } from '#shared/handoff/prepare';
import type { ConversationStore } from '#shared/store/conversation-store';
import { wholeLog } from './whole-log.ts';

/** What a conversation was about, read from its log. */
export const summaryFrom =
  (store: Pick<ConversationStore, 'tail'>) =>
  async (conversationId: string): Promise<Earlier> => {
    const { events } = await wholeLog(store, conversationId);
    return events.length > 0 ? earlierOf(events) : {};
  };
