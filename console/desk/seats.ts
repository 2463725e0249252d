import { agentStanding } from '#shared/protocol/actions';
import type { ServerFrameOf } from '#shared/protocol/frames';
import { type Conversation, type Ending, newConversation } from './conversation.ts';
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

/** A seat that the state contradicts is older or newer than it: the sync decides. */
function seated(conversation: Conversation, seat: NonNullable<Conversation['seat']>): Conversation {
  const same = conversation.seat?.kind === seat.kind && conversation.seat.n === seat.n;
  if (same) return { ...conversation, seat };
  if (conversation.state && conversation.state.epoch > seat.epoch) return { ...conversation, sync: 'needed' };
  const { ending: _, ...rest } = conversation;
  return { ...rest, seat, sync: 'needed' };
}

/** The cloud may take the switch back, after offers nobody answered. */
function settleReady(state: DeskState, { agent }: ServerFrameOf<'desk'>): DeskState {
  const before = state.agent?.ready;
  const takenBack = before === true && !agent.ready && state.wantsReady;
  if (!takenBack) return { ...state, agent };
  const notice: Notice = { key: state.noticeCount, kind: 'set-not-ready' };
  const notices = [...state.notices.slice(-2), notice];
  return { ...state, agent, wantsReady: false, notices, noticeCount: state.noticeCount + 1 };
}

/** The seat as the conversation's own state has it. */
export function settleSeat(conversation: Conversation, agentId: string): Conversation {
  const { state, seat, ...rest } = conversation;
  if (!state || !agentId) return conversation;
  const { ending: _, ...here } = rest;
  const standing = agentStanding(state, agentId);
  const common = {
    conversationId: conversation.id,
    epoch: state.epoch,
    since: seat?.since ?? lastMoment(conversation),
  };
  if (standing === 'held') return { ...here, state, seat: { ...common, kind: 'held', n: seat?.n ?? 0 } };
  if (standing === 'offered' && state.offer)
    return { ...here, state, seat: { ...common, kind: 'offered', n: state.offer.n, until: state.offer.until } };
  const why = endingOf(conversation);
  return { ...here, state, ...(why && { ending: why }) };
}

function endingOf({ state, seat, ending, events }: Conversation): Ending | undefined {
  if (!seat) return ending;
  if (seat.kind === 'offered') return 'offer-gone';
  if (state?.owner.kind === 'closed') return 'closed';
  const last = events.findLast(({ kind }) => kind === 'returned-to-bot' || kind === 'agent-lost');
  return last?.kind === 'returned-to-bot' ? 'returned' : 'taken';
}

const lastMoment = ({ events }: Conversation) => events.at(-1)?.at ?? new Date(0).toISOString();

/** The first conversation opens itself; later ones wait to be chosen, so nothing jumps. */
export function settleSelection(state: DeskState): DeskState {
  if (state.selected && state.conversations[state.selected]) return state;
  const first = Object.values(state.conversations).find(({ seat }) => seat?.kind === 'held');
  return first ? { ...state, selected: first.id } : state;
}
