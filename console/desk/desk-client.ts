import type { NoticeView, ServerFrame } from '#shared/protocol/frames';
import { ANSWER_WITHIN_MS, deskLine } from './connection.ts';
import { type DeskInput, type DeskState, emptyDesk, nextDesk } from './desk-state.ts';
import type { Effects } from './effects.ts';
import { type Deed, frameOf, nextMoment, nextToSend, type Outgoing, outlivesReload } from './outgoing.ts';
import { nameOfNotice } from './supervision.ts';

/** How long a close can be taken back before it is sent. */
export const UNDO_MS = 5_000;
/** A push that has not come by then is fetched. */
const PUSH_WITHIN_MS = 1_500;
const SYNC_PAUSE_MS = 1_000;
const TYPING_EVERY_MS = 3_000;
/** Pushes are hints: the held conversations are asked anew at each second heartbeat. */
const BEATS_A_POLL = 2;

export type DeskClient = {
  state: () => DeskState;
  subscribe: (listener: () => void) => () => void;
  start: () => void;
  signedOut: () => void;
  /** Returns the deed's id, by which it can be retried or withdrawn. */
  enact: (conversationId: string, deed: Deed) => string;
  retry: (id: string) => void;
  withdraw: (id: string) => void;
  setReady: (ready: boolean) => void;
  typing: (conversationId: string) => void;
  /** The page goes away: what waits for its undo is sent now. */
  hurry: () => void;
  reconnectNow: () => void;
  tell: (input: DeskInput) => void;
  /** Takes one notice off every supervisor's list. */
  markSeen: (notice: Pick<NoticeView, 'conversationId' | 'at'>) => void;
};

