import type { ServerFrame, ServerFrameOf } from '#shared/protocol/frames';
import type { RefusalCode } from '#shared/protocol/refusals';
import { between, type Effects, type Entered, Timers } from './effects.ts';
import { type Connection, Line } from './line.ts';
import { frameOf, Outbox, type Unsent, type Wish } from './outbox.ts';
import { standingOf } from './standing.ts';
import {
  currentPart,
  emptyThread,
  hasGap,
  joins,
  numberOf,
  partOf,
  type Thread,
  threadOf,
  withAck,
  withConversation,
  withDelta,
  withEvents,
  withoutDraft,
} from './thread.ts';

export interface View {
  readonly connection: Connection;
  /** The log has been read on this socket; words go out at once. */
  readonly ready: boolean;
  readonly thread: Thread;
  readonly unsent: readonly Unsent[];
  /** Who is writing, as far as the cloud says so. */
  readonly typing: 'agent' | 'bot' | undefined;
  /** A refusal that belongs to no message. */
  readonly refused: RefusalCode | undefined;
  /** An earlier conversation that is not on the screen yet. */
  readonly earlier: string | undefined;
}

/** Milliseconds. */
export const times = {
  ack: 10_000,
  /** Pushes may overtake each other; a gap younger than this is not asked for. */
  gap: 800,
  maxGap: 30_000,
  /** API Gateway ends a socket that is silent for ten minutes. */
  ping: [240_000, 480_000],
  typing: 6_000,
  typingSent: 4_000,
  tooMany: [5_000, 10_000],
  /** A draft that has not grown for so long is taken back. */
  draft: 30_000,
  /** An answer that does not come may have been pushed into nothing: ask for it. */
  answer: [5_000, 12_000, 30_000, 60_000],
} as const;

/**
 * The customer's end of the protocol. One message is under way at a time; the same words keep the same id until they are
 * acknowledged, over sockets and page loads. A push is a hint: what is shown is what the log says.
 */
export class ProtocolClient {
  language: 'zh' | 'en' = 'en';
  #effects: Effects;
  #changed: () => void;
  #line: Line;
  #outbox: Outbox;
  #thread: Thread = emptyThread;
  #timers: Timers;
  #inFlight: string | undefined;
  #held = false;
  #ready = false;
  #gapTries = new Map<string, number>();
  #asks = 0;
  #typing: View['typing'];
  #typingSentAt = 0;
  #refused: RefusalCode | undefined;

