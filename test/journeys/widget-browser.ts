import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { ServerFrameOf } from '#shared/protocol/frames';
import type { RefusalCode } from '#shared/protocol/refusals';
import type { EventView } from '#shared/protocol/views';
import { memoryStorage } from '#test/widget/virtual-world';
import type { Effects, OpenSocket, SessionOutcome, SocketEvents } from '../../widget/effects.ts';
import { ProtocolClient } from '../../widget/protocol-client.ts';
import { rowsOf } from '../../widget/rows.ts';
import { currentPart, hasGap } from '../../widget/thread.ts';

export type Addresses = { httpUrl: string; socketUrl: string; origin: string };
const JOURNAL = 40;
/** When an event came onto the screen for the first time; `at` in milliseconds of this process's clock. */
export type Sighting = { conversationId: string; event: EventView; at: number };

type Options = {
  name: string;
  addresses: Addresses;
  language?: 'zh' | 'en';
  /** What an earlier page has left behind. */
  storage?: ReturnType<typeof memoryStorage>;
};

/**
 * A customer's browser without its window: the widget's own protocol client, with real sockets, requests and timers. Keeps
 * what came onto the screen, and what no screen may ever show.
 */
export class WidgetBrowser {
  readonly name: string;
  readonly addresses: Addresses;
  readonly storage: ReturnType<typeof memoryStorage>;
  readonly client: ProtocolClient;
  /** In the order in which they came. */
  readonly sightings: Sighting[] = [];
  readonly acks: ServerFrameOf<'ack'>[] = [];
  /** Ids of the words in the order in which they were said. */
  readonly said: string[] = [];
  readonly faults: string[] = [];
  /** How far this browser's clock is ahead, in milliseconds. */
  clockAhead = 0;
  #seen = new Map<string, string>();
  /** What its line did last, for a failure's message. */
  #journal: string[] = [];

  constructor({ name, addresses, language = 'en', storage = memoryStorage() }: Options) {
    this.name = name;
    this.addresses = addresses;
    this.storage = storage;
    this.client = new ProtocolClient(this.#effects(), () => this.#look());
    this.client.language = language;
    this.client.start();
  }

  get conversationId(): string {
    return currentPart(this.client.view.thread)?.conversationId ?? '';
  }

  get customerId(): string {
    return JSON.parse(Buffer.from(this.token.split('.')[1] ?? '', 'base64url').toString()).sub;
  }

  get token(): string {
    return this.storage.get('token') ?? '';
  }

  /** Everything on the screen, all conversations of the thread. */
  get events(): EventView[] {
    return this.client.view.thread.parts.flatMap(({ events }) => events);
  }

  /** Nothing is unsent, nothing is missing, and the log was read on the socket that is open. */
  get isComplete(): boolean {
    const { unsent, thread, ready } = this.client.view;
    return ready && unsent.length === 0 && thread.acked.length === 0 && !thread.parts.some(hasGap);
  }

  say(text: string): string {
    const id = this.client.wish({ action: 'say', text });
    this.said.push(id);
    return id;
  }

  shows(kind: EventView['kind']): boolean {
    return this.events.some((event) => event.kind === kind);
  }

  /** Ceilings are generous: what is awaited comes, or the test fails with what was on the screen. */
  async until(what: string, holds: () => boolean, withinMs = 240_000): Promise<void> {
    for (const end = Date.now() + withinMs; !holds(); await pause(50)) {
      if (Date.now() > end) throw new Error(`${this.name} waited in vain for ${what}; ${this.#told()}`);
    }
  }

  #told(): string {
    const { connection, unsent, thread } = this.client.view;
    const parts = thread.parts.map(({ events, upTo, highest }) => {
      const kinds = events.map(({ kind, seq }) => `${seq} ${kind}`).join(', ');
      return `[${kinds}; ${upTo} of ${highest}]`;
    });
    const shown = `it is ${connection.kind}, ${unsent.length} unsent, and shows ${parts.join(' ')}`;
    return `${shown}; its line: ${this.#journal.slice(-JOURNAL).join(', ')}`;
  }

  #wrote(what: string): void {
    this.#journal.push(`${new Date().toISOString().slice(14, 23)} ${what}`);
  }

  #look(): void {
    const { thread, unsent } = this.client.view;
    for (const { conversationId, events } of thread.parts) {
      const seqs = events.map(({ seq }) => seq);
      if (seqs.some((seq, at) => at > 0 && seq <= (seqs[at - 1] ?? 0)))
        this.faults.push(`${this.name} shows the seqs ${seqs.join(', ')}`);
      for (const event of events) this.#see(conversationId, event);
    }
    const keys = rowsOf(thread, unsent).map(({ key }) => key);
    if (new Set(keys).size < keys.length) this.faults.push(`${this.name} shows a row twice: ${keys.join(', ')}`);
  }

  #see(conversationId: string, event: EventView): void {
    const key = `${conversationId} ${event.seq}`;
    const content = JSON.stringify(event);
    const known = this.#seen.get(key);
    if (known === undefined) this.sightings.push({ conversationId, event, at: performance.now() });
    else if (known !== content) this.faults.push(`${this.name} saw ${key} change from ${known} to ${content}`);
    this.#seen.set(key, content);
  }

  #effects(): Effects {
    return {
      now: () => Date.now() + this.clockAhead,
      random: Math.random,
      newId: randomUUID,
      after: (ms, run) => {
        const timer = setTimeout(run, ms);
        return () => clearTimeout(timer);
      },
      startSession: (ask) => this.#startSession(ask),
      openSocket: (ticket, on) => this.#openSocket(ticket, on),
      storage: this.storage,
    };
  }

  async #startSession(ask: object): Promise<SessionOutcome> {
    this.#wrote('asks for a session');
    const answer = await fetch(`${this.addresses.httpUrl}/session`, {
      method: 'POST',
      headers: { origin: this.addresses.origin, 'content-type': 'application/json' },
      body: JSON.stringify(ask),
      signal: AbortSignal.timeout(10_000),
    });
    this.#wrote(`is answered ${answer.status}`);
    const body = (await answer.json()) as { code?: RefusalCode };
    if (answer.ok) return body as Exclude<SessionOutcome, { refused: RefusalCode }>;
    if (body.code) return { refused: body.code };
    throw new Error(`POST /session answered ${answer.status}`);
  }

  #openSocket(ticket: string, on: SocketEvents): OpenSocket {
    const { socketUrl, origin } = this.addresses;
    const socket = new WebSocket(`${socketUrl}?ticket=${ticket}`, { headers: { origin }, handshakeTimeout: 15_000 });
    socket.on('open', () => {
      this.#wrote('opens');
      on.opened();
    });
    socket.on('message', (data) => {
      const text = String(data);
      this.#note(text);
      on.received(text);
    });
    // A failed socket is closed next, and that is what the client hears.
    socket.on('error', ({ message }) => this.#wrote(message));
    socket.on('close', (code) => {
      this.#wrote(`is closed by ${code}`);
      on.closed();
    });
    return {
      send: (text) => {
        this.#wrote(`sends ${JSON.parse(text).action}`);
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: () => socket.close(),
    };
  }

  #note(text: string): void {
    const frame = JSON.parse(text) as { type?: string };
    this.#wrote(`hears ${frame.type ?? text}`);
    if (frame.type === 'ack') this.acks.push(frame as ServerFrameOf<'ack'>);
  }
}
