import { customerChooses } from '#shared/conversation/customer';
import { belongsTo } from '#shared/conversation/thread';
import { turnOf } from '#shared/conversation/turn';
import type { PromiseDueAt } from '#shared/handoff/hours';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Turns } from '#shared/queues/queues';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  turns: Turns;
  answerWait: (conversationId: string) => Promise<void>;
  now: () => string;
  newId: () => string;
  /** When the people of a skill can next keep a promise. */
  promiseDueAt: PromiseDueAt;
};

/** What shall happen instead of waiting: a callback, a message, going on with the bot; or the bot's help meanwhile. */
export const choose =
  ({ store, turns, answerWait, now, newId, promiseDueAt }: Needs) =>
  async (frame: ClientFrameOf<'choose'>, { id: customerId }: Sender): Promise<ServerFrame> => {
    const { action, conversationId, clientMessageId, choice, contact, text } = frame;
    const about = { action, conversationId, clientMessageId };
    if (!belongsTo(conversationId, customerId)) return refusal('not-yours', about);
    const at = now();
    const promiseId = newId();
    const appended = await store.append({
      conversationId,
      at,
      marker: { clientMessageId, body: JSON.stringify([choice, contact, text]) },
      decide: (head) =>
        customerChooses(
          head,
          {
            clientMessageId,
            choice,
            promiseId,
            dueAt: promiseDueAt(head?.handoff, at),
            ...(contact && { contact }),
            ...(text && { text }),
          },
          customerId,
        ),
    });
    const failed = notStored(appended, about);
    if (failed) return failed;
    if (appended.outcome === 'written') {
      const turn = turnOf(appended.head);
      if (turn) await turns.enqueue(turn);
      await answerWait(conversationId);
    }
    return acknowledged(appended, about);
  };
