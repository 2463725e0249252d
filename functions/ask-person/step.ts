import type { Language } from '#events/actor';
import type { HandingOff } from '#shared/conversation/bot';
import { asksPerson, type Earlier } from '#shared/conversation/customer';
import { belongsTo } from '#shared/conversation/thread';
import { inNewest } from '#shared/duties/newest-conversation';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Matching } from '#shared/queues/queues';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  matching: Matching;
  now: () => string;
  handingOff: (at: string) => HandingOff;
  summaryOf: (conversationId: string) => Promise<Earlier>;
};
type Ask = ClientFrameOf<'ask-person'>;

/** 转人工: the place is taken in the same transaction that makes the queue the owner. */
export const askPerson =
  ({ store, matching, now, handingOff, summaryOf }: Needs) =>
  async (frame: Ask, { id: customerId }: Sender): Promise<ServerFrame> => {
    const { action, clientMessageId } = frame;
    const about = { action, clientMessageId, conversationId: frame.conversationId };
    if (!belongsTo(frame.conversationId, customerId)) return refusal('not-yours', about);

    const at = now();
    const asked = handingOff(at);
    const language: Language = frame.language ?? 'en';
    const { appended, conversationId } = await inNewest(
      frame.conversationId,
      ({ conversationId: id, mayOpen, ...link }) =>
        store.append({
          conversationId: id,
          at,
          marker: { clientMessageId, body: action },
          thread: { customerId, language },
          decide: (head) =>
            !head && !mayOpen
              ? { refused: 'unknown-conversation' }
              : asksPerson(head, asked, language, customerId, { conversationId: id, channel: 'web', ...link }),
        }),
      summaryOf,
    );
    const failed = notStored(appended, about);
    if (failed) return failed;
    if (appended.outcome === 'written') await matching.ring(asked.skill, `${conversationId}-${appended.head.version}`);
    return acknowledged(appended, { ...about, conversationId });
  };
