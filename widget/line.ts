import type { ClientFrame } from '#shared/protocol/frames';
import type { RefusalCode } from '#shared/protocol/refusals';
import { between, type Effects, type Entered, type OpenSocket, Timers } from './effects.ts';

export type Connection =
  | { readonly kind: 'idle' | 'connecting' | 'open' }
  /** The last try failed; the next one is at `until` (milliseconds since 1970). */
  | { readonly kind: 'waiting'; readonly until: number }
  /** Trying again would not help. */
  | { readonly kind: 'refused'; readonly code: RefusalCode };

export const lineTimes = {
  /** From the first request to the open socket. */
  connect: 15_000,
  firstBackoff: 500,
  maxBackoff: 30_000,
  /** A socket that has lived this long was good: the next failure begins with a short wait again. */
  stable: 30_000,
  /** API Gateway ends a socket after two hours; the client is earlier, at a moment when nothing is under way. */
  renew: [6_000_000, 6_900_000],
  renewLater: 10_000,
} as const;

export interface LineEvents {
  language(): 'zh' | 'en';
  /** A session was granted; its socket is not open yet. */
  entered(session: Entered): void;
  opened(): void;
  received(text: string): void;
  /** The socket is gone, and all that was under way on it. */
  dropped(): void;
  changed(): void;
  /** Whether the socket may be exchanged for another now. */
  quiet(): boolean;
  sessionRefused(code: RefusalCode): void;
}

/** Session, ticket and socket: opened, lost, opened again with full jitter, exchanged before the gateway ends it. */
export class Line {
  connection: Connection = { kind: 'idle' };
  #effects: Effects;
  #on: LineEvents;
  #timers: Timers;
  #socket: OpenSocket | undefined;
  /** Callbacks of an earlier socket or session carry an older number and are passed over. */
  #run = 0;
  #failures = 0;

  constructor(effects: Effects, on: LineEvents) {
    this.#effects = effects;
    this.#on = on;
    this.#timers = new Timers(effects.after);
  }

  async connect(): Promise<void> {
    this.drop();
    const run = this.#run;
    this.#set({ kind: 'connecting' });
    this.#timers.set('connect', lineTimes.connect, () => this.lost());
    const token = this.#effects.storage.get('token');
    const ask = { ...(token ? { token } : {}), language: this.#on.language() };
    const outcome = await this.#effects.startSession(ask).catch(() => undefined);
    if (run !== this.#run) return;
    if (!outcome) this.lost();
    else if ('refused' in outcome) this.#refused(outcome.refused, token !== undefined);
    else this.#enter(run, outcome);
  }

  /** Whatever was under way on this socket is in doubt: leave it, wait, open another. */
  lost(): void {
    this.drop();
    const longest = Math.min(lineTimes.maxBackoff, lineTimes.firstBackoff * 2 ** this.#failures);
    const wait = this.#effects.random() * longest;
    this.#failures += 1;
    this.#timers.set('connect', wait, () => this.connect());
    this.#set({ kind: 'waiting', until: this.#effects.now() + wait });
  }

  drop(): void {
    this.#run += 1;
    this.#timers.clear();
    this.#socket?.close();
    this.#socket = undefined;
    this.connection = { kind: 'idle' };
    this.#on.dropped();
  }

  /** The other side works: it answered. */
  proven(): void {
    this.#failures = 0;
  }

  send(frame: ClientFrame): void {
    this.#socket?.send(JSON.stringify(frame));
  }

  #set(connection: Connection): void {
    this.connection = connection;
    this.#on.changed();
  }

  #refused(code: RefusalCode, hadToken: boolean): void {
    const tokenIsBad = code === 'token-expired' || code === 'token-forged';
    if (tokenIsBad && hadToken) {
      this.#effects.storage.remove('token');
      this.connect();
    } else if (code === 'origin-not-allowed') {
      this.drop();
      this.#set({ kind: 'refused', code });
    } else {
      this.#on.sessionRefused(code);
      this.lost();
    }
  }

  #enter(run: number, session: Entered): void {
    this.#effects.storage.set('token', session.token);
    this.#on.entered(session);
    const ifCurrent = (act: () => void) => {
      if (run === this.#run) act();
    };
    this.#socket = this.#effects.openSocket(session.ticket, {
      opened: () => ifCurrent(() => this.#opened()),
      received: (text) => ifCurrent(() => this.#on.received(text)),
      closed: () => ifCurrent(() => this.lost()),
    });
  }

  #opened(): void {
    this.#timers.cancel('connect');
    this.#timers.set('stable', lineTimes.stable, () => this.proven());
    this.#timers.set('renew', between(this.#effects.random, lineTimes.renew), () => this.#renew());
    this.#set({ kind: 'open' });
    this.#on.opened();
  }

  #renew(): void {
    if (this.#on.quiet()) this.connect();
    else this.#timers.set('renew', lineTimes.renewLater, () => this.#renew());
  }
}
