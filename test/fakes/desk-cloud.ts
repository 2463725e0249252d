import { type AgentAction, agentStanding, agentVerdict } from '#shared/protocol/actions';
import type {
  ClientFrame,
  ClientFrameOf,
  ConversationState,
  NoticeView,
  Seat,
  ServerFrame,
  ServerFrameOf,
} from '#shared/protocol/frames';
import type { RefusalCode } from '#shared/protocol/refusals';
import type { EventView } from '#shared/protocol/views';

type Kept = {
  log: EventView[];
  epoch: number;
  owner: ConversationState['owner'];
  offer?: NonNullable<ConversationState['offer']>;
  waiting?: NonNullable<ConversationState['waiting']>;
  since: string;
  promises: ConversationState['promises'];
};
type Change = Partial<Omit<Kept, 'log'>>;
type Named = { action: AgentAction; conversationId: string; clientMessageId?: string };
type Push = (frame: ServerFrame) => void;

export const moment = (ms: number) => new Date(ms).toISOString();
const PAGE = 100;

/**
 * The agents' half of the cloud as a desk meets it: dense logs, epochs, offers by number, replies stored once by id.
 * No port and no clock of its own. One agent at a time.
 */
export class DeskCloud {
  readonly kept = new Map<string, Kept>();
  /** The agent may read every conversation, and what supervisors were told. */
  supervises = false;
  notices: NoticeView[] = [];
  readonly #seen: ServerFrameOf<'notices'>['seen'] = [];
  readonly agent: { agentId: string; name: string; ready: boolean; capacity: number };
  page = PAGE;
  push: Push = () => {};
  #present = false;
  readonly #now: () => number;
  readonly #replies = new Map<string, { seq: number; text: string }>();

  constructor(agentId: string, name: string, now: () => number) {
    this.agent = { agentId, name, ready: false, capacity: 4 };
    this.#now = now;
  }

