import type { ConversationState, Seat, ServerFrameOf } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';

/** Why a conversation is still on the screen although it is no longer this agent's. */
export type Ending = 'closed' | 'returned' | 'taken' | 'offer-gone';

/** What there is to see above `after`, up to and with `upTo`. */
type Page = Pick<ServerFrameOf<'events'>, 'after' | 'upTo' | 'events'>;

/** One conversation as this desk knows it. `events` is complete up to `known`; pages that came early wait. */
export type Conversation = {
  id: string;
  events: readonly EventView[];
  known: number;
  early: readonly Page[];
  state?: ConversationState;
  seat?: Seat;
  ending?: Ending;
  /** What the cloud's silence would mean: a deed of hers has most likely ended it. */
  presumed?: Ending;
  /** The seat that ended: a desk's answer older than its end must not bring it back. */
  lost?: { epoch: number; n: number };
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

/** Pages may come twice, late, or before their forerunners: the same set gives the same screen. */
export function withEvents(conversation: Conversation, frame: ServerFrameOf<'events'>): Conversation {
  const { after, upTo, events, more, state } = frame;
  const next = advance({ ...conversation, early: [...conversation.early, { after, upTo, events }] });
  if (state && state.version >= (conversation.state?.version ?? 0)) next.state = state;
  return { ...next, sync: more || next.known < headOf(next) ? 'needed' : 'none' };
}

/** The furthest that anything has told of. */
const headOf = ({ state, early }: Conversation) => Math.max(state?.version ?? 0, ...early.map(({ upTo }) => upTo));

/** Takes every page that goes on from what is known; those behind a gap are kept, those passed are dropped. */
function advance(conversation: Conversation): Conversation {
  const waiting = conversation.early.filter(({ upTo }) => upTo > conversation.known);
  const page = waiting.find(({ after }) => after <= conversation.known);
  if (!page) return { ...conversation, early: waiting };
  const fresh = page.events.filter(({ seq }) => seq > conversation.known);
  const events = fresh.length > 0 ? [...conversation.events, ...fresh] : conversation.events;
  return advance({ ...conversation, events, known: page.upTo, early: waiting.filter((one) => one !== page) });
}

/** No longer hers, and why. Nothing is asked any more: the cloud would not answer. */
export function ended(conversation: Conversation, ending: Ending): Conversation {
  const { seat, presumed: _, ...rest } = conversation;
  const lost = seat ? { epoch: seat.epoch, n: seat.n } : conversation.lost;
  return { ...rest, ending, sync: 'none', ...(lost && { lost }) };
}
