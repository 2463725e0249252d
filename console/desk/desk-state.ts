import { agentStanding } from '#shared/protocol/actions';
import type { ServerFrame, ServerFrameOf } from '#shared/protocol/frames';
import type { RefusalCode } from '#shared/protocol/refusals';
import { type Conversation, type Ending, ended, newConversation, withEvents } from './conversation.ts';
import { answeredBy, type Deed, type Outgoing } from './outgoing.ts';
import { settleSeat, settleSelection, withDesk } from './seats.ts';
import { askAgain, noSupervision, type Supervision, withNotices } from './supervision.ts';

export type Connection =
  | { kind: 'connecting'; attempt: number }
  | { kind: 'online' }
  /** Not connected; the next try begins at `retryAt`. */
  | { kind: 'offline'; attempt: number; retryAt: number }
  | { kind: 'signed-out' }
  | { kind: 'no-permission' };

export type Agent = ServerFrameOf<'desk'>['agent'];

/** Something the agent must read: a refusal that belongs to no message, or a switch somebody else turned. */
export type Notice = {
  key: number;
  conversationId?: string;
} & ({ kind: 'refused'; code: RefusalCode; action: string } | { kind: 'set-not-ready' });

/** All that the screen shows. Times are the browser's clock in ms; `skew` is what the cloud's clock is ahead of it. */
export type DeskState = {
  connection: Connection;
  agentId: string;
  agent?: Agent;
  skew: number;
  wantsReady: boolean;
  /** She has turned the switch, and the desk has not confirmed it yet. */
  switching: boolean;
  conversations: Readonly<Record<string, Conversation>>;
  outbox: readonly Outgoing[];
  selected?: string;
  /** The page is in front: what comes into the selected conversation counts as read. */
  watching: boolean;
  notices: readonly Notice[];
  noticeCount: number;
  supervision: Supervision;
  /** A conversation she reads as a supervisor, without having anything to do with it. */
  watched?: Conversation;
};

export type DeskInput =
  | { type: 'connecting'; attempt: number }
  | { type: 'greeted'; agentId: string }
  | { type: 'lost'; attempt: number; retryAt: number }
  | { type: 'signed-out' }
  | { type: 'no-permission' }
  | { type: 'frame'; frame: ServerFrame; now: number }
  | { type: 'sync-asked'; conversationId: string }
  | { type: 'sync-needed'; conversationIds: readonly string[] }
  | { type: 'restored'; outbox: readonly Outgoing[] }
  | { type: 'queued'; outgoing: Outgoing }
  | { type: 'sent'; id: string }
  | { type: 'hurried' }
  | { type: 'retried'; id: string; now: number }
  | { type: 'withdrawn'; id: string }
  | { type: 'switched'; ready: boolean }
  | { type: 'selected'; conversationId: string | undefined }
  | { type: 'watching'; watching: boolean }
  | { type: 'dismissed'; conversationId: string }
  | { type: 'notice-read'; key: number }
  | { type: 'supervises' }
  | { type: 'notices-asked'; marking?: string }
  | { type: 'notices-needed' }
  | { type: 'watched'; conversationId: string | undefined };

export const emptyDesk = (wantsReady = false): DeskState => ({
  connection: { kind: 'connecting', attempt: 0 },
  agentId: '',
  skew: 0,
  wantsReady,
  switching: false,
  conversations: {},
  outbox: [],
  watching: true,
  notices: [],
  noticeCount: 0,
  supervision: noSupervision,
});

