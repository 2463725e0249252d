import type { DeskClient } from '../../console/desk/desk-client.ts';
import { deskClient } from '../../console/desk/desk-client.ts';
import type { Effects, LineEvents, TicketOutcome } from '../../console/desk/effects.ts';
import type { Outgoing } from '../../console/desk/outgoing.ts';
import { type ClientFrame, type ConversationState, clientFrames, type ServerFrame } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';

export const agentId = 'agent-mei';
export const moment = (ms: number) => new Date(ms).toISOString();
const START = Date.parse('2026-11-20T08:00:00.000Z');

/** What goes wrong with one frame on its way. */
export type Fault = 'none' | 'lost' | 'answer-lost' | 'push-lost' | 'twice' | 'cut' | 'retry-later' | 'gateway-error' | 'slow';

type Held = { log: EventView[]; epoch: number; owner: ConversationState['owner']; offer?: ConversationState['offer'] };
type Socket = { on: LineEvents; open: boolean };

/** A clock, a cloud that keeps conversations as the real one does, and the wire between them, all by hand. */
export class World {
  now = START;
  ticketOutcome: TicketOutcome = { kind: 'ticket', ticket: 'one-use', agentId };
  faults: Fault[] = [];
  readonly sent: ClientFrame[] = [];
  readonly held = new Map<string, Held>();
  kept: readonly Outgoing[] = [];
  keptReady = false;
  client: DeskClient;
  #timers: { at: number; n: number; run: () => void; page: boolean }[] = [];
  #count = 0;
  #socket: Socket | undefined;
  #replies = new Map<string, { seq: number; text: string }>();

  constructor() {
    this.client = deskClient(this.effects());
  }

  /** The page is loaded anew: what was kept is all that is left. */
  reload() {
    if (this.#socket) this.#socket.open = false;
    this.#socket = undefined;
    this.#timers = this.#timers.filter(({ page }) => !page);
    this.client = deskClient(this.effects());
    this.client.start();
  }

  seat(id: string, kind: 'held' | 'offered' = 'held') {
    const offer = { n: 1, agentId, until: moment(this.now + 20_000) };
    const owner = kind === 'held' ? { kind: 'agent' as const, agentId } : { kind: 'queue' as const };
    this.held.set(id, { log: [], epoch: 3, owner, ...(kind === 'offered' && { offer }) });
    this.append(id, { kind: 'customer-said', words: { text: 'Where is my parcel?' } });
  }

  append(id: string, fact: Record<string, unknown>, change: Partial<Held> = {}) {
    const held = this.conversation(id);
    Object.assign(held, change);
    const stamp = { seq: held.log.length + 1, epoch: held.epoch, at: moment(this.now), by: { role: 'customer' } };
    const event = { ...stamp, ...fact } as unknown as EventView;
    held.log.push(event);
    this.#push(id, [event]);
    return event.seq;
  }

  conversation(id: string): Held {
    const held = this.held.get(id);
    if (!held) throw new Error(`no conversation ${id}`);
    return held;
  }

  says(id: string, text: string) {
    return this.append(id, { kind: 'customer-said', words: { text } });
  }

  /** The socket ends without a word. */
  cut() {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket?.open) {
      socket.open = false;
      socket.on.closed();
    }
  }

  pass(ms: number) {
    const until = this.now + ms;
    for (;;) {
      const due = this.#timers.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at || a.n - b.n)[0];
      if (!due) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.now = Math.max(this.now, due.at);
      due.run();
    }
    this.now = until;
  }

  push(frame: ServerFrame) {
    this.#deliver(this.#socket, frame);
  }

  effects(): Effects {
    return {
      askTicket: (then) => this.#later(5, () => then(this.ticketOutcome), true),
      open: (_ticket, on) => this.#open(on),
      after: (ms, run) => this.#later(ms, run, true),
      now: () => this.now,
      random: () => 0.5,
      newId: () => `00000000-0000-4000-8000-${String(this.#count++).padStart(12, '0')}`,
      keptOutbox: () => this.kept.map((one) => (one.phase === 'sending' ? { ...one, phase: 'waiting' } : one)),
      keepOutbox: (_agentId, outbox) => {
        this.kept = outbox;
      },
      keptReady: () => this.keptReady,
      keepReady: (ready) => {
        this.keptReady = ready;
      },
      complain: (what, cause) => {
        throw new Error(what, { cause });
      },
    };
  }

  #later(ms: number, run: () => void, page = false) {
    const timer = { at: this.now + Math.max(0, ms), n: this.#count++, run, page };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  #open(on: LineEvents) {
    const socket: Socket = { on, open: true };
    this.#socket = socket;
    this.#later(5, () => socket.open && on.opened());
    return {
      send: (text: string) => {
        const frame = JSON.parse(text) as ClientFrame;
        const schema = clientFrames[frame.action];
        this.sent.push(schema.parse(frame) as ClientFrame);
        this.#carry(socket, frame, this.faults.shift() ?? 'none');
      },
      close: () => {
        socket.open = false;
      },
    };
  }

