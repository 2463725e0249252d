import type { Answer, Ask, Line, Opened, Stage } from './stage.ts';

type Event = { kind: string; seq: number; [field: string]: unknown };

/** How the cloud behaves in a test of the runner. */
export type Script = {
  /** What the bot says to words; nothing: it stays silent. */
  bot?: (text: string) => { text: string; sources?: string[]; times?: number } | undefined;
  /** The code with which words are refused. */
  refuses?: (text: string) => string | undefined;
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
    const line: Line = {
      send: (text) => this.#hear(JSON.parse(text), tell),
      close: () => {},
      onText: (listener) => void listeners.push(listener),
      onEnd: () => {},
    };
    return { line };
  }

  #hear(
    frame: { action: string; clientMessageId?: string; since?: number; body?: { text: string } },
    tell: Tell,
  ): unknown {
    const { action, clientMessageId = '' } = frame;
    const about = { action, clientMessageId, conversationId: this.#conversationId };
    if (action === 'sync') return tell(this.#page(frame.since ?? 0));
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
    const state = { version, epoch: 1, owner: { kind: 'bot' }, language: 'en', promises: [] };
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