  constructor(effects: Effects, changed: () => void = () => {}) {
    this.#effects = effects;
    this.#changed = changed;
    this.#outbox = new Outbox(effects.storage);
    this.#timers = new Timers(effects.after);
    this.#line = new Line(effects, {
      language: () => this.language,
      entered: (session) => this.#entered(session),
      opened: () => this.#syncAll(),
      received: (text) => this.#received(text),
      dropped: () => this.#dropped(),
      changed: () => this.#changed(),
      quiet: () => this.#inFlight === undefined,
      sessionRefused: (code) => {
        this.#refused = code;
      },
    });
  }

  get view(): View {
    return {
      connection: this.#line.connection,
      ready: this.#ready,
      thread: this.#thread,
      unsent: this.#outbox.entries,
      typing: this.#typing,
      refused: this.#refused,
      earlier: this.#earlier(),
    };
  }

  start(): void {
    const { kind } = this.#line.connection;
    if (kind === 'idle' || kind === 'refused') this.#line.connect();
  }

  /** The network is back, or the page is looked at again: do not wait for a timer. */
  nudge(): void {
    if (this.#line.connection.kind === 'waiting') this.#line.connect();
    else if (this.#ready) this.#syncAll();
  }

  stop(): void {
    this.#line.drop();
    this.#changed();
  }

  /** @returns the client message id. */
  wish(wish: Wish): string {
    const asked = wish.action === 'ask-person' && this.#outbox.entries.find((entry) => entry.action === 'ask-person');
    if (asked) return asked.id;
    const id = this.#effects.newId();
    this.#outbox.add({ ...wish, id, at: this.#effects.now(), language: this.language });
    this.#refused = undefined;
    this.start();
    this.#pump();
    this.#changed();
    return id;
  }

  /** Sends refused words again, as new words where the old id is spent. */
  retry(id: string): void {
    const spent = this.#outbox.entries.find((entry) => entry.id === id)?.refused === 'id-conflict';
    this.#outbox.change(id, {
      id: spent ? this.#effects.newId() : id,
      conversationId: undefined,
      refused: undefined,
    });
    this.#pump();
    this.#changed();
  }

  discard(id: string): void {
    this.#outbox.remove(id);
    this.#changed();
  }

  /** Tells a person that the customer is writing; the bot need not know. */
  typed(): void {
    const part = currentPart(this.#thread);
    const now = this.#effects.now();
    if (!part || !this.#ready || now - this.#typingSentAt < times.typingSent) return;
    if (standingOf(part).owner !== 'agent') return;
    this.#typingSentAt = now;
    this.#line.send({ action: 'typing', conversationId: part.conversationId });
  }

  loadEarlier(): void {
    const earlier = this.#earlier();
    if (!earlier || !this.#ready) return;
    this.#thread = withConversation(this.#thread, earlier);
    this.#sync(earlier);
  }

  #earlier(): string | undefined {
    const first = this.#thread.parts[0]?.events[0];
    const previous = first?.kind === 'conversation-opened' ? first.previous : undefined;
    return previous && !partOf(this.#thread, previous) ? previous : undefined;
  }

  #entered({ conversationId }: Entered): void {
    const isOurs = (id: string | undefined) => !id || threadOf(id) === threadOf(conversationId);
    // What was meant for the thread of a token that is no longer good goes into the new one.
    if (!this.#outbox.entries.every((entry) => isOurs(entry.conversationId))) this.#outbox.unpin();
    this.#thread = withConversation(this.#thread, conversationId);
  }

  /**
   * The current conversation, the one before it (an answer that its close has cut is written behind the close), and earlier
   * ones whose end has not been seen. Also the ping that keeps a socket open.
   */
  #syncAll(): void {
    const [current, before] = this.#thread.parts.toReversed();
    this.#timers.set('ping', between(this.#effects.random, times.ping), () => this.#syncAll());
    for (const part of this.#thread.parts) {
      const isOpen = standingOf(part).owner !== 'closed';
      const isLate = part === current || part === before;
      if (isLate || isOpen || hasGap(part) || !part.heard) this.#sync(part.conversationId);
    }
  }

  #dropped(): void {
    this.#timers.clear();
    this.#inFlight = undefined;
    this.#held = false;
    this.#ready = false;
    this.#typing = undefined;
  }

  #syncCurrent(): void {
    const current = currentPart(this.#thread);
    if (current) this.#sync(current.conversationId);
  }

  #sync(conversationId: string): void {
    const part = partOf(this.#thread, conversationId);
    if (!part) return;
    this.#timers.cancel(`gap:${conversationId}`);
    this.#line.send({ action: 'sync', conversationId, since: part.upTo });
    this.#timers.set(`sync:${conversationId}`, times.ack, () => this.#line.lost());
  }

  #received(text: string): void {
    const frame = readFrame(text);
    // What has no type is the gateway's own word: the step behind it failed, and this socket may not recover.
    if (!frame) this.#line.lost();
    else this.#take(frame);
    this.#changed();
  }

  #take(frame: ServerFrame): void {
    switch (frame.type) {
      case 'events':
        this.#events(frame);
        break;
      case 'delta':
        this.#delta(frame);
        break;
      case 'ack':
        this.#ack(frame);
        break;
      case 'refused':
        this.#refusal(frame);
        break;
      case 'retry-later':
        this.#retryLater(frame);
        break;
      case 'typing':
        this.#othersType(frame.by);
        break;
    }
  }

  #events(frame: ServerFrameOf<'events'>): void {
    const before = partOf(this.#thread, frame.conversationId);
    this.#thread = withEvents(this.#thread, frame);
    const part = partOf(this.#thread, frame.conversationId);
    if (!part) return;
    if (before && joins(before, frame)) this.#timers.cancel(`sync:${part.conversationId}`);
    for (const event of frame.events) if ('clientMessageId' in event) this.#stored(event.clientMessageId);
    if (frame.events.some((event) => event.by.role !== 'customer')) this.#typing = undefined;
    // A conversation that begins by a push, and the later one that a page names: both are read from their beginning.
    if (!before) this.#syncAll();
    if (frame.next) this.#follow(frame.next);
    this.#settle(part.conversationId, (before?.upTo ?? 0) < part.upTo);
    this.#becomeReady();
    this.#remember();
    this.#watchAnswer();
  }

  /** A later conversation of the same thread is written to from now on. */
  #follow(conversationId: string): void {
    if (partOf(this.#thread, conversationId)) return;
    this.#thread = withConversation(this.#thread, conversationId);
    this.#syncAll();
  }

  /** Asks again while something is missing: at once while pages follow each other, ever more slowly without progress. */
  #settle(conversationId: string, progressed: boolean): void {
    const part = partOf(this.#thread, conversationId);
    if (!part) return;
    if (progressed) this.#gapTries.delete(conversationId);
    if (!hasGap(part)) this.#timers.cancel(`gap:${conversationId}`);
    else if (part.more && progressed) this.#sync(conversationId);
    else if (!this.#timers.has(`gap:${conversationId}`)) this.#askForGap(conversationId);
  }

  #askForGap(conversationId: string): void {
    const tries = this.#gapTries.get(conversationId) ?? 0;
    this.#gapTries.set(conversationId, tries + 1);
    const wait = Math.min(times.maxGap, times.gap * 2 ** tries);
    this.#timers.set(`gap:${conversationId}`, wait, () => this.#sync(conversationId));
  }

  /** Words go out only after the log has been read on this socket: it may hold them already. */
  #becomeReady(): void {
    const current = currentPart(this.#thread);
    if (this.#ready || !current || current.more || this.#timers.has(`sync:${current.conversationId}`)) return;
    this.#ready = true;
    this.#refused = undefined;
    if (this.#thread.parts.length === 1 && numberOf(current.conversationId) > 1) this.loadEarlier();
    this.#pump();
  }

  #remember(): void {
    const current = currentPart(this.#thread);
    const last = current?.events.at(-1);
    if (last && standingOf(current).owner !== 'closed') {
      this.#effects.storage.set('unfinished', String(Date.parse(last.at)));
    } else {
      this.#effects.storage.remove('unfinished');
    }
  }

  #watchAnswer(): void {
    const { owner, unanswered } = standingOf(currentPart(this.#thread));
    const isAwaited = owner === 'bot' && unanswered;
    if (!isAwaited) this.#asks = 0;
    const wait = times.answer[this.#asks];
    if (!isAwaited) this.#timers.cancel('answer');
    else if (wait !== undefined && !this.#timers.has('answer')) {
      this.#asks += 1;
      this.#timers.set('answer', wait, () => this.#syncCurrent());
    }
  }

  #delta(frame: ServerFrameOf<'delta'>): void {
    this.#thread = withDelta(this.#thread, frame);
    this.#timers.set('draft', times.draft, () => {
      this.#thread = withoutDraft(this.#thread, frame.conversationId);
      this.#syncCurrent();
      this.#changed();
    });
  }

  #ack({ conversationId, clientMessageId, seq }: ServerFrameOf<'ack'>): void {
    if (!clientMessageId) return;
    const entry = this.#outbox.entries.find(({ id }) => id === clientMessageId);
    const isNew = !partOf(this.#thread, conversationId);
    this.#thread =
      entry?.action === 'say'
        ? withAck(this.#thread, { conversationId, seq, clientMessageId, text: entry.text, at: entry.at })
        : withConversation(this.#thread, conversationId);
    this.#line.proven();
    if (isNew) this.#syncAll();
    this.#settle(conversationId, false);
    this.#stored(clientMessageId);
  }

  #stored(clientMessageId: string | undefined): void {
    if (!clientMessageId) return;
    this.#outbox.remove(clientMessageId);
    if (this.#inFlight !== clientMessageId) return;
    this.#inFlight = undefined;
    this.#timers.cancel('ack');
    this.#pump();
  }

  #pump(): void {
    const entry = this.#outbox.first;
    const current = currentPart(this.#thread);
    if (!entry || !current || !this.#ready || this.#inFlight || this.#held) return;
    const conversationId = entry.conversationId ?? current.conversationId;
    if (!entry.conversationId) this.#outbox.change(entry.id, { conversationId });
    this.#inFlight = entry.id;
    this.#line.send(frameOf(entry, conversationId));
    this.#timers.set('ack', times.ack, () => this.#line.lost());
  }

  #retryLater(frame: ServerFrameOf<'retry-later'>): void {
    if (frame.action === 'sync') this.#timers.set('resync', frame.afterMs, () => this.#syncCurrent());
    else if (frame.clientMessageId === undefined || frame.clientMessageId === this.#inFlight) this.#hold(frame.afterMs);
  }

  /** Nothing is lost and nothing overtakes: the same message is the next one sent. */
  #hold(ms: number): void {
    this.#timers.cancel('ack');
    this.#inFlight = undefined;
    this.#held = true;
    this.#timers.set('held', ms, () => {
      this.#held = false;
      this.#pump();
    });
  }

  #refusal({ code, action, clientMessageId, conversationId }: ServerFrameOf<'refused'>): void {
    const entry = this.#outbox.entries.find(({ id }) => id === (clientMessageId ?? this.#inFlight));
    if (code === 'not-signed-in' || code === 'token-expired') this.#line.lost();
    else if (action === 'sync') this.#syncRefused(code, conversationId);
    else if (!entry || action === 'typing') return;
    else if (code === 'too-many') this.#hold(between(this.#effects.random, times.tooMany));
    else if (code === 'conversation-closed') this.#tryNext(entry);
    else this.#giveUp(entry, code);
  }

  /** The cloud opens the next conversation for words; a wish that named a closed one is for the next, if there is one. */
  #tryNext(entry: Unsent): void {
    if (entry.conversationId === currentPart(this.#thread)?.conversationId) {
      this.#giveUp(entry, 'conversation-closed');
    } else {
      this.#outbox.change(entry.id, { conversationId: undefined });
      this.#hold(0);
    }
  }

  /** A button's wish that came too late is moot; words stay on the screen, marked, until the customer decides. */
  #giveUp(entry: Unsent, code: RefusalCode): void {
    const isMoot = code === 'already-with-person' || code === 'nothing-to-choose';
    if (entry.action === 'say') this.#outbox.change(entry.id, { refused: code });
    else this.#outbox.remove(entry.id);
    if (entry.action !== 'say' && !isMoot) this.#refused = code;
    if (this.#inFlight === entry.id) {
      this.#inFlight = undefined;
      this.#timers.cancel('ack');
    }
    this.#syncCurrent();
    this.#pump();
  }

  /** An earlier conversation that cannot be read is left as it is; without the current one there is nothing to write to. */
  #syncRefused(code: RefusalCode, conversationId: string | undefined): void {
    this.#timers.cancel(`sync:${conversationId}`);
    if (conversationId !== currentPart(this.#thread)?.conversationId) return;
    this.#refused = code;
    this.#line.lost();
  }

  #othersType(by: 'customer' | 'agent' | 'bot'): void {
    if (by === 'customer') return;
    this.#typing = by;
    this.#timers.set('typing', times.typing, () => {
      this.#typing = undefined;
      this.#changed();
    });
  }
}

/** The cloud's frames all have a type; types that are not known are passed over by the reader. */
function readFrame(text: string): ServerFrame | undefined {
  try {
    const frame = JSON.parse(text);
    return typeof frame?.type === 'string' ? frame : undefined;
  } catch {
    return undefined;
  }
}
