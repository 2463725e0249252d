import { customerSays, type Earlier } from '#shared/conversation/customer';
import { belongsTo } from '#shared/conversation/thread';
import { turnOf } from '#shared/conversation/turn';
import { inNewest } from '#shared/duties/newest-conversation';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Turns } from '#shared/queues/queues';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';
import { languageOf } from '#shared/understanding/language';
import { isSettled } from '#shared/understanding/settled';

type Needs = {
  store: ConversationStore;
  turns: Turns;
  now: () => string;
  perMinute: number;
  summaryOf: (conversationId: string) => Promise<Earlier>;
};
type Say = ClientFrameOf<'say'>;

/** A customer's words arrive: decide, write once, acknowledge. The stream carries the rest; the turn is a hint for speed. */
export const receive =
  (needs: Needs) =>
  async (frame: Say, sender: Sender): Promise<ServerFrame> => {
    const about = {
      action: frame.action,
      clientMessageId: frame.clientMessageId,
      conversationId: frame.conversationId,
    };
    if (!belongsTo(frame.conversationId, sender.id)) return refusal('not-yours', about);

    const { appended, conversationId } = await written(needs, frame, sender);
    if (appended.outcome === 'busy') return { type: 'retry-later', ...about, afterMs: 1000 };
    if (appended.outcome === 'refused') return refusal(appended.code, about);
    if (appended.outcome === 'nothing' || appended.outcome === 'agent-not-free')
      throw new Error(`words were not stored: ${appended.outcome}`);

    const turn = appended.head && turnOf(appended.head);
    if (turn) await needs.turns.enqueue(turn);
    const seq = appended.outcome === 'written' ? appended.head.askedUpTo : appended.seq;
    return { type: 'ack', ...about, conversationId, seq };
  };

/** The words go to the conversation they name, or to the one that follows it. */
const written = ({ store, now, perMinute, summaryOf }: Needs, frame: Say, { id: customerId }: Sender) => {
  const at = now();
  const { clientMessageId, body } = frame;
  return inNewest(
    frame.conversationId,
    ({ conversationId, mayOpen, ...link }) =>
      store.append({
        conversationId,
        at,
        marker: { clientMessageId, body: body.text },
        thread: { customerId, language: languageOf(body.text, frame.language ?? 'en') },
        decide: (head) => {
          if (!head && !mayOpen) return { refused: 'unknown-conversation' };
          const language = languageOf(body.text, head?.language ?? frame.language ?? 'en');
          const words = { clientMessageId, text: body.text, language, settled: isSettled(body.text) };
          return customerSays(head, words, { customerId, at, perMinute }, { conversationId, channel: 'web', ...link });
        },
      }),
    summaryOf,
  );
};
