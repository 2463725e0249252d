import { wrapsUp } from '#shared/conversation/waiting';
import { wholeLog } from '#shared/duties/whole-log';
import { summaryOf } from '#shared/handoff/prepare';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = { store: ConversationStore; now: () => string };

/** Every end of a handoff comes here, abandoned ones too: one summary, one outcome. */
export const wrapUp =
  ({ store, now }: Needs) =>
  async ({ conversationId, handoff }: { conversationId: string; handoff: number }): Promise<void> => {
    const { head, events } = await wholeLog(store, conversationId);
    const appended = await store.append({
      conversationId,
      at: now(),
      ...(head && { head }),
      decide: (seen) => wrapsUp(seen, handoff, summaryOf(events)),
    });
    if (appended.outcome === 'busy') throw new Error(`${conversationId} is written by too many at once`);
  };