/** The desk's protocol: what the state says is to be sent is sent, one deed a conversation at a time, until it is in the log. */
export function deskClient(effects: Effects): DeskClient {
  const listeners = new Set<() => void>();
  const asked = new Map<string, { known: number; at: number }>();
  const typed = new Map<string, number>();
  let state = emptyDesk(effects.keptReady());
  let pumping = false;
  let beats = 0;
  let cancelWake = () => {};

  const line = deskLine(effects, {
    input: (input) => tell(input),
    frame: (frame) => hear(frame),
    beat: () => poll(),
    presence: () => ({ ready: state.wantsReady, beat: !state.switching }),
  });

  function tell(input: DeskInput) {
    const before = state;
    state = nextDesk(state, input);
    if (state === before) return;
    if (state.agentId !== before.agentId) tell({ type: 'restored', outbox: effects.keptOutbox(state.agentId) });
    if (state.outbox !== before.outbox && state.agentId)
      effects.keepOutbox(state.agentId, state.outbox.filter(outlivesReload));
    if (state.wantsReady !== before.wantsReady) effects.keepReady(state.wantsReady);
    pump();
    for (const listener of listeners) listener();
  }

  function hear(frame: ServerFrame) {
    tell({ type: 'frame', frame, now: effects.now() });
    if (frame.type === 'ack') effects.after(PUSH_WITHIN_MS, () => fetchIfBehind(frame.conversationId));
  }

  function fetchIfBehind(conversationId: string) {
    const behind = state.outbox.some((one) => one.conversationId === conversationId && one.phase === 'sent');
    if (behind) tell({ type: 'sync-needed', conversationIds: [conversationId] });
  }

  function poll() {
    beats += 1;
    tell({ type: 'notices-needed' });
    if (beats % BEATS_A_POLL !== 0) return;
    const held = Object.values(state.conversations).filter(({ seat }) => seat);
    tell({ type: 'sync-needed', conversationIds: held.map(({ id }) => id) });
  }

  /** Sends whatever the state owes; each sending changes the state, so it is looked at again until nothing is owed. */
  function pump() {
    if (pumping) return;
    pumping = true;
    while (state.connection.kind === 'online' && (askNext() || askNotices() || sendNext()));
    pumping = false;
    wakeWhenDue();
  }

  /** Her own, and the one she reads as a supervisor. */
  const readable = () => [...Object.values(state.conversations), ...(state.watched ? [state.watched] : [])];

  function askNext(): boolean {
    const now = effects.now();
    const conversation = readable().find((one) => one.sync === 'needed' && !askedJustNow(one, now));
    if (!conversation) return false;
    const { id, known } = conversation;
    const asking = { known, at: now };
    asked.set(id, asking);
    tell({ type: 'sync-asked', conversationId: id });
    line.send({ action: 'sync', conversationId: id, since: known });
    effects.after(ANSWER_WITHIN_MS, () => {
      if (asked.get(id) === asking && readable().find((one) => one.id === id)?.sync === 'asked') line.drop();
    });
    return true;
  }

  function askNotices(seen?: Pick<NoticeView, 'conversationId' | 'at'>): boolean {
    if (!seen && state.supervision.sync !== 'needed') return false;
    const marking = seen && nameOfNotice(seen);
    tell({ type: 'notices-asked', ...(marking && { marking }) });
    line.send({ action: 'notices', ...(seen && { seen }) });
    const asking = state.supervision;
    effects.after(ANSWER_WITHIN_MS, () => {
      if (state.supervision === asking) line.drop();
    });
    return true;
  }

  function askedJustNow({ id, known }: { id: string; known: number }, now: number) {
    const last = asked.get(id);
    return last !== undefined && last.known === known && now - last.at < SYNC_PAUSE_MS;
  }

  function sendNext(): boolean {
    // What may have arrived already is sent again only behind a sync, which may show that it did.
    const outgoing = nextToSend(state.outbox, effects.now()).find(
      ({ conversationId, tries }) => tries === 0 || state.conversations[conversationId]?.sync !== 'needed',
    );
    if (!outgoing) return false;
    tell({ type: 'sent', id: outgoing.id });
    line.send(frameOf(outgoing));
    const tries = outgoing.tries + 1;
    effects.after(ANSWER_WITHIN_MS, () => {
      const now = state.outbox.find(({ id }) => id === outgoing.id);
      if (now?.phase === 'sending' && now.tries === tries) line.drop();
    });
    return true;
  }

  function wakeWhenDue() {
    cancelWake();
    const now = effects.now();
    const due = nextMoment(state.outbox, now) ?? Infinity;
    const syncDue = readable().some(({ sync }) => sync === 'needed') ? now + SYNC_PAUSE_MS : Infinity;
    const next = Math.min(due, syncDue);
    cancelWake = state.connection.kind === 'online' && next < Infinity ? effects.after(next - now, pump) : () => {};
  }

  function enact(conversationId: string, deed: Deed) {
    const now = effects.now();
    const conversation = state.conversations[conversationId];
    const epoch = conversation?.state?.epoch ?? conversation?.seat?.epoch ?? 0;
    const outgoing: Outgoing = {
      id: effects.newId(),
      conversationId,
      epoch,
      at: now,
      phase: 'waiting',
      tries: 0,
      deed,
    };
    tell({ type: 'queued', outgoing: deed.kind === 'close' ? { ...outgoing, notBefore: now + UNDO_MS } : outgoing });
    return outgoing.id;
  }

  function typing(conversationId: string) {
    const now = effects.now();
    if (state.connection.kind !== 'online' || now - (typed.get(conversationId) ?? -Infinity) < TYPING_EVERY_MS) return;
    typed.set(conversationId, now);
    line.send({ action: 'typing', conversationId });
  }

  return {
    state: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    start: line.start,
    signedOut: () => line.stop('signed-out'),
    enact,
    retry: (id) => tell({ type: 'retried', id, now: effects.now() }),
    withdraw: (id) => tell({ type: 'withdrawn', id }),
    setReady: (ready) => {
      tell({ type: 'switched', ready });
      line.beat();
    },
    typing,
    hurry: () => tell({ type: 'hurried' }),
    reconnectNow: line.hurry,
    tell,
    markSeen: ({ conversationId, at }) => {
      if (state.connection.kind === 'online') askNotices({ conversationId, at });
    },
  };
}