/** The desk after one happening. Pure; repeating a frame changes nothing. */
export function nextDesk(state: DeskState, input: DeskInput): DeskState {
  switch (input.type) {
    case 'connecting':
      return { ...state, connection: { kind: 'connecting', attempt: input.attempt } };
    case 'greeted':
      return input.agentId === state.agentId ? state : { ...state, agentId: input.agentId };
    case 'lost':
      return cutOff(state, { kind: 'offline', attempt: input.attempt, retryAt: input.retryAt });
    case 'signed-out':
    case 'no-permission':
      return cutOff(state, { kind: input.type });
    case 'frame':
      return read(withFrame(state, input.frame, input.now));
    case 'sync-asked':
      return change(state, input.conversationId, (conversation) => ({ ...conversation, sync: 'asked' }));
    case 'sync-needed':
      return input.conversationIds.reduce(needSync, state);
    case 'restored':
      return input.outbox.reduce(queued, state);
    case 'queued':
      return queued(state, input.outgoing);
    case 'sent':
      return changeDeed(state, input.id, (deed) => ({ ...deed, phase: 'sending', tries: deed.tries + 1 }));
    case 'hurried':
      return { ...state, outbox: state.outbox.map(({ notBefore: _, ...outgoing }) => outgoing) };
    case 'retried':
      return retried(state, input.id, input.now);
    case 'withdrawn':
      return {
        ...state,
        outbox: state.outbox.filter(({ id, phase }) => id !== input.id || phase === 'sending' || phase === 'sent'),
      };
    case 'switched':
      return { ...state, wantsReady: input.ready, switching: true };
    case 'selected':
      return read(selecting(state, input.conversationId));
    case 'watching':
      return read({ ...state, watching: input.watching });
    case 'dismissed':
      return dismissed(state, input.conversationId);
    case 'notice-read':
      return { ...state, notices: state.notices.filter(({ key }) => key !== input.key) };
    case 'supervises':
      return { ...state, supervision: { ...state.supervision, sync: 'needed' } };
    case 'notices-needed':
      return { ...state, supervision: askAgain(state.supervision) };
    case 'notices-asked':
      return asked(state, input.marking);
    case 'watched':
      return watching(state, input.conversationId);
  }
}

function withFrame(state: DeskState, frame: ServerFrame, now: number): DeskState {
  switch (frame.type) {
    case 'desk':
      return withDesk({ ...state, connection: { kind: 'online' } }, frame, now);
    case 'events':
      return withConversation(state, frame);
    case 'typing':
      return frame.by === 'customer'
        ? change(state, frame.conversationId, (conversation) => ({ ...conversation, typingAt: now }))
        : state;
    case 'ack':
      return acknowledged(state, frame);
    case 'refused':
      return refused(state, frame);
    case 'retry-later':
      return putOff(state, frame, now);
    // The bot's words in the making: an agent reads them once they are said.
    case 'delta':
      return state;
    case 'notices':
      return { ...state, supervision: withNotices(state.supervision, frame) };
    case 'noticed':
      return { ...state, supervision: askAgain(state.supervision) };
  }
}

const asked = (state: DeskState, marking: string | undefined): DeskState => ({
  ...state,
  supervision: {
    ...state.supervision,
    sync: 'asked',
    marking: marking ? [...state.supervision.marking, marking] : state.supervision.marking,
  },
});

function watching(state: DeskState, id: string | undefined): DeskState {
  const { watched, ...rest } = state;
  if (!id) return rest;
  return { ...rest, watched: watched?.id === id ? watched : newConversation(id) };
}

/** What was in flight may have arrived or not: it is sent again under its id, after a sync. */
function cutOff(state: DeskState, connection: Connection): DeskState {
  const outbox = state.outbox.map((outgoing) =>
    outgoing.phase === 'sending' ? { ...outgoing, phase: 'waiting' as const } : outgoing,
  );
  const supervision = { ...askAgain(state.supervision), marking: [] };
  const ids = [...Object.keys(state.conversations), ...(state.watched ? [state.watched.id] : [])];
  return ids.reduce(needSync, { ...state, connection, outbox, supervision });
}

const needSync = (state: DeskState, id: string) =>
  change(state, id, (conversation) => ({ ...conversation, sync: 'needed' }));

function withConversation(state: DeskState, frame: ServerFrameOf<'events'>): DeskState {
  const known = state.conversations[frame.conversationId];
  if (!known && state.watched?.id === frame.conversationId && !isHers(frame, state.agentId))
    return { ...state, watched: withEvents(state.watched, frame) };
  const before = known ?? newConversation(frame.conversationId);
  const merged = withEvents(before, frame);
  const { typingAt, ...settled } = merged.state === before.state ? merged : settleSeat(merged, state.agentId);
  const spoken = frame.events.some(({ kind }) => kind === 'customer-said');
  const after = spoken || typingAt === undefined ? settled : { ...settled, typingAt };
  const outbox = state.outbox.filter((outgoing) => !isInLog(outgoing, after));
  return settleSelection({ ...state, outbox, conversations: { ...state.conversations, [after.id]: after } });
}

