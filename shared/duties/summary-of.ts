import { summaryOf } from '#shared/handoff/prepare';
import type { ConversationStore } from '#shared/store/conversation-store';
import { wholeLog } from './whole-log.ts';

/** What a conversation was about, read from its log. */
export const summaryFrom =
  (store: Pick<ConversationStore, 'tail'>) =>
  async (conversationId: string): Promise<string> => {
    const { events } = await wholeLog(store, conversationId);
    return events.length > 0 ? summaryOf(events) : '';
  };
