import { audienceOf, type Fact, type FactOf, type Source } from '#events/conversation';
import {
  type ClientFrame,
  type ClientFrameOf,
  type ConversationState,
  clientFrames,
  type ServerFrame,
  type ServerFrameOf,
  serverFrames,
} from '#shared/protocol/frames';
import { type RefusalCode, refusals } from '#shared/protocol/refusals';
import type { EventView } from '#shared/protocol/views';

type Speaker = EventView['by'];
type Owner = ConversationState['owner'];

interface Log {
  readonly conversationId: string;
  readonly events: EventView[];
  epoch: number;
  owner: Owner;
  waiting: ConversationState['waiting'];
  choosing: ConversationState['choosing'];
  promises: ConversationState['promises'];
  unansweredSince: string | undefined;
}

interface Customer {
  readonly customerId: string;
  readonly thread: string;
  readonly logs: Log[];
  readonly stored: Map<string, { conversationId: string; seq: number }>;
}

/**
 * The far end of the customer's protocol, as far as a widget can tell: sessions, one-use tickets, an append-only log with
 * events that only agents see, pages, pushes. Nothing in it waits or draws lots; time is the caller's.
 */
export class CloudInMemory {
  pageSize = 100;
  /** Refuses every session, as the real one does a strange origin or a flood. */
  sessionRefusal: RefusalCode | undefined;
  onSaid: (conversationId: string, text: string) => void = () => {};
  onAction: (frame: ClientFrame) => void = () => {};
  #now: () => number;
  #customers = new Map<string, Customer>();
  #tickets = new Map<string, Customer>();
  #sockets = new Map<string, { customer: Customer; push: (frame: ServerFrame) => void; registered: boolean }>();
  #counter = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  startSession({ token }: { token?: string }) {
    if (this.sessionRefusal) return { refused: this.sessionRefusal };
    if (token && !this.#customers.has(token)) return { refused: 'token-forged' as const };
    const known = token ?? this.#newCustomer();
    const customer = this.#customers.get(known);
    if (!customer) throw new Error(`no customer has the token ${known}`);
    const ticket = `ticket-${++this.#counter}`;
    this.#tickets.set(ticket, customer);
    return {
      token: known,
      expiresAt: this.#at(86_400_000),
      customerId: customer.customerId,
      conversationId: customer.logs.at(-1)?.conversationId ?? `${customer.thread}-1`,
      ticket,
    };
  }

  forget(token: string): void {
    this.#customers.delete(token);
  }

