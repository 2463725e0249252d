import { expires } from '#shared/conversation/desk';
import type { Matching } from '#shared/queues/queues';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';

type Needs = {
  store: ConversationStore;
  desk: Pick<DeskStore, 'desk' | 'setNotReady'>;
  matching: Matching;
  now: () => string;
  missesAllowed: number;
};
export type PassOnTask = { conversationId: string; n: number };

/** An offer's time is over. Accepted meanwhile: nothing happens, the next wait finds out. Silent too often: she is set not ready. */
export const passOn =
  ({ store, desk, matching, now, missesAllowed }: Needs) =>
  async ({ conversationId, n }: PassOnTask): Promise<void> => {
    const before = await store.head(conversationId);
    const agentId = before?.handoff?.offer?.agentId;
    const appended = await store.append({
      conversationId,
      at: now(),
      ...(before && { head: before }),
      decide: (head) => expires(head, n, 'silence'),
    });
    if (appended.outcome !== 'written' || !agentId) return;
    const { agent } = await desk.desk(agentId);
    if (agent && agent.misses >= missesAllowed) await desk.setNotReady(agentId);
    await matching.ring(appended.head.handoff?.skill ?? '', `${conversationId}-${appended.head.version}`);
  };