/** Offered to her or hers: then it belongs on her desk, whoever was reading. */
const isHers = ({ state }: ServerFrameOf<'events'>, agentId: string): boolean =>
  state !== undefined && ['held', 'offered'].includes(agentStanding(state, agentId));

function isInLog(outgoing: Outgoing, { id, known, events }: Conversation) {
  if (outgoing.conversationId !== id) return false;
  if (outgoing.phase === 'sent' && (outgoing.seq ?? Infinity) <= known) return true;
  return events.some((event) => event.kind === 'agent-said' && event.clientMessageId === outgoing.id);
}

function acknowledged(state: DeskState, frame: ServerFrameOf<'ack'>): DeskState {
  const outgoing = answeredBy(state.outbox, frame);
  if (!outgoing) return state;
  const { conversationId, deed } = outgoing;
  const known = state.conversations[conversationId]?.known ?? 0;
  const sent = { ...outgoing, phase: 'sent' as const, seq: frame.seq };
  if (deed.kind === 'reply' && frame.seq > known)
    return { ...state, outbox: state.outbox.map((one) => (one === outgoing ? sent : one)) };
  const next = { ...state, outbox: state.outbox.filter((one) => one !== outgoing) };
  if (deed.kind === 'reply') return next;
  if (deed.kind === 'accept') return needSync(next, conversationId);
  return change(next, conversationId, (conversation) => ended(conversation, endingBy[deed.kind]));
}

/** What a deed of hers makes of a conversation. */
const endingBy = { close: 'closed', 'return-to-bot': 'returned', decline: 'offer-gone' } as const;
const presumedBy: Partial<Record<Deed['kind'], Ending>> = endingBy;

function refused(state: DeskState, frame: ServerFrameOf<'refused'>): DeskState {
  const outgoing = answeredBy(state.outbox, frame);
  if (!outgoing) return refusedAlone(state, frame);
  if (outgoing.deed.kind === 'reply') return needSync(laneFailed(state, outgoing, frame.code), outgoing.conversationId);
  const outbox = state.outbox.filter((one) => one !== outgoing);
  // Sent twice, refused once: most likely the first one arrived and this is its echo. The sync tells.
  const echo = outgoing.tries > 1;
  const presumed = frame.code === 'conversation-closed' ? 'closed' : echo ? presumedBy[outgoing.deed.kind] : undefined;
  const next = change({ ...state, outbox }, outgoing.conversationId, (conversation) => ({
    ...conversation,
    sync: 'needed',
    ...(presumed && { presumed }),
  }));
  return echo ? next : noticed(next, frame);
}

/** Not the answer to a deed we still know: what its conversation's end has settled already needs no telling. */
function refusedAlone(state: DeskState, frame: ServerFrameOf<'refused'>): DeskState {
  if (frame.action === 'sync') return unreadable(state, frame);
  if (frame.action === 'notices') return { ...state, supervision: { ...noSupervision, refused: true } };
  const settled = frame.conversationId !== undefined && state.conversations[frame.conversationId]?.ending !== undefined;
  return settled ? state : noticed(state, frame);
}

/** Words behind a refused one would overtake it; a close behind it would end what was not said. */
function laneFailed(state: DeskState, refusedOne: Outgoing, code: RefusalCode): DeskState {
  const outbox = state.outbox.flatMap((one): Outgoing[] => {
    if (one.conversationId !== refusedOne.conversationId || one.phase === 'sent') return [one];
    return one.deed.kind === 'reply' ? [{ ...one, phase: 'failed', code }] : [];
  });
  return { ...state, outbox };
}

