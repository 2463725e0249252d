import type { ConversationEvent } from '#events/conversation';
import type { Head } from '#shared/conversation/head';
import type { ConversationStore } from '#shared/store/conversation-store';

/** A conversation from its first event, page by page; for work that needs the whole of it (packet, summary, contact). */
export const wholeLog = async (
  store: Pick<ConversationStore, 'tail'>,
  conversationId: string,
): Promise<{ head: Head | undefined; events: ConversationEvent[] }> => {
  const events: ConversationEvent[] = [];
  for (;;) {
    const page = await store.tail(conversationId, events.at(-1)?.seq ?? 0);
    events.push(...page.events);
    if (!page.more || page.events.length === 0) return { head: page.head, events };
  }
};
