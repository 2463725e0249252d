import type { RefusalCode } from '#shared/protocol/refusals';
import type { SessionAnswer } from '#shared/protocol/session';
import type { Storage } from './outbox.ts';

/** Everything the client does to the world, and all it learns from it. */
export interface Effects {
  /** Milliseconds since 1970. */
  now(): number;
  /** 0 ≤ n < 1. */
  random(): number;
  /** A UUID. */
  newId(): string;
  /** Runs once after so many milliseconds, unless cancelled by what it returns. */
  after(ms: number, run: () => void): () => void;
  /** POST /session. Rejects when the network or the server fails. */
  startSession(ask: { token?: string; language: 'zh' | 'en' }): Promise<SessionOutcome>;
  openSocket(ticket: string, on: SocketEvents): OpenSocket;
  storage: Storage;
}

export type Entered = Pick<SessionAnswer, 'token' | 'conversationId' | 'ticket'>;
export type SessionOutcome = Entered | { readonly refused: RefusalCode };

export interface OpenSocket {
  send(text: string): void;
  close(): void;
}
export interface SocketEvents {
  opened(): void;
  received(text: string): void;
  /** Closed by the other side or by a failure; may come after `close()` too. */
  closed(): void;
}

export const between = (random: () => number, [least, most]: readonly [number, number]): number =>
  least + random() * (most - least);

/** One timer a name: setting it again replaces it. */
export class Timers {
  #after: Effects['after'];
  #running = new Map<string, () => void>();

  constructor(after: Effects['after']) {
    this.#after = after;
  }

  has(name: string): boolean {
    return this.#running.has(name);
  }

  set(name: string, ms: number, run: () => void): void {
    this.cancel(name);
    const fire = () => {
      this.#running.delete(name);
      run();
    };
    this.#running.set(name, this.#after(ms, fire));
  }

  cancel(name: string): void {
    this.#running.get(name)?.();
    this.#running.delete(name);
  }

  clear(): void {
    for (const cancel of this.#running.values()) cancel();
    this.#running.clear();
  }
}
