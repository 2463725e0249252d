import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { ServerFrame, ServerFrameOf } from '#shared/protocol/frames';
import type { EventView } from '#shared/protocol/views';

type Frame = { action: string; conversationId?: string; clientMessageId?: string; [field: string]: unknown };
type Opens = () => Promise<string>;

const ACK_WITHIN_MS = 4000;
const TRIES = 120;

/** A client as the contract asks for it: no answer in time, or an error frame, means a new socket and the same frame again. */
export class SteadyClient {
  readonly name: string;
  readonly #address: Opens;
  readonly #origin: string;
  #socket: WebSocket | undefined;
  #heard: ServerFrame[] = [];
  /** Everything seen of each conversation, by seq. */
  readonly seen = new Map<string, Map<number, EventView>>();
  /** Every acknowledgement that came, those of repeated frames included. */
  readonly acks: ServerFrameOf<'ack'>[] = [];

  constructor(name: string, address: Opens, origin: string) {
    this.name = name;
    this.#address = address;
    this.#origin = origin;
  }

  /** Sends until the cloud answers it; the answer is an ack, events, a desk, or a typed refusal. */
  async ask(frame: Frame): Promise<ServerFrame> {
    for (let attempt = 1; attempt <= TRIES; attempt += 1) {
      const answer = await this.#once(frame).catch(() => undefined);
      if (answer && answer.type !== 'retry-later') return answer;
      this.close();
      await pause(Math.min(1000, 100 * attempt));
    }
    throw new Error(`${this.name} got no answer to ${frame.action} in ${TRIES} tries`);
  }

  say(conversationId: string, text: string, clientMessageId: string = randomUUID()) {
    return this.ask({ action: 'say', conversationId, clientMessageId, body: { text } });
  }

  close(): void {
    this.#socket?.terminate();
    this.#socket = undefined;
  }

  eventsOf(conversationId: string): EventView[] {
    return [...(this.seen.get(conversationId)?.values() ?? [])].sort((a, b) => a.seq - b.seq);
  }

  async #once(frame: Frame): Promise<ServerFrame | undefined> {
    const socket = this.#socket?.readyState === WebSocket.OPEN ? this.#socket : await this.#open();
    this.#heard = [];
    socket.send(JSON.stringify(frame));
    for (let waited = 0; waited < ACK_WITHIN_MS; waited += 20) {
      const answer = this.#heard.find((one) => answers(one, frame));
      if (answer) return answer;
      if (this.#socket !== socket) return undefined;
      await pause(20);
    }
    return undefined;
  }

  async #open(): Promise<WebSocket> {
    const socket = new WebSocket(await this.#address(), { headers: { origin: this.#origin } });
    await new Promise((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
      setTimeout(() => reject(new Error('not open in time')), ACK_WITHIN_MS).unref();
    });
    socket.on('error', () => this.close());
    socket.on('close', () => {
      if (this.#socket === socket) this.#socket = undefined;
    });
    socket.on('message', (data) => this.#take(JSON.parse(String(data))));
    this.#socket = socket;
    return socket;
  }

  #take(frame: ServerFrame | { message: string }): void {
    if (!('type' in frame)) {
      this.close();
      return;
    }
    this.#heard.push(frame);
    if (frame.type === 'ack') this.acks.push(frame);
    if (frame.type !== 'events') return;
    const seen = this.seen.get(frame.conversationId) ?? new Map<number, EventView>();
    this.seen.set(frame.conversationId, seen);
    for (const event of frame.events) seen.set(event.seq, event);
  }
}

const answers = (answer: ServerFrame, { action, clientMessageId, conversationId }: Frame): boolean => {
  if (answer.type === 'events') return action === 'sync' && answer.conversationId === conversationId;
  if (answer.type === 'desk') return action === 'presence';
  if (answer.type === 'ack' || answer.type === 'refused' || answer.type === 'retry-later') {
    return answer.action === action && (clientMessageId === undefined || answer.clientMessageId === clientMessageId);
  }
  return false;
};
