import { agentStanding } from '#shared/protocol/actions';
import type { ConversationState, Seat, ServerFrameOf } from '#shared/protocol/frames';
import { type Conversation, type Ending, ended, newConversation } from './conversation.ts';
import type { DeskState, Notice } from './desk-state.ts';

/**
 * Two sources tell which conversations are hers: the desk's own answer, and each conversation's state. The state is the
 * log's word and wins; the desk's answer finds what no push told, in both directions, and a sync then says why.
 */
export function withDesk(state: DeskState, frame: ServerFrameOf<'desk'>, now: number): DeskState {
  const conversations = { ...state.conversations };
  for (const seat of frame.seats) {
    const conversation = conversations[seat.conversationId] ?? newConversation(seat.conversationId);
    conversations[seat.conversationId] = seated(conversation, seat);
  }
  const listed = new Set(frame.seats.map(({ conversationId }) => conversationId));
  for (const conversation of Object.values(conversations)) {
    if (conversation.seat && !listed.has(conversation.id) && conversation.seat.since <= frame.at)
      conversations[conversation.id] = { ...conversation, sync: 'needed' };
  }
  const skew = Date.parse(frame.at) - now;
  return settleSelection(settleReady({ ...state, conversations, skew }, frame));
}

function seated(conversation: Conversation, seat: Seat): Conversation {
  const { seat: before, lost, state } = conversation;
  if (before?.kind === seat.kind && before.n === seat.n) return { ...conversation, seat };
  const gone = lost && (seat.epoch < lost.epoch || (seat.epoch === lost.epoch && seat.n <= lost.n));
  if (gone) return conversation;
  // A seat that the state contradicts is older or newer than it: the sync decides.
  if (state && state.epoch > seat.epoch) return { ...conversation, sync: 'needed' };
  const { ending: _, ...rest } = conversation;
  return { ...rest, seat, sync: 'needed' };
}

/**
 * Her own turn of the switch holds until the desk has confirmed it. Otherwise the desk's word holds: it sets an agent
 * not ready whose offers go unanswered.
 */
function settleReady(state: DeskState, { agent }: ServerFrameOf<'desk'>): DeskState {
  if (state.switching) return { ...state, agent, switching: agent.ready !== state.wantsReady };
  const next = { ...state, agent, wantsReady: agent.ready };
  if (!state.agent?.ready || agent.ready) return next;
  const notice: Notice = { key: state.noticeCount, kind: 'set-not-ready' };
  return { ...next, notices: [...state.notices.slice(-2), notice], noticeCount: state.noticeCount + 1 };
}

/** The seat as the conversation's own state has it. */
export function settleSeat(conversation: Conversation, agentId: string): Conversation {
  const { state, seat } = conversation;
  if (!state || !agentId) return conversation;
  const standing = agentStanding(state, agentId);
  const since = seat?.since ?? conversation.events.at(-1)?.at ?? new Date(0).toISOString();
  const common = { conversationId: conversation.id, epoch: state.epoch, since };
  const { ending: _, ...here } = conversation;
  if (standing === 'held') return { ...here, seat: { ...common, kind: 'held', n: seat?.n ?? 0 } };
  if (standing === 'offered' && state.offer)
    return { ...here, seat: { ...common, kind: 'offered', n: state.offer.n, until: state.offer.until } };
  return seat ? ended(conversation, endingOf(seat, state)) : conversation;
}

/** From her hands a conversation goes to the bot only by her own return, and closed only by a close. */
function endingOf(seat: Seat, { owner }: ConversationState): Ending {
  if (seat.kind === 'offered') return 'offer-gone';
  if (owner.kind === 'closed') return 'closed';
  return owner.kind === 'bot' ? 'returned' : 'taken';
}

/** The first conversation opens itself; later ones wait to be chosen, so nothing jumps. */
export function settleSelection(state: DeskState): DeskState {
  if (state.selected && state.conversations[state.selected]) return state;
  const first = Object.values(state.conversations).find(({ seat }) => seat?.kind === 'held');
  return first ? { ...state, selected: first.id } : state;
}
