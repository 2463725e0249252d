import type { Actor, Language } from '#events/actor';
import type { HandingOff } from '#shared/conversation/bot';
import { asksPerson } from '#shared/conversation/customer';
import { belongsTo, nextOf, partsOf } from '#shared/conversation/thread';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Matching } from '#shared/queues/queues';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { Appended, ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  matching: Matching;
  now: () => string;
  handingOff: (at: string) => HandingOff;
};
type Ask = ClientFrameOf<'ask-person'>;
export type By = Extract<Actor, { role: 'customer' }>;

/** 转人工: the place is taken in the same transaction that makes the queue the owner. */
export const askPerson =
  ({ store, matching, now, handingOff }: Needs) =>
  async (frame: Ask, { id: customerId }: Sender): Promise<ServerFrame> => {
    const { action, clientMessageId } = frame;
    const about = { action, clientMessageId, conversationId: frame.conversationId };
    if (!belongsTo(frame.conversationId, customerId)) return refusal('not-yours', about);

    const at = now();
    const asked = handingOff(at);
    const ask = (conversationId: string, previous?: string): Promise<Appended> => {
      const language: Language = frame.language ?? 'en';
      const opening = { conversationId, channel: 'web' as const, ...(previous && { previous }) };
      return store.append({
        conversationId,
        at,
        marker: { clientMessageId, body: action },
        thread: { customerId, language },
        decide: (head) =>
          !head && !previous && partsOf(conversationId).n !== 1
            ? { refused: 'unknown-conversation' }
            : asksPerson(head, asked, language, customerId, opening),
      });
    };
    let conversationId = frame.conversationId;
    let appended = await ask(conversationId);
    if (appended.outcome === 'refused' && appended.code === 'conversation-closed') {
      conversationId = nextOf(frame.conversationId);
      appended = await ask(conversationId, frame.conversationId);
    }
    const failed = notStored(appended, about);
    if (failed) return failed;
    if (appended.outcome === 'written') await matching.ring(asked.skill, `${conversationId}-${appended.head.version}`);
    return acknowledged(appended, { ...about, conversationId });
  };