  open(id: string, change: Change = {}) {
    this.kept.set(id, {
      log: [],
      epoch: 0,
      owner: { kind: 'bot' },
      since: moment(this.#now()),
      promises: [],
      ...change,
    });
  }

  conversation(id: string): Kept {
    const kept = this.kept.get(id);
    if (!kept) throw new Error(`no conversation ${id}; there are ${[...this.kept.keys()].join(', ')}`);
    return kept;
  }

  /** Appends a fact and pushes it. `at` is only for what lies in the past. Returns its seq. */
  append(id: string, fact: Record<string, unknown> & { kind: EventView['kind'] }, change: Change = {}): number {
    const kept = this.conversation(id);
    Object.assign(kept, change);
    const stamp = { seq: kept.log.length + 1, epoch: kept.epoch, at: moment(this.#now()), by: speakerOf(fact.kind) };
    const event = { ...stamp, ...fact } as unknown as EventView;
    kept.log.push(event);
    this.#deliver(id, event);
    return event.seq;
  }

  /** Words go to who holds it or is asked; who has just lost it learns the new state alone. */
  #deliver(id: string, event: EventView) {
    const after = event.seq - 1;
    const hers = ['held', 'offered'].includes(agentStanding(this.conversation(id), this.agent.agentId));
    const page = hers ? { upTo: event.seq, events: [event] } : { upTo: after, events: [] };
    this.push({ type: 'events', conversationId: id, after, ...page, more: false, state: this.state(id) });
  }

  offer(id: string, seconds: number) {
    const n = (this.conversation(id).log.filter(({ kind }) => kind === 'offered').length ?? 0) + 1;
    const until = moment(this.#now() + seconds * 1000);
    const offer = { n, agentId: this.agent.agentId, until };
    this.append(id, { kind: 'offered', ...offer }, { owner: { kind: 'queue' }, offer, since: moment(this.#now()) });
    return n;
  }

  /** The agent's lease lapsed: back to the queue. */
  takeAway(id: string) {
    const { epoch } = this.conversation(id);
    const fact = {
      kind: 'agent-lost',
      agentId: this.agent.agentId,
      cause: 'lease-lost',
      queueUntil: moment(this.#now()),
    };
    this.append(id, { ...fact, kind: 'agent-lost' }, { epoch: epoch + 1, owner: { kind: 'queue' } });
  }

  state(id: string): ConversationState {
    const { log, epoch, owner, offer, waiting, promises } = this.conversation(id);
    const asked = log.findLast(({ kind }) => kind === 'agent-said')?.seq ?? 0;
    const open = log.find(({ kind, seq }) => kind === 'customer-said' && seq > asked);
    return {
      version: log.length,
      epoch,
      owner,
      language: 'en',
      promises,
      ...(offer && { offer }),
      ...(waiting && { waiting }),
      ...(open && { unansweredSince: open.at }),
    };
  }

  /** What the route answers; nothing where the protocol answers nothing. */
  answer(frame: ClientFrame): ServerFrame | undefined {
    switch (frame.action) {
      case 'presence':
        // A heartbeat keeps what the desk has decided meanwhile; only a hand turns the switch.
        if (!frame.beat || !this.#present) this.agent.ready = frame.ready;
        this.#present = true;
        return this.desk();
      case 'notices':
        return this.#told(frame);
      case 'sync':
        return this.#page(frame.conversationId, frame.since);
      case 'reply':
        return this.#reply(frame);
      case 'accept':
      case 'decline':
        return this.#answerOffer(frame);
      case 'close':
      case 'return-to-bot':
        return this.#give(frame);
      default:
        return undefined;
    }
  }

  /** A supervisor is told of this conversation; her open screens are rung. */
  tell(notice: NoticeView) {
    this.notices = [notice, ...this.notices];
    this.push({ type: 'noticed' });
  }

  #told({ seen }: ClientFrameOf<'notices'>): ServerFrame {
    if (!this.supervises) return { type: 'refused', action: 'notices', code: 'not-allowed', message: '' };
    const marked = this.notices.find(
      ({ conversationId, at }) => conversationId === seen?.conversationId && at === seen.at,
    );
    if (marked) {
      const { conversationId, at, cause } = marked;
      this.notices = this.notices.filter((one) => one !== marked);
      this.#seen.unshift({ conversationId, at, cause, seenBy: this.agent.name, seenAt: moment(this.#now()) });
    }
    return { type: 'notices', open: this.notices, seen: this.#seen, more: false, at: moment(this.#now()) };
  }

  desk(): ServerFrame {
    const seats = [...this.kept].flatMap(([conversationId, kept]): Seat[] => {
      const standing = agentStanding(kept, this.agent.agentId);
      const common = { conversationId, epoch: kept.epoch, since: kept.since };
      if (standing === 'held') return [{ ...common, kind: 'held', n: 1 }];
      if (standing !== 'offered' || !kept.offer) return [];
      return [{ ...common, kind: 'offered', n: kept.offer.n, until: kept.offer.until }];
    });
    const leaseUntil = moment(this.#now() + 60_000);
    const agent = { ...this.agent, load: seats.length, leaseUntil, skills: ['orders'] };
    return { type: 'desk', agent, seats, at: moment(this.#now()) };
  }

  #page(id: string, since: number): ServerFrame {
    const kept = this.kept.get(id);
    const refusal = { type: 'refused', action: 'sync', message: '', conversationId: id } as const;
    if (!kept) return { ...refusal, code: 'unknown-conversation' };
    const standing = agentStanding(kept, this.agent.agentId);
    if (standing !== 'held' && standing !== 'offered' && !this.supervises) return { ...refusal, code: 'not-yours' };
    const events = kept.log.slice(since, since + this.page);
    const more = since + this.page < kept.log.length;
    const upTo = since + events.length;
    return { type: 'events', conversationId: id, after: since, upTo, events, more, state: this.state(id) };
  }

  #refused({ action, conversationId, clientMessageId }: Named, code: RefusalCode): ServerFrame {
    const id = clientMessageId ? { clientMessageId } : {};
    return { type: 'refused', code, action, message: '', conversationId, ...id };
  }

  #verdict({ action, conversationId }: Named) {
    return agentVerdict(action, agentStanding(this.conversation(conversationId), this.agent.agentId));
  }

  #reply(frame: Extract<ClientFrame, { action: 'reply' }>): ServerFrame {
    const { conversationId, clientMessageId, body, epoch } = frame;
    const before = this.#replies.get(clientMessageId);
    const ack = { type: 'ack', action: 'reply', conversationId, clientMessageId } as const;
    if (before) return before.text === body.text ? { ...ack, seq: before.seq } : this.#refused(frame, 'id-conflict');
    if (epoch !== this.conversation(conversationId).epoch) return this.#refused(frame, 'stale-epoch');
    const verdict = this.#verdict(frame);
    if (verdict !== 'may') return this.#refused(frame, verdict);
    const { agentId, name } = this.agent;
    const words = { text: body.text, agentName: name };
    const seq = this.append(conversationId, { kind: 'agent-said', clientMessageId, agentId, words });
    this.#replies.set(clientMessageId, { seq, text: body.text });
    return { ...ack, seq };
  }

  #answerOffer(frame: Extract<ClientFrame, { action: 'accept' | 'decline' }>): ServerFrame {
    const { action, conversationId, n } = frame;
    const kept = this.conversation(conversationId);
    const verdict = this.#verdict(frame);
    if (verdict !== 'may') return this.#refused(frame, verdict);
    if (kept.offer?.n !== n) return this.#refused(frame, 'offer-gone');
    const { agentId, name } = this.agent;
    delete kept.offer;
    delete kept.waiting;
    const declined = { kind: 'declined', n, agentId, excludedUntil: moment(this.#now() + 60_000) } as const;
    const accepted = { kind: 'accepted', n, agentId, words: { agentName: name } } as const;
    const taking = { epoch: kept.epoch + 1, owner: { kind: 'agent' as const, agentId } };
    const seq =
      action === 'accept' ? this.append(conversationId, accepted, taking) : this.append(conversationId, declined);
    return { type: 'ack', action, conversationId, seq, epoch: kept.epoch };
  }

  #give(frame: Extract<ClientFrame, { action: 'close' | 'return-to-bot' }>): ServerFrame {
    const { action, conversationId, epoch, note } = frame;
    const kept = this.conversation(conversationId);
    const verdict = this.#verdict(frame);
    if (verdict !== 'may') return this.#refused(frame, verdict);
    if (epoch !== kept.epoch) return this.#refused(frame, 'stale-epoch');
    const words = note ? { note } : {};
    const raised = kept.epoch + 1;
    const seq =
      frame.action === 'close'
        ? this.append(
            conversationId,
            { kind: 'closed', reason: 'by-agent', disposition: frame.disposition, words },
            { epoch: raised, owner: { kind: 'closed' } },
          )
        : this.append(
            conversationId,
            { kind: 'returned-to-bot', agentId: this.agent.agentId, words },
            { epoch: raised, owner: { kind: 'bot' } },
          );
    return { type: 'ack', action, conversationId, seq, epoch: raised };
  }
}

const speakers: Partial<Record<EventView['kind'], 'customer' | 'bot' | 'agent'>> = {
  'customer-said': 'customer',
  'bot-said': 'bot',
  'agent-said': 'agent',
  accepted: 'agent',
  closed: 'agent',
};
const speakerOf = (kind: EventView['kind']) => ({ role: speakers[kind] ?? 'system' });