/** The cloud shows it to us no longer. What was written for it and not sent is kept, marked with the reason. */
function unreadable(state: DeskState, { conversationId, code }: ServerFrameOf<'refused'>): DeskState {
  const conversation = conversationId ? state.conversations[conversationId] : undefined;
  if (!conversation && state.watched?.id === conversationId)
    return change(state, conversationId ?? '', (watched) => ended(watched, 'taken'));
  if (!conversation) return state;
  const { id, seat, presumed, ending } = conversation;
  const tried = state.outbox.find((one) => one.conversationId === id && one.tries > 0 && one.deed.kind !== 'reply');
  const guess = seat?.kind === 'offered' ? 'offer-gone' : 'taken';
  const why = ending ?? presumed ?? (tried && presumedBy[tried.deed.kind]) ?? guess;
  const outbox = state.outbox.flatMap((one): Outgoing[] => {
    if (one.conversationId !== id || one.phase === 'sent') return [one];
    return one.deed.kind === 'reply' ? [{ ...one, phase: 'failed', code }] : [];
  });
  return change({ ...state, outbox }, id, () => ended(conversation, why));
}

function noticed(state: DeskState, frame: ServerFrameOf<'refused'>): DeskState {
  const notice: Notice = {
    key: state.noticeCount,
    kind: 'refused',
    code: frame.code,
    action: frame.action ?? '',
    ...(frame.conversationId && { conversationId: frame.conversationId }),
  };
  return { ...state, notices: [...state.notices.slice(-2), notice], noticeCount: state.noticeCount + 1 };
}

function putOff(state: DeskState, frame: ServerFrameOf<'retry-later'>, now: number): DeskState {
  const outgoing = answeredBy(state.outbox, frame);
  if (outgoing) {
    const notBefore = now + frame.afterMs;
    return changeDeed(state, outgoing.id, (deed) => ({ ...deed, phase: 'waiting', notBefore }));
  }
  return frame.conversationId ? needSync(state, frame.conversationId) : state;
}

/** A conversation with words to send is kept on the desk until the cloud has said what became of it. */
function queued(state: DeskState, outgoing: Outgoing): DeskState {
  if (state.outbox.some(({ id }) => id === outgoing.id)) return state;
  const known = state.conversations[outgoing.conversationId];
  const conversations = known
    ? state.conversations
    : { ...state.conversations, [outgoing.conversationId]: newConversation(outgoing.conversationId) };
  return { ...state, conversations, outbox: [...state.outbox, outgoing] };
}

/** Trying again is a new decision: it goes to the end, under the epoch the agent sees now. */
function retried(state: DeskState, id: string, now: number): DeskState {
  const failed = state.outbox.find((outgoing) => outgoing.id === id && outgoing.phase === 'failed');
  if (!failed) return state;
  const { code: _, notBefore: __, ...rest } = failed;
  const epoch = state.conversations[failed.conversationId]?.state?.epoch ?? failed.epoch;
  const again: Outgoing = { ...rest, phase: 'waiting', epoch, at: now };
  return { ...state, outbox: [...state.outbox.filter((one) => one !== failed), again] };
}

function selecting(state: DeskState, conversationId: string | undefined): DeskState {
  const { selected: _, ...rest } = state;
  return conversationId ? { ...rest, selected: conversationId } : rest;
}

function dismissed(state: DeskState, id: string): DeskState {
  const conversation = state.conversations[id];
  if (!conversation || conversation.seat) return state;
  const { [id]: _, ...conversations } = state.conversations;
  const outbox = state.outbox.filter(({ conversationId }) => conversationId !== id);
  const next = { ...state, conversations, outbox };
  return state.selected === id ? settleSelection(selecting(next, undefined)) : next;
}

/** What the agent looks at is read. */
function read(state: DeskState): DeskState {
  const looked = state.watching && state.selected ? state.conversations[state.selected] : undefined;
  if (!looked || looked.readUpTo === looked.known) return state;
  return change(state, looked.id, (conversation) => ({ ...conversation, readUpTo: conversation.known }));
}

function change(state: DeskState, id: string, how: (conversation: Conversation) => Conversation): DeskState {
  const conversation = state.conversations[id];
  if (conversation) return { ...state, conversations: { ...state.conversations, [id]: how(conversation) } };
  return state.watched?.id === id ? { ...state, watched: how(state.watched) } : state;
}

const changeDeed = (state: DeskState, id: string, how: (outgoing: Outgoing) => Outgoing): DeskState => ({
  ...state,
  outbox: state.outbox.map((outgoing) => (outgoing.id === id ? how(outgoing) : outgoing)),
});
