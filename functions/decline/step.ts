import { declines } from '#shared/conversation/desk';
import { later } from '#shared/conversation/timings';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Matching, Timers } from '#shared/queues/queues';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  answerWait: (conversationId: string) => Promise<void>;
  matching: Matching;
  timers: Timers;
  now: () => string;
  declinePauseSeconds: number;
};

/** An agent passes: the customer keeps her old place, and this agent is not asked again for a while. */
export const decline =
  ({ store, answerWait, matching, timers, now, declinePauseSeconds }: Needs) =>
  async (
    { action, conversationId, n }: ClientFrameOf<'decline'>,
    { id: agentId, name }: Sender,
  ): Promise<ServerFrame> => {
    const at = now();
    const excludedUntil = later(at, declinePauseSeconds);
    const appended = await store.append({
      conversationId,
      at,
      decide: (head) => declines(head, n, { agentId, name }, excludedUntil),
    });
    const failed = notStored(appended, { action, conversationId });
    if (failed) return failed;
    if (appended.outcome === 'written' && appended.head.handoff) {
      const { skill } = appended.head.handoff;
      await answerWait(conversationId);
      await matching.ring(skill, `${conversationId}-${appended.head.version}`);
      // The end of the pause leaves no fact in the log, so somebody must ring for it.
      await timers.after(declinePauseSeconds + 1, { timer: 'ring', skill });
    }
    return acknowledged(appended, { action, conversationId });
  };
