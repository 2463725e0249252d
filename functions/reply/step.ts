import { agentSays } from '#shared/conversation/desk';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = { store: ConversationStore; now: () => string };

/** An agent's words, fenced by the epoch she has seen. The stream brings them to the customer. */
export const reply =
  ({ store, now }: Needs) =>
  async (
    { action, conversationId, clientMessageId, epoch, body }: ClientFrameOf<'reply'>,
    { id: agentId, name }: Sender,
  ): Promise<ServerFrame> => {
    const about = { action, conversationId, clientMessageId };
    const appended = await store.append({
      conversationId,
      at: now(),
      marker: { clientMessageId, body: body.text },
      decide: (head) => agentSays(head, { agentId, name }, epoch, { clientMessageId, text: body.text }),
    });
    return notStored(appended, about) ?? acknowledged(appended, about);
  };
