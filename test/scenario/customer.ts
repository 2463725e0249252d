import { createHmac, randomBytes } from 'node:crypto';
import type { Language } from '#events/actor';
import type { ServerFrame } from '#shared/protocol/frames';
import { SessionAnswer } from '#shared/protocol/session';
import { Unexpected } from './expect.ts';
import { Person, type Reply } from './person.ts';
import type { Stage } from './stage.ts';
import type { Transcript } from './transcript.ts';
import type { ArgumentOf } from './words.ts';

type Opening = NonNullable<ArgumentOf<'customer opens'>>;
type Said = { clientMessageId: string; conversationId: string; text: string; seq: number };

const FOREIGN_ORIGIN = 'https://elsewhere.example';

/** A customer with the widget's protocol: session, ticket, socket, sync, words one at a time. */
export class Customer extends Person {
  conversationId = '';
  customerId = '';
  token: string | undefined;
  lastSaid: Said | undefined;
  /** Words as they went out, and how long each waited for its ack; moments of the stage's clock, in milliseconds. */
  readonly sent: (Said & { at: number; ackMs: number })[] = [];
  readonly pressed: { action: string; at: number; ackMs: number }[] = [];
  readonly #language: Language;
  #filling = false;

  constructor(name: string, stage: Stage, transcript: Transcript, language: Language) {
    super(name, stage, transcript);
    this.#language = language;
  }

