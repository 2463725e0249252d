import type { Effects, OpenSocket, SocketEvents } from '../../widget/effects.ts';
import type { Storage } from '../../widget/outbox.ts';
import { ProtocolClient } from '../../widget/protocol-client.ts';
import { CloudInMemory } from './cloud-in-memory.ts';

/** Time that passes only when told to. */
export class VirtualTime {
  now = Date.UTC(2026, 10, 20, 9, 0, 0);
  #due: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  after(ms: number, run: () => void): () => void {
    const entry = { at: this.now + ms, order: this.#order++, run };
    this.#due.push(entry);
    return () => {
      this.#due = this.#due.filter((other) => other !== entry);
    };
  }

  /** Runs what falls due, in order, with promises settled between two steps. */
  async pass(ms: number): Promise<void> {
    const end = this.now + ms;
    await settled();
    for (;;) {
      const next = this.#due.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next) break;
      this.#due = this.#due.filter((other) => other !== next);
      this.now = next.at;
      next.run();
      await settled();
    }
    this.now = end;
  }
}

const settled = async () => {
  for (let turn = 0; turn < 6; turn += 1) await Promise.resolve();
};

export const memoryStorage = (held = new Map<string, string>()): Storage & { held: Map<string, string> } => ({
  held,
  get: (key) => held.get(key),
  set: (key, value) => void held.set(key, value),
  remove: (key) => void held.delete(key),
  keys: () => [...held.keys()],
});

/** What becomes of one frame on its way. `delay` in milliseconds: a later frame may overtake it. */
export type Fate =
  | { readonly kind: 'arrives'; readonly delay: number }
  | { readonly kind: 'lost' }
  | { readonly kind: 'doubled'; readonly delay: number; readonly again: number }
  /** The gateway's own error instead of an answer. Only answers; a push with this fate is lost. */
  | { readonly kind: 'error' };

/** One browser, one network, one cloud. */
export class VirtualWorld {
  time = new VirtualTime();
  cloud = new CloudInMemory(() => this.time.now);
  storage = memoryStorage();
  sent: { action: string; [field: string]: unknown }[] = [];
  sessions = 0;
  online = true;
  /** Decides what becomes of each frame. */
  fate: (way: 'up' | 'answer' | 'push') => Fate = () => ({ kind: 'arrives', delay: 5 });
  client: ProtocolClient;
  #sockets = new Set<() => void>();
  #ids = 0;
  #lots = 0;

  constructor() {
    this.client = new ProtocolClient(this.effects());
  }

  effects(): Effects {
    return {
      now: () => this.time.now,
      random: () => ((this.#lots++ * 7919) % 1000) / 1000,
      newId: () => `00000000-0000-4000-8000-${String(++this.#ids).padStart(12, '0')}`,
      after: (ms, run) => this.time.after(ms, run),
      startSession: async (ask) => {
        this.sessions += 1;
        if (!this.online) throw new Error('offline');
        return this.cloud.startSession(ask);
      },
      openSocket: (ticket, on) => this.#openSocket(ticket, on),
      storage: this.storage,
    };
  }

  /** The page is loaded anew: what was in memory is gone. Its sockets close. */
  reload(): void {
    this.client.stop();
    this.disconnect();
    this.client = new ProtocolClient(this.effects());
    this.client.start();
  }

  disconnect(): void {
    for (const cut of [...this.#sockets]) cut();
  }

  #openSocket(ticket: string, on: SocketEvents): OpenSocket {
    let open = true;
    const down = (way: 'answer' | 'push', text: string) =>
      this.#travel(
        this.fate(way),
        () => open && on.received(text),
        () => way === 'answer' && open && on.received(ERROR),
      );
    const id = this.cloud.attach(ticket, (frame) => down('push', JSON.stringify(frame)));
    const end = () => {
      open = false;
      this.#sockets.delete(cut);
      if (id) this.cloud.detach(id);
    };
    const cut = () => {
      end();
      on.closed();
    };
    this.#sockets.add(cut);
    this.time.after(5, () => (open && id && this.online ? on.opened() : open && cut()));
    return {
      send: (text) => {
        this.sent.push(JSON.parse(text));
        this.#travel(this.fate('up'), () => {
          const answer = id && this.cloud.receive(id, text);
          if (answer) down('answer', JSON.stringify(answer));
        });
      },
      close: end,
    };
  }

  #travel(fate: Fate, arrive: () => void, fail: () => void = () => {}): void {
    if (fate.kind === 'lost') return;
    if (fate.kind === 'error') return void this.time.after(5, fail);
    this.time.after(fate.delay, arrive);
    if (fate.kind === 'doubled') this.time.after(fate.again, arrive);
  }
}

const ERROR = JSON.stringify({ message: 'Internal server error', connectionId: 'x', requestId: 'y' });
