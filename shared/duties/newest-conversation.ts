import type { Earlier } from '#shared/conversation/customer';
import { nextOf, partsOf } from '#shared/conversation/thread';
import type { Appended } from '#shared/store/conversation-store';

/** A conversation that may have to be opened: whether it may, what came before it, and what that was about. */
export type Opening = { conversationId: string; mayOpen: boolean; previous?: string; earlier?: Earlier };

/** How far a thread may be followed when a browser names a conversation closed long ago. */
const MAX_HOPS = 5;

/**
 * Appends to the conversation a customer names; where that is closed, to the next one, linked, with the summary of what
 * came before. Nobody is refused because we closed. A thread begins at 1 and goes on only after a close, so a browser
 * cannot scatter conversations over numbers of its own.
 */
export const inNewest = async (
  named: string,
  append: (opening: Opening) => Promise<Appended>,
  summaryOf: (conversationId: string) => Promise<Earlier>,
): Promise<{ appended: Appended; conversationId: string }> => {
  let opening: Opening = { conversationId: named, mayOpen: partsOf(named).n === 1 };
  for (let hop = 0; ; hop += 1) {
    const appended = await append(opening);
    const { conversationId } = opening;
    const closed = appended.outcome === 'refused' && appended.code === 'conversation-closed';
    if (!closed || hop === MAX_HOPS) return { appended, conversationId };
    const earlier = await summaryOf(conversationId);
    opening = {
      conversationId: nextOf(conversationId),
      mayOpen: true,
      previous: conversationId,
      earlier,
    };
  }
};
