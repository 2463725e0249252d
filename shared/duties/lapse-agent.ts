import { expires, losesAgent } from '#shared/conversation/desk';
import type { DeskSeat } from '#shared/conversation/desk-change';
import { later } from '#shared/conversation/timings';
import type { Matching } from '#shared/queues/queues';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';

export type LapseNeeds = {
  store: ConversationStore;
  desk: Pick<DeskStore, 'desk'>;
  matching: Matching;
  answerWait: (conversationId: string) => Promise<void>;
  now: () => string;
  queueWaitSeconds: number;
};

/** Her lease is over and she is not back: her offers expire, her conversations go to the front of their queues. */
export const lapseAgent = async (needs: LapseNeeds, agentId: string): Promise<void> => {
  const at = needs.now();
  const { agent, seats } = await needs.desk.desk(agentId);
  if (!agent || agent.leaseUntil > at) return;
  for (const seat of seats) await giveBack(needs, seat, at);
};

const giveBack = async (
  { store, matching, answerWait, queueWaitSeconds }: LapseNeeds,
  { conversationId, agentId, kind, n }: DeskSeat,
  at: string,
): Promise<void> => {
  const appended = await store.append({
    conversationId,
    at,
    decide: (head) =>
      kind === 'offered'
        ? expires(head, n, 'lease-lost')
        : losesAgent(head, agentId, 'lease-lost', later(at, queueWaitSeconds)),
  });
  if (appended.outcome !== 'written') return;
  await answerWait(conversationId);
  await matching.ring(appended.head.handoff?.skill ?? '', `${conversationId}-${appended.head.version}`);
};
