import type { Answer, Ask, Line, Opened, Stage } from './stage.ts';

type Event = { kind: string; seq: number; [field: string]: unknown };

/** How the cloud behaves in a test of the runner. */
export type Script = {
  /** What the bot says to words; nothing: it stays silent. */
  bot?: (text: string) => { text: string; sources?: string[]; times?: number } | undefined;
  /** The code with which words are refused. */
  refuses?: (text: string) => string | undefined;
  /** Accepting these offers is refused as gone; `over` says whether their time was over. After each, the next is made. */
  gone?: { offers: number[]; over: boolean };
};

type Tell = (frame: object) => unknown;

const at = '2026-11-20T10:00:00.000Z';

/** A stage of one customer whose cloud is a few lines: it shows what the runner makes of what it sees. Its time is its own. */
export class ScriptedStage implements Stage {
  readonly environment = 'scripted';
  readonly origin = 'http://shop.example';
  readonly agents = ['ana'];
  readonly finance = 'fin';
  readonly heartbeatMs = 1000;
  readonly #script: Script;
  readonly #conversationId = 'thread-of-a-test-1';
  #clock = 0;
  #ids = 0;
  #events: Event[] = [];
  #said = new Map<string, number>();

  constructor(script: Script = {}) {
    this.#script = script;
  }

  now(): number {
    return this.#clock;
  }

  async wait(milliseconds: number): Promise<void> {
    this.#clock += milliseconds;
    await new Promise((resolve) => setImmediate(resolve));
  }

  newId(): string {
    this.#ids += 1;
    return `00000000-0000-4000-8000-${String(this.#ids).padStart(12, '0')}`;
  }

  async ask({ path }: Ask): Promise<Answer> {
    if (path === '/agent/ticket')
      return { status: 200, body: { ticket: 'ticket', expiresAt: at, agentId: 'ana', name: 'ana', groups: ['agent'] } };
    if (path !== '/session') return { status: 404, body: {} };
    const body = {
      token: 'token',
      expiresAt: at,
      customerId: 'thread-of-a-test',
      conversationId: this.#conversationId,
      ticket: 'ticket',
    };
    return { status: 200, body };
  }

  async open(): Promise<Opened> {
    const listeners: ((text: string) => void)[] = [];
    const tell = (frame: object) =>
      setImmediate(() => {
        for (const listener of listeners) listener(JSON.stringify(frame));
      });
    this.#pages.push(tell);
    const line: Line = {
      send: (text) => this.#hear(JSON.parse(text), tell),
      close: () => {},
      onText: (listener) => void listeners.push(listener),
      onEnd: () => {},
    };
    return { line };
  }

  /** What each open page is told without asking. */
  #pages: Tell[] = [];
  #offer: { n: number; agentId: string; until: string } | undefined;
  #owner: object = { kind: 'bot' };

  /** The next offer to the one agent, shown to everybody. */
  #offers(n: number): void {
    const until = this.#script.gone?.over ? at : '2999-01-01T00:00:00.000Z';
    this.#offer = { n, agentId: 'ana', until };
    this.#owner = { kind: 'queue' };
    this.#append({ kind: 'offered', by: { role: 'system' }, n, agentId: 'ana', until });
    for (const tell of this.#pages) tell(this.#page(0));
  }

  #desk(action: string, n: number, tell: Tell): unknown {
    const agent = { agentId: 'ana', name: 'ana', ready: true, load: 0, capacity: 1, skills: [], leaseUntil: at };
    if (action === 'presence') return tell({ type: 'desk', at, agent, seats: [] });
    const about = { action, conversationId: this.#conversationId };
    if (!this.#script.gone?.offers.includes(n)) {
      this.#owner = { kind: 'agent', agentId: 'ana' };
      this.#offer = undefined;
      this.#append({ kind: 'accepted', by: { role: 'agent', id: 'ana', name: 'ana' } });
      tell({ type: 'ack', ...about, seq: this.#events.length });
      for (const page of this.#pages) page(this.#page(0));
      return undefined;
    }
    tell({ type: 'refused', code: 'offer-gone', message: '', ...about });
    return this.#offers(n + 1);
  }

  #hear(
    frame: { action: string; clientMessageId?: string; since?: number; n?: number; body?: { text: string } },
    tell: Tell,
  ): unknown {
    if (frame.action === 'presence' || frame.action === 'accept') return this.#desk(frame.action, frame.n ?? 0, tell);
    const { action, clientMessageId = '' } = frame;
    const about = { action, clientMessageId, conversationId: this.#conversationId };
    if (action === 'sync') return tell(this.#page(frame.since ?? 0));
    if (action === 'ask-person') setImmediate(() => this.#offers(1));
    if (action !== 'say') return tell({ type: 'ack', ...about, seq: this.#events.length });
    const text = frame.body?.text ?? '';
    const code = this.#script.refuses?.(text);
    if (code) return tell({ type: 'refused', code, message: '', ...about });
    const known = this.#said.get(clientMessageId);
    const seq = known ?? this.#append({ kind: 'customer-said', by: { role: 'customer' }, words: { text } });
    this.#said.set(clientMessageId, seq);
    tell({ type: 'ack', ...about, seq });
    return known === undefined && this.#answer(text, seq, tell);
  }

  #answer(text: string, seq: number, tell: Tell): void {
    const answer = this.#script.bot?.(text);
    for (let i = 0; answer && i < (answer.times ?? 1); i += 1) {
      const sources = (answer.sources ?? []).map((articleId) => ({ articleId, version: 1, title: articleId }));
      const from = this.#append({
        kind: 'bot-said',
        by: { role: 'bot' },
        turn: 't',
        answersUpTo: seq,
        outcome: sources.length > 0 ? 'answered' : 'small-talk',
        confidence: 1,
        words: { text: answer.text, sources },
      });
      tell(this.#page(from - 1));
    }
  }

  #append(event: Omit<Event, 'seq'>): number {
    const seq = this.#events.length + 1;
    this.#events.push({ ...event, seq, epoch: 1, at } as unknown as Event);
    return seq;
  }

  #page(since: number): object {
    const version = this.#events.length;
    const state = {
      version,
      epoch: 1,
      owner: this.#owner,
      language: 'en',
      promises: [],
      ...(this.#offer && { offer: this.#offer }),
    };
    const events = this.#events.filter(({ seq }) => seq > since);
    return {
      type: 'events',
      conversationId: this.#conversationId,
      after: since,
      upTo: Math.max(since, version),
      events,
      more: false,
      ...(version > 0 && { state }),
    };
  }

  nameOf(agent: string): string {
    return agent;
  }

  async signIn(): Promise<string> {
    return 'bearer';
  }

  async expiredToken(): Promise<string> {
    return 'expired';
  }

  async close(): Promise<void> {}
}
