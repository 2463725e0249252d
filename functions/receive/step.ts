import { customerSays } from '#shared/conversation/customer';
import { belongsTo, nextOf, partsOf } from '#shared/conversation/thread';
import { turnOf } from '#shared/conversation/turn';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Turns } from '#shared/queues/queues';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { Appended, ConversationStore } from '#shared/store/conversation-store';
import { languageOf } from '#shared/understanding/language';
import { isSettled } from '#shared/understanding/settled';

type Needs = { store: ConversationStore; turns: Turns; now: () => string; perMinute: number };
type Say = ClientFrameOf<'say'>;

/** How long a thread may be skipped forward when a browser names a conversation closed long ago. */
const MAX_HOPS = 5;

/** A customer's words arrive: decide, write once, acknowledge. The stream carries the rest; the turn is a hint for speed. */
export const receive =
  ({ store, turns, now, perMinute }: Needs) =>
  async (frame: Say, sender: Sender): Promise<ServerFrame> => {
    const about = {
      action: frame.action,
      clientMessageId: frame.clientMessageId,
      conversationId: frame.conversationId,
    };
    if (!belongsTo(frame.conversationId, sender.id)) return refusal('not-yours', about);

    const { appended, conversationId } = await written(store, frame, sender, { at: now(), perMinute });
    if (appended.outcome === 'busy') return { type: 'retry-later', ...about, afterMs: 1000 };
    if (appended.outcome === 'refused') return refusal(appended.code, about);
    if (appended.outcome === 'nothing' || appended.outcome === 'agent-not-free')
      throw new Error(`words were not stored: ${appended.outcome}`);

    const turn = appended.head && turnOf(appended.head);
    if (turn) await turns.enqueue(turn);
    const seq = appended.outcome === 'written' ? appended.head.askedUpTo : appended.seq;
    return { type: 'ack', ...about, conversationId, seq };
  };

/** The words go to the conversation they name; where that is closed, to the next one, linked. Nobody is refused because we closed. */
const written = async (
  store: ConversationStore,
  frame: Say,
  { id: customerId }: Sender,
  { at, perMinute }: { at: string; perMinute: number },
): Promise<{ appended: Appended; conversationId: string }> => {
  let conversationId = frame.conversationId;
  let previous: string | undefined;
  for (let hop = 0; ; hop += 1) {
    const named = conversationId;
    const opening = { conversationId: named, channel: 'web' as const, ...(previous && { previous }) };
    const appended = await store.append({
      conversationId: named,
      at,
      marker: { clientMessageId: frame.clientMessageId, body: frame.body.text },
      thread: { customerId, language: languageOf(frame.body.text, frame.language ?? 'en') },
      decide: (head) => {
        const language = languageOf(frame.body.text, head?.language ?? frame.language ?? 'en');
        const words = {
          clientMessageId: frame.clientMessageId,
          text: frame.body.text,
          language,
          settled: isSettled(frame.body.text),
        };
        return !head && !mayOpen(named, previous)
          ? { refused: 'unknown-conversation' }
          : customerSays(head, words, { customerId, at, perMinute }, opening);
      },
    });
    const closed = appended.outcome === 'refused' && appended.code === 'conversation-closed';
    if (!closed || hop === MAX_HOPS) return { appended, conversationId: named };
    previous = named;
    conversationId = nextOf(named);
  }
};

/** A thread begins at 1 and goes on only after a close, so a browser cannot scatter conversations over numbers of its own. */
const mayOpen = (conversationId: string, previous: string | undefined): boolean =>
  previous !== undefined || partsOf(conversationId).n === 1;
