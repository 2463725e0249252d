import type { ConversationState, Seat, ServerFrameOf } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';

/** Why a conversation is still on the screen although it is no longer this agent's. */
export type Ending = 'closed' | 'returned' | 'taken' | 'offer-gone';

/** One conversation as this desk knows it. `events` is without gaps up to `known`; what came early waits. */
export type Conversation = {
  id: string;
  events: readonly EventView[];
  known: number;
  early: readonly EventView[];
  state?: ConversationState;
  seat?: Seat;
  ending?: Ending;
  /** `needed`: ask with `since = known`. `asked`: the answer is on its way. */
  sync: 'needed' | 'asked' | 'none';
  readUpTo: number;
  /** When the customer was last seen typing; the browser's clock in ms. */
  typingAt?: number;
};

export const newConversation = (id: string): Conversation => ({
  id,
  events: [],
  known: 0,
  early: [],
  sync: 'needed',
  readUpTo: 0,
});

/** Events may come twice, late, or before their forerunners: the same set gives the same screen. */
export function withEvents(conversation: Conversation, { events, more, state }: ServerFrameOf<'events'>): Conversation {
  const bySeq = new Map([...conversation.early, ...events].map((event) => [event.seq, event]));
  const next = advance({ ...conversation, early: fresh([...bySeq.values()], conversation.known) });
  if (state && state.version >= (conversation.state?.version ?? 0)) next.state = state;
  return settleSync(next, more);
}

const fresh = (events: EventView[], known: number) =>
  events.filter(({ seq }) => seq > known).sort((a, b) => a.seq - b.seq);

function advance(conversation: Conversation): Conversation {
  const { early, known } = conversation;
  let end = 0;
  while (early[end]?.seq === known + end + 1) end += 1;
  const arrived = early.slice(0, end);
  return {
    ...conversation,
    events: arrived.length > 0 ? [...conversation.events, ...arrived] : conversation.events,
    known: known + end,
    early: early.slice(end),
  };
}

/** Complete is what reaches the head the cloud named. An agent sees every kind of event, so a gap is always "not yet". */
function settleSync(conversation: Conversation, more: boolean): Conversation {
  const head = Math.max(conversation.state?.version ?? 0, conversation.early.at(-1)?.seq ?? 0);
  return { ...conversation, sync: more || conversation.known < head ? 'needed' : 'none' };
}
