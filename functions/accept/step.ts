import { accepts } from '#shared/conversation/desk';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = { store: ConversationStore; answerWait: (conversationId: string) => Promise<void>; now: () => string };

/** An agent takes the offer: the epoch rises with it, and whatever the bot was about to say is refused from here on. */
export const accept =
  ({ store, answerWait, now }: Needs) =>
  async (
    { action, conversationId, n }: ClientFrameOf<'accept'>,
    { id: agentId, name }: Sender,
  ): Promise<ServerFrame> => {
    const at = now();
    const appended = await store.append({
      conversationId,
      at,
      decide: (head) => accepts(head, n, { agentId, name }, at),
    });
    const failed = notStored(appended, { action, conversationId });
    if (failed) return failed;
    await answerWait(conversationId);
    return acknowledged(appended, { action, conversationId });
  };
