import type { HandoffReason } from '#events/conversation';
import { type AgentStanding, agentStanding } from '#shared/protocol/actions';
import type { EventView } from '#shared/protocol/views';
import type { Conversation } from './conversation.ts';
import type { DeskState } from './desk-state.ts';
import type { Outgoing } from './outgoing.ts';

type Spoken = Extract<EventView, { kind: 'customer-said' | 'bot-said' | 'agent-said' }>;

/** One line of the list. Moments are the cloud's, ISO 8601. */
export type Row = {
  id: string;
  group: 'offers' | 'mine' | 'ended';
  /** A short mark by which people tell conversations apart; customers have no names here. */
  code: string;
  customerName?: string;
  last?: Spoken;
  unread: number;
  owesSince?: string;
  waitsSince?: string;
  reason?: HandoffReason;
  offer?: { n: number; until: string };
  answering?: 'accept' | 'decline';
  closing?: Outgoing;
  unsent: boolean;
  typingAt?: number;
};

/** Offers above, then her own by the time they came: a row stays where it is when a message arrives. */
export function rowsOf({ conversations, outbox, selected, agentId }: DeskState): Row[] {
  const rows = Object.values(conversations)
    .filter((conversation) => isListed(conversation, selected) || hasUnsent(conversation, outbox))
    .map((conversation) => ({ row: rowOf(conversation, outbox, agentId), since: conversation.seat?.since ?? '' }));
  return rows.sort((a, b) => order(a.row) - order(b.row) || a.since.localeCompare(b.since)).map(({ row }) => row);
}

/** Words that could not be sent are shown wherever they belong. */
const hasUnsent = ({ id }: Conversation, outbox: readonly Outgoing[]) =>
  outbox.some(({ conversationId, phase }) => conversationId === id && phase === 'failed');

const order = ({ group }: Row) => ['offers', 'mine', 'ended'].indexOf(group);

const isListed = ({ id, seat, ending }: Conversation, selected: string | undefined) =>
  seat !== undefined || (ending === 'offer-gone' ? id === selected : ending !== undefined);

function rowOf(conversation: Conversation, outbox: readonly Outgoing[], agentId: string): Row {
  const { id, seat, state, events, readUpTo, typingAt } = conversation;
  const mine = outbox.filter(({ conversationId }) => conversationId === id);
  const closing = mine.find(({ deed }) => deed.kind === 'close');
  const answering = mine.find(({ deed }) => deed.kind === 'accept' || deed.kind === 'decline')?.deed.kind;
  const last = events.findLast(isSpoken);
  const customerName = events.find(({ by }) => by.role === 'customer')?.by.name;
  const handedOff = events.findLast((event) => event.kind === 'handed-off');
  const waitsSince = state?.waiting?.since ?? handedOff?.at;
  const reason = state?.waiting?.reason ?? handedOff?.reason;
  return {
    id,
    group: seat ? (seat.kind === 'offered' ? 'offers' : 'mine') : 'ended',
    code: codeOf(id),
    ...(customerName && { customerName }),
    ...(last && { last }),
    unread: seat?.kind === 'held' ? unreadOf(events, readUpTo, agentId) : 0,
    ...(seat?.kind === 'held' && state?.unansweredSince && { owesSince: state.unansweredSince }),
    ...(waitsSince && { waitsSince }),
    ...(reason && { reason }),
    ...(seat?.kind === 'offered' && { offer: { n: seat.n, until: seat.until ?? seat.since } }),
    ...((answering === 'accept' || answering === 'decline') && { answering }),
    ...(closing && { closing }),
    unsent: mine.some(({ phase }) => phase === 'failed'),
    ...(typingAt !== undefined && { typingAt }),
  };
}

export const isSpoken = (event: EventView): event is Spoken =>
  event.kind === 'customer-said' || event.kind === 'bot-said' || event.kind === 'agent-said';

/** Customer's words after what she looked at last, or after her own last words: those she has answered. */
function unreadOf(events: readonly EventView[], readUpTo: number, agentId: string) {
  const answered = events.findLast((event) => event.kind === 'agent-said' && event.agentId === agentId)?.seq ?? 0;
  const from = Math.max(readUpTo, answered);
  return events.filter(({ kind, seq }) => kind === 'customer-said' && seq > from).length;
}

/** `thread00A7F3-2` → `A7F3-2`. */
export function codeOf(conversationId: string): string {
  const [, thread = conversationId, n = ''] = /^(.*)-(\d+)$/.exec(conversationId) ?? [];
  return `${thread
    .replaceAll(/[^0-9A-Za-z]/g, '')
    .slice(-4)
    .toUpperCase()}-${n}`;
}

/** How a conversation stands to this agent, before its own state is here too. */
export function standingOf({ seat, state }: Conversation, agentId: string): AgentStanding | undefined {
  if (state) return agentStanding(state, agentId);
  return seat?.kind;
}