  #carry(socket: Socket, frame: ClientFrame, fault: Fault) {
    const arrive = (ms: number, answer: boolean, push = true) =>
      this.#later(ms, () => {
        const answered = this.#answer(frame, push);
        if (answer && answered) this.#deliver(socket, answered);
      });
    switch (fault) {
      case 'lost':
        return;
      case 'retry-later':
        if (frame.action === 'presence' || frame.action === 'typing') return arrive(10, true);
        return this.#deliver(socket, { type: 'retry-later', ...named(frame), afterMs: 300 });
      case 'gateway-error':
        return this.#later(10, () => socket.open && socket.on.message(gatewayError));
      case 'cut':
        return this.#later(10, () => this.#socket === socket && this.cut());
      case 'twice':
        arrive(10, true);
        return arrive(400, true);
      default:
        return arrive(fault === 'slow' ? 4_000 : 10, fault !== 'answer-lost', fault !== 'push-lost');
    }
  }

  #deliver(socket: Socket | undefined, frame: ServerFrame) {
    if (socket) this.#later(5, () => socket.open && socket.on.message(JSON.stringify(frame)));
  }

  #push(id: string, events: EventView[]) {
    this.#deliver(this.#socket, { type: 'events', conversationId: id, events, more: false, state: this.state(id) });
  }

  state(id: string): ConversationState {
    const { log, epoch, owner, offer } = this.conversation(id);
    return { version: log.length, epoch, owner, language: 'en', promises: [], ...(offer && { offer }) };
  }

  #answer(frame: ClientFrame, push: boolean): ServerFrame | undefined {
    switch (frame.action) {
      case 'presence':
        return this.desk(frame.ready);
      case 'sync':
        return this.#page(frame.conversationId, frame.since);
      case 'reply':
        return this.#reply(frame, push);
      case 'accept':
        return this.#accept(frame.conversationId, frame.n);
      case 'close':
        return this.#close(frame.conversationId, frame.epoch);
      default:
        return undefined;
    }
  }

  desk(ready: boolean): ServerFrame {
    const seats = [...this.held].flatMap(([conversationId, { owner, offer, epoch }]) => {
      const common = { conversationId, epoch, since: moment(START) };
      if (owner.kind === 'agent' && owner.agentId === agentId) return [{ ...common, kind: 'held' as const, n: 1 }];
      return offer ? [{ ...common, kind: 'offered' as const, n: offer.n, until: offer.until }] : [];
    });
    const agent = { agentId, name: 'Mei', ready, load: seats.length, capacity: 3, leaseUntil: moment(this.now + 60_000) };
    return { type: 'desk', agent: { ...agent, skills: [] }, seats, at: moment(this.now) };
  }

  #page(id: string, since: number): ServerFrame {
    const events = this.conversation(id).log.slice(since, since + 3);
    const more = since + 3 < this.conversation(id).log.length;
    return { type: 'events', conversationId: id, events, more, state: this.state(id) };
  }

  #reply(frame: Extract<ClientFrame, { action: 'reply' }>, push: boolean): ServerFrame {
    const { conversationId: id, clientMessageId, body, epoch } = frame;
    const held = this.conversation(id);
    const before = this.#replies.get(clientMessageId);
    const ack = { type: 'ack', action: 'reply', conversationId: id, clientMessageId } as const;
    if (before) return { ...ack, seq: before.seq };
    const refusal = { type: 'refused', message: '', conversationId: id, clientMessageId, action: 'reply' } as const;
    if (epoch !== held.epoch) return { ...refusal, code: 'stale-epoch' };
    const by = { role: 'agent', agentId };
    const words = { text: body.text, agentName: 'Mei' };
    const socket = this.#socket;
    if (!push) this.#socket = undefined;
    const seq = this.append(id, { kind: 'agent-said', clientMessageId, agentId, by, words });
    this.#socket = socket;
    this.#replies.set(clientMessageId, { seq, text: body.text });
    return { ...ack, seq };
  }

  #accept(id: string, n: number): ServerFrame {
    const held = this.conversation(id);
    if (held.offer?.n !== n)
      return { type: 'refused', code: 'offer-gone', action: 'accept', message: '', conversationId: id };
    delete held.offer;
    const change = { epoch: held.epoch + 1, owner: { kind: 'agent' as const, agentId } };
    const seq = this.append(id, { kind: 'accepted', n, agentId, words: { agentName: 'Mei' } }, change);
    return { type: 'ack', action: 'accept', conversationId: id, seq, epoch: held.epoch };
  }

  #close(id: string, epoch: number | undefined): ServerFrame {
    const held = this.conversation(id);
    const refusal = { type: 'refused', message: '', conversationId: id, action: 'close' } as const;
    if (held.owner.kind === 'closed') return { ...refusal, code: 'conversation-closed' };
    if (epoch !== held.epoch) return { ...refusal, code: 'stale-epoch' };
    const change = { epoch: held.epoch + 1, owner: { kind: 'closed' as const } };
    const seq = this.append(id, { kind: 'closed', reason: 'by-agent', disposition: 'resolved', words: {} }, change);
    return { type: 'ack', action: 'close', conversationId: id, seq };
  }
}

const gatewayError = JSON.stringify({ message: 'Internal server error', connectionId: 'c1', requestId: 'r1' });
const named = (frame: Exclude<ClientFrame, { action: 'presence' | 'typing' }>) => ({
  action: frame.action,
  conversationId: frame.conversationId,
  ...('clientMessageId' in frame && { clientMessageId: frame.clientMessageId }),
});
