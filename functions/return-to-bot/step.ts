import { returnsToBot } from '#shared/conversation/desk';
import { turnOf } from '#shared/conversation/turn';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Matching, Turns } from '#shared/queues/queues';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  answerWait: (conversationId: string) => Promise<void>;
  turns: Turns;
  matching: Matching;
  now: () => string;
};

/** The agent gives the conversation back; words nobody has answered are the bot's next turn. */
export const returnToBot =
  ({ store, answerWait, turns, matching, now }: Needs) =>
  async (
    { action, conversationId, epoch, note }: ClientFrameOf<'return-to-bot'>,
    { id: agentId, name }: Sender,
  ): Promise<ServerFrame> => {
    const about = { action, conversationId };
    const appended = await store.append({
      conversationId,
      at: now(),
      decide: (head) => returnsToBot(head, { agentId, name }, epoch, note),
    });
    const failed = notStored(appended, about);
    if (failed) return failed;
    if (appended.outcome === 'written') {
      const turn = turnOf(appended.head);
      if (turn) await turns.enqueue(turn);
      await answerWait(conversationId);
      if (appended.head.handoff)
        await matching.ring(appended.head.handoff.skill, `${conversationId}-${appended.head.version}`);
    }
    return acknowledged(appended, about);
  };
