import { failsOver, type HandingOff } from '#shared/conversation/bot';
import type { Turn } from '#shared/conversation/turn';
import type { Matching } from '#shared/queues/queues';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  matching: Matching;
  now: () => string;
  handingOff: (at: string) => HandingOff;
};

/** A turn that failed three times. Nothing is lost: the words stand in the log, and go to a person. */
export const bury =
  ({ store, matching, now, handingOff }: Needs) =>
  async (turn: Turn): Promise<void> => {
    const at = now();
    const asked = handingOff(at);
    const appended = await store.append({
      conversationId: turn.conversationId,
      at,
      decide: (head) => failsOver(head, turn, 'dead-letter', asked),
    });
    if (appended.outcome === 'busy') throw new Error(`${turn.conversationId} is written by too many at once`);
    if (appended.outcome === 'written')
      await matching.ring(asked.skill, `${turn.conversationId}-${appended.head.version}`);
  };