  /** Another tab of the same browser. */
  tab(name: string): Customer {
    const other = new Customer(name, this.stage, this.transcript, this.#language);
    other.token = this.token;
    return other;
  }

  async open(how: Opening = {}): Promise<boolean> {
    const origin = how.origin ?? this.stage.origin;
    const token = how.token ? await this.#badToken(how.token) : this.token;
    const answer = await this.stage.ask({
      method: 'POST',
      path: '/session',
      origin,
      body: { ...(token && { token }), language: this.#language },
    });
    const refused = this.answered(answer);
    if (refused) {
      this.refuse(refused);
      return false;
    }
    const session = SessionAnswer.parse(answer.body);
    this.token = session.token;
    this.customerId = session.customerId;
    this.conversationId = session.conversationId;
    if (!(await this.#dialWith(session.ticket, how, origin))) return false;
    this.note(`connected, conversation ${this.conversationId.slice(-10)}`);
    await this.catchUp();
    return true;
  }

  async #dialWith(ticket: string, how: Opening, origin: string): Promise<boolean> {
    if (how.ticket === 'none') return this.dial('', origin);
    if (how.ticket === 'invented') return this.dial(randomBytes(32).toString('hex'), origin);
    if (how.ticket === 'of another origin') return this.dial(ticket, FOREIGN_ORIGIN);
    if (how.ticket === 'used') {
      if (!(await this.dial(ticket, origin))) return false;
      this.hangUp();
    }
    return this.dial(ticket, origin);
  }

  async #badToken(kind: NonNullable<Opening['token']>): Promise<string> {
    if (kind === 'expired') return this.stage.expiredToken(this.customerId || randomBytes(16).toString('hex'));
    if (kind === 'of an agent') return this.stage.signIn(this.stage.agents[0] ?? '');
    return forged(this.customerId || randomBytes(16).toString('hex'), this.stage.environment, kind);
  }

  /** Asks for everything after what is on the screen, and follows the thread to its newest conversation. */
  async catchUp(since = this.screen.sinceOf(this.conversationId)): Promise<void> {
    for (let from = since; ; ) {
      const { conversationId } = this;
      const reply = await this.ask({ action: 'sync', conversationId, since: from }, answersSync(conversationId));
      if (reply.type !== 'events') return;
      if (reply.more && reply.upTo > from) from = reply.upTo;
      else if (reply.next) {
        this.conversationId = reply.next;
        from = this.screen.sinceOf(reply.next);
      } else return;
    }
  }

  override async lookAgain(): Promise<void> {
    if (this.online) await this.catchUp(0);
  }

  /** A push that begins after what is here: what lies between is asked for, once at a time. */
  async #fill(): Promise<void> {
    if (this.#filling || !this.online) return;
    this.#filling = true;
    const asking = {
      action: 'sync',
      conversationId: this.conversationId,
      since: this.screen.sinceOf(this.conversationId),
    };
    await this.askQuietly(asking, answersSync(this.conversationId)).catch(() => {});
    this.#filling = false;
  }

  async say(text: string): Promise<void> {
    this.note(`says: ${text}`);
    await this.#send({ clientMessageId: this.stage.newId(), conversationId: this.conversationId, text, seq: 0 });
  }

  /** The same id again, as after a lost ack: the cloud must answer with the same seq. */
  async repeat(text = this.lastSaid?.text ?? ''): Promise<void> {
    const { lastSaid } = this;
    if (!lastSaid) throw new Unexpected('words said before', 'none');
    this.note(`repeats the id of '${lastSaid.text}' with: ${text}`);
    const { seq } = lastSaid;
    await this.#send({ ...lastSaid, text });
    if (!this.refusal && this.lastSaid?.seq !== seq)
      throw new Unexpected(`the seq of the first time, ${seq}`, `${this.lastSaid?.seq}`);
  }

  async #send(said: Said): Promise<void> {
    const { clientMessageId, conversationId, text } = said;
    const began = this.stage.now();
    const frame = { action: 'say', conversationId, clientMessageId, body: { text }, language: this.#language };
    const reply = await this.ask(frame);
    if (reply.type !== 'ack') return this.#unlessRefused(reply, 'say');
    this.lastSaid = { clientMessageId, conversationId: reply.conversationId, text, seq: reply.seq };
    this.sent.push({ ...this.lastSaid, at: began, ackMs: this.stage.now() - began });
    if (reply.conversationId === this.conversationId) return;
    this.note('the words opened the next conversation');
    this.conversationId = reply.conversationId;
    await this.catchUp(0);
  }

  /** A button: asking for a person, a choice, closing. */
  async press(frame: { action: string; [field: string]: unknown }): Promise<void> {
    this.note(`presses: ${[frame.action, frame.choice].filter(Boolean).join(' ')}`);
    const { conversationId } = this;
    const began = this.stage.now();
    const reply = await this.ask({ conversationId, ...frame });
    if (reply.type !== 'ack') return this.#unlessRefused(reply, frame.action);
    this.pressed.push({ action: frame.action, at: began, ackMs: this.stage.now() - began });
    if (reply.conversationId === this.conversationId) return;
    this.conversationId = reply.conversationId;
    await this.catchUp(0);
  }

  #unlessRefused(reply: Reply, what: string): void {
    if (reply.type !== 'refused') throw new Unexpected(`'${what}' to be acknowledged`, JSON.stringify(reply));
  }

  protected override took(frame: ServerFrame, asked: boolean): void {
    const now = this.stage.now();
    if (frame.type === 'delta') this.screen.takeDelta(frame, now);
    if (frame.type === 'typing') this.note(`sees that the ${frame.by} is typing`);
    if (frame.type !== 'events') return;
    const gap = this.screen.leavesGap(frame);
    for (const { event, how } of this.screen.takeEvents(frame, now, asked ? 'asked' : 'push'))
      if (event.by.role !== 'customer') this.note(`sees ${shown(event)}${how === 'asked' ? ' (by asking)' : ''}`);
    if (gap && frame.conversationId === this.conversationId) void this.#fill();
  }
}

export const answersSync =
  (conversationId: string) =>
  (frame: ServerFrame): boolean =>
    (frame.type === 'events' && frame.conversationId === conversationId) ||
    (frame.type === 'refused' && (frame.action === 'sync' || frame.action === undefined));

type Shown = { kind: string; seq: number; by: { role: string; name?: string | undefined }; words?: unknown };

/** An event in a line. */
export const shown = (event: object): string => {
  const { kind, seq, by, words } = event as Shown;
  const { text, sources } = (words ?? {}) as { text?: string; sources?: { articleId: string }[] };
  const named = sources?.length ? ` [${sources.map(({ articleId }) => articleId).join(', ')}]` : '';
  const speaker = by.role === 'agent' ? (by.name ?? 'agent') : by.role;
  return `#${seq} ${kind} by ${speaker}${text ? `: ${text.replace(/\s+/g, ' ').slice(0, 240)}` : ''}${named}`;
};

/** A token that says the right things and is not the environment's: signed with a key of ours, or not at all. */
function forged(customerId: string, environment: string, kind: 'forged' | 'without signature'): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const seconds = Math.floor(Date.now() / 1000);
  const head = part({ alg: kind === 'forged' ? 'HS256' : 'none' });
  const body = part({ sub: customerId, iss: environment, aud: 'baton-customer', iat: seconds, exp: seconds + 3600 });
  const signature =
    kind === 'forged' ? createHmac('sha256', randomBytes(32)).update(`${head}.${body}`).digest('base64url') : '';
  return `${head}.${body}.${signature}`;
}
