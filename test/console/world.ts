import { type ClientFrame, clientFrames, type ServerFrame } from '#shared/protocol/frames';
import { DeskCloud } from '#test/fakes/desk-cloud';
import { type DeskClient, deskClient } from '../../console/desk/desk-client.ts';
import type { Effects, LineEvents, TicketOutcome } from '../../console/desk/effects.ts';
import type { Outgoing } from '../../console/desk/outgoing.ts';

export const agentId = 'agent-mei';
const START = Date.parse('2026-11-20T08:00:00.000Z');

/** What goes wrong with one frame on its way. */
export type Fault =
  | 'none'
  | 'lost'
  | 'answer-lost'
  | 'push-lost'
  | 'twice'
  | 'cut'
  | 'retry-later'
  | 'gateway-error'
  | 'slow';

type Socket = { on: LineEvents; open: boolean };
type Timer = { at: number; n: number; run: () => void; page: boolean };

/** A clock, the cloud, and the wire between it and one desk, all by hand. */
export class World {
  now = START;
  readonly cloud = new DeskCloud(agentId, 'Mei', () => this.now);
  ticketOutcome: TicketOutcome = { kind: 'ticket', ticket: 'one-use', agentId };
  faults: Fault[] = [];
  readonly sent: ClientFrame[] = [];
  kept: readonly Outgoing[] = [];
  keptReady = false;
  client: DeskClient;
  #timers: Timer[] = [];
  #count = 0;
  #socket: Socket | undefined;

  constructor() {
    this.cloud.page = 3;
    this.cloud.push = (frame) => this.push(frame);
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

  hold(id: string) {
    this.cloud.open(id, { epoch: 3, owner: { kind: 'agent', agentId } });
    this.says(id, 'Where is my parcel?');
  }

  says(id: string, text: string) {
    return this.cloud.append(id, { kind: 'customer-said', words: { text } });
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
    this.#deliver(this.#socket, JSON.stringify(frame));
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
        this.sent.push(clientFrames[frame.action].parse(frame) as ClientFrame);
        this.#carry(socket, frame, this.faults.shift() ?? 'none');
      },
      close: () => {
        socket.open = false;
      },
    };
  }

  #carry(socket: Socket, frame: ClientFrame, fault: Fault) {
    const arrive = (ms: number) => this.#later(ms, () => this.#arrived(socket, frame, fault));
    switch (fault) {
      case 'lost':
        return;
      case 'retry-later':
        if (frame.action === 'presence' || frame.action === 'typing' || frame.action === 'notices') return arrive(10);
        return this.#deliver(socket, retryLater(frame));
      case 'gateway-error':
        return this.#deliver(socket, gatewayError);
      case 'cut':
        return this.#later(10, () => this.#socket === socket && this.cut());
      case 'twice':
        arrive(400);
        return arrive(10);
      default:
        return arrive(fault === 'slow' ? 4_000 : 10);
    }
  }

  #arrived(socket: Socket, frame: ClientFrame, fault: Fault) {
    if (fault === 'push-lost') this.cloud.push = () => {};
    const answer = this.cloud.answer(frame);
    this.cloud.push = (pushed) => this.push(pushed);
    if (answer && fault !== 'answer-lost') this.#deliver(socket, JSON.stringify(answer));
  }

  #deliver(socket: Socket | undefined, text: string) {
    if (socket) this.#later(5, () => socket.open && socket.on.message(text));
  }
}

const gatewayError = JSON.stringify({ message: 'Internal server error', connectionId: 'c1', requestId: 'r1' });
const retryLater = (frame: Exclude<ClientFrame, { action: 'presence' | 'typing' | 'notices' }>) =>
  JSON.stringify({
    type: 'retry-later',
    action: frame.action,
    conversationId: frame.conversationId,
    ...('clientMessageId' in frame && { clientMessageId: frame.clientMessageId }),
    afterMs: 300,
  });