  #newCustomer(): string {
    const n = ++this.#counter;
    const token = `token-${n}`;
    this.#customers.set(token, { customerId: `customer-${n}`, thread: `thread00${n}`, logs: [], stored: new Map() });
    return token;
  }

  /** @returns the socket's id, or undefined where the ticket was used before. */
  attach(ticket: string, push: (frame: ServerFrame) => void): string | undefined {
    const customer = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (!customer) return undefined;
    const id = `socket-${++this.#counter}`;
    this.#sockets.set(id, { customer, push, registered: false });
    return id;
  }

  detach(socketId: string): void {
    this.#sockets.delete(socketId);
  }

  /** One frame of a socket and its answer, or none. */
  receive(socketId: string, text: string): ServerFrame | undefined {
    const socket = this.#sockets.get(socketId);
    if (!socket) return undefined;
    const raw = JSON.parse(text);
    const schema = clientFrames[raw.action as keyof typeof clientFrames];
    const frame = schema.parse(raw) as ClientFrame;
    this.onAction(frame);
    if (frame.action === 'sync') {
      socket.registered = true;
      return checked(this.#page(socket.customer, frame));
    }
    if (frame.action === 'say' || frame.action === 'ask-person' || frame.action === 'choose') {
      return checked(this.#store(socket.customer, frame));
    }
    return undefined;
  }

  #page(customer: Customer, { conversationId, since }: ClientFrameOf<'sync'>): ServerFrame {
    const index = customer.logs.findIndex((log) => log.conversationId === conversationId);
    const log = customer.logs[index];
    if (!log) {
      if (conversationId.startsWith(`${customer.thread}-`)) {
        return { type: 'events', conversationId, after: since, upTo: since, events: [], more: false };
      }
      return { type: 'refused', code: 'not-yours', action: 'sync', message: refusals['not-yours'], conversationId };
    }
    const rest = log.events.slice(since);
    const page = rest.slice(0, this.pageSize);
    const next = customer.logs[index + 1]?.conversationId;
    return {
      type: 'events',
      conversationId,
      after: since,
      upTo: since + page.length,
      events: page.filter(isForAll),
      more: rest.length > this.pageSize,
      state: stateOf(log),
      ...(next ? { next } : {}),
    };
  }

  #store(customer: Customer, frame: ClientFrameOf<'say'> | ClientFrameOf<'ask-person'> | ClientFrameOf<'choose'>) {
    const { action, clientMessageId } = frame;
    let stored = customer.stored.get(clientMessageId);
    if (!stored) {
      const log = this.#writable(customer, frame.conversationId);
      const refused = this.#apply(log, frame);
      if (refused) {
        return { type: 'refused', code: refused, action, message: refusals[refused], clientMessageId } as const;
      }
      stored = { conversationId: log.conversationId, seq: log.events.at(-1)?.seq ?? 0 };
      customer.stored.set(clientMessageId, stored);
      if (frame.action === 'say') this.onSaid(log.conversationId, frame.body.text);
    }
    return { type: 'ack', action, clientMessageId, ...stored } as const;
  }

  /** The named conversation, or the next one where that is closed. */
  #writable(customer: Customer, named: string): Log {
    const last = customer.logs.at(-1);
    const log = customer.logs.find((other) => other.conversationId === named) ?? last;
    if (log && log.owner.kind !== 'closed') return log;
    if (last && last.owner.kind !== 'closed') return last;
    return this.#open(customer, last);
  }

  #open(customer: Customer, previous: Log | undefined): Log {
    const log: Log = {
      conversationId: `${customer.thread}-${customer.logs.length + 1}`,
      events: [],
      epoch: 0,
      owner: { kind: 'bot' },
      waiting: undefined,
      choosing: undefined,
      promises: [],
      unansweredSince: undefined,
    };
    customer.logs.push(log);
    const link = previous ? { previous: previous.conversationId } : {};
    const { customerId } = customer;
    const opened = {
      kind: 'conversation-opened',
      channel: 'web',
      customerId,
      language: 'en',
      ...link,
      words: {},
    } as const;
    this.#append(log, system, [opened]);
    return log;
  }

  #apply(log: Log, frame: ClientFrame): RefusalCode | undefined {
    const customer: Speaker = { role: 'customer' };
    if (frame.action === 'say') {
      if (log.owner.kind === 'promise') log.owner = { kind: 'bot' };
      if (log.owner.kind !== 'queue') log.unansweredSince ??= this.#at();
      const { clientMessageId, body } = frame;
      this.#append(log, customer, [
        { kind: 'customer-said', clientMessageId, language: 'en', settled: true, words: { text: body.text } },
      ]);
    } else if (frame.action === 'ask-person') {
      if (log.owner.kind === 'queue' || log.owner.kind === 'agent') return 'already-with-person';
      this.handOff(log.conversationId);
    } else if (frame.action === 'choose') {
      return this.#choose(log, frame);
    }
    return undefined;
  }

  #choose(log: Log, { choice, clientMessageId, contact, text }: ClientFrameOf<'choose'>): RefusalCode | undefined {
    if (choice === 'keep-helping') {
      if (!log.waiting) return 'nothing-to-choose';
      log.waiting = { ...log.waiting, botHelps: true };
      this.#append(log, { role: 'customer' }, [{ kind: 'bot-kept-helping', clientMessageId }]);
      return undefined;
    }
    if (!log.choosing) return 'nothing-to-choose';
    if (choice !== 'bot' && !contact) return 'contact-needed';
    log.choosing = undefined;
    log.waiting = undefined;
    if (choice === 'bot') this.#take(log, { kind: 'bot' }, [{ kind: 'went-on-with-bot', clientMessageId }]);
    else this.#promise(log, { promise: choice, clientMessageId, words: { contact, text } });
    return undefined;
  }

  #promise(log: Log, given: Pick<FactOf<'promised'>, 'promise' | 'clientMessageId' | 'words'>): void {
    const promiseId = `promise-${++this.#counter}`;
    const dueAt = this.#at(20 * 3_600_000);
    log.promises = [...log.promises, { promiseId, promise: given.promise, dueAt }];
    this.#take(log, { kind: 'promise', promiseId }, [{ kind: 'promised', promiseId, dueAt, ...given }]);
  }

  botSays(conversationId: string, text: string, { sources = [] as Source[], turn = this.turnOf(conversationId) } = {}) {
    const log = this.#log(conversationId);
    log.unansweredSince = undefined;
    const seq = log.events.length;
    this.#append(log, { role: 'bot' }, [
      { kind: 'bot-said', turn, answersUpTo: seq, outcome: 'answered', confidence: 0.9, words: { text, sources } },
    ]);
  }

  turnOf(conversationId: string): string {
    const log = this.#log(conversationId);
    return `${conversationId}-${log.epoch}-${log.events.length}`;
  }

  streams(conversationId: string, turn: string, offset: number, text: string, epoch = this.#log(conversationId).epoch) {
    this.#push(conversationId, { type: 'delta', conversationId, turn, epoch, offset, text });
  }

  types(conversationId: string, by: 'agent' | 'bot'): void {
    this.#push(conversationId, { type: 'typing', conversationId, by });
  }

  cutAnswer(conversationId: string, turn: string, text: string): void {
    this.#append(this.#log(conversationId), system, [{ kind: 'answer-cut', turn, words: { text } }]);
  }

  fails(conversationId: string): void {
    const log = this.#log(conversationId);
    log.unansweredSince = undefined;
    this.#append(log, system, [{ kind: 'bot-failed', answersUpTo: log.events.length, cause: 'overdue' }]);
  }

  handOff(conversationId: string, reason: FactOf<'handed-off'>['reason'] = 'customer-asked'): void {
    const log = this.#log(conversationId);
    log.waiting = { reason, since: this.#at(), botHelps: false };
    log.unansweredSince = undefined;
    const queueUntil = this.#at(600_000);
    this.#take(log, { kind: 'queue' }, [
      {
        kind: 'handed-off',
        reason,
        skill: 'general',
        priority: 0,
        open: true,
        queueUntil,
        answersUpTo: log.events.length,
      },
    ]);
  }

  tellsPlace(conversationId: string, place: number, waitSeconds: number): void {
    const log = this.#log(conversationId);
    if (log.waiting) log.waiting = { ...log.waiting, place, waitSeconds };
    this.#append(log, system, [{ kind: 'place-told', place, waitSeconds }]);
  }

  /** An event that a customer never sees; its seq is a hole in her log for ever. */
  offers(conversationId: string): void {
    const log = this.#log(conversationId);
    this.#append(log, system, [{ kind: 'offered', n: 1, agentId: 'agent-1', until: this.#at(30_000) }]);
  }

  accepts(conversationId: string, agentName: string): void {
    const log = this.#log(conversationId);
    log.waiting = undefined;
    log.choosing = undefined;
    this.#take(log, { kind: 'agent', agentId: 'agent-1' }, [
      { kind: 'accepted', n: 1, agentId: 'agent-1', words: { agentName } },
    ]);
  }

  agentSays(conversationId: string, agentName: string, text: string): void {
    const log = this.#log(conversationId);
    log.unansweredSince = undefined;
    this.#append(log, { role: 'agent', name: agentName, agentId: 'agent-1' }, [
      { kind: 'agent-said', agentId: 'agent-1', clientMessageId: `a-${++this.#counter}`, words: { text, agentName } },
    ]);
  }

  losesAgent(conversationId: string): void {
    const log = this.#log(conversationId);
    log.waiting = { reason: 'customer-asked', since: this.#at(), botHelps: false };
    this.#take(log, { kind: 'queue' }, [
      { kind: 'agent-lost', agentId: 'agent-1', cause: 'lease-lost', queueUntil: this.#at(600_000) },
    ]);
  }

  asksChoice(conversationId: string, reason: FactOf<'choice-asked'>['reason']): void {
    const log = this.#log(conversationId);
    log.choosing = { reason, until: this.#at(600_000), options: ['callback', 'message', 'bot'] };
    this.#append(log, system, [{ kind: 'choice-asked', ...log.choosing }]);
  }

  returnsToBot(conversationId: string): void {
    this.#take(this.#log(conversationId), { kind: 'bot' }, [
      { kind: 'returned-to-bot', agentId: 'agent-1', words: {} },
    ]);
  }

  warnsSilence(conversationId: string): void {
    this.#append(this.#log(conversationId), system, [{ kind: 'silence-warned', closesAt: this.#at(300_000) }]);
  }

  closes(conversationId: string): void {
    const log = this.#log(conversationId);
    log.waiting = undefined;
    log.choosing = undefined;
    this.#take(log, { kind: 'closed' }, [{ kind: 'closed', reason: 'by-agent', disposition: 'resolved', words: {} }]);
  }

  /** What each customer may see, conversation by conversation. */
  get logs(): readonly Log[] {
    return [...this.#customers.values()].flatMap((customer) => customer.logs);
  }

  #log(conversationId: string): Log {
    const log = this.logs.find((other) => other.conversationId === conversationId);
    if (!log) throw new Error(`no conversation ${conversationId}; there are ${this.logs.map((l) => l.conversationId)}`);
    return log;
  }

  #take(log: Log, owner: Owner, facts: Fact[]): void {
    log.owner = owner;
    log.epoch += 1;
    this.#append(log, system, facts);
  }

  #append(log: Log, by: Speaker, facts: Fact[]): void {
    const fresh = facts.map(
      (fact, index): EventView => ({
        ...fact,
        seq: log.events.length + index + 1,
        epoch: log.epoch,
        at: this.#at(),
        by,
      }),
    );
    log.events.push(...fresh);
    const { conversationId } = log;
    const range = { after: log.events.length - fresh.length, upTo: log.events.length };
    const events = fresh.filter(isForAll);
    this.#push(conversationId, { type: 'events', conversationId, ...range, events, more: false, state: stateOf(log) });
  }

  #push(conversationId: string, frame: ServerFrame): void {
    const read = checked(frame);
    for (const { customer, push, registered } of this.#sockets.values()) {
      if (registered && conversationId.startsWith(`${customer.thread}-`)) push(read);
    }
  }

  #at(later = 0): string {
    return new Date(this.#now() + later).toISOString();
  }
}

const system: Speaker = { role: 'system' };

const isForAll = (event: EventView): boolean => audienceOf(event.kind) === 'all';
export const visible = (log: Log): EventView[] => log.events.filter(isForAll);

const stateOf = (log: Log): ConversationState => ({
  version: log.events.length,
  epoch: log.epoch,
  owner: log.owner,
  language: 'en',
  promises: log.promises,
  ...(log.waiting ? { waiting: log.waiting } : {}),
  ...(log.choosing ? { choosing: log.choosing } : {}),
  ...(log.unansweredSince ? { unansweredSince: log.unansweredSince } : {}),
});

/** What this cloud says is what the protocol allows. */
function checked<F extends ServerFrame>(frame: F): F {
  serverFrames[frame.type].parse(frame);
  return structuredClone(frame);
}
export type EventsFrame = ServerFrameOf<'events'>;
