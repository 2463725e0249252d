import type { ServerFrame, ServerFrameOf } from '#shared/protocol/frames';
import { AgentTicketAnswer } from '#shared/protocol/session';
import { answersSync, shown } from './customer.ts';
import { Unexpected } from './expect.ts';
import { Person } from './person.ts';

/** An agent with the console's protocol: sign-in, ticket, socket, heartbeats, offers and her conversations. */
export class Agent extends Person {
  agentId = '';
  bearer: string | undefined;
  desk: ServerFrameOf<'desk'> | undefined;
  ready = false;
  /** The conversation of her newest offer. */
  conversationId = '';
  /** When each offer reached her, and her replies as they went out; moments of the stage's clock, in milliseconds. */
  readonly offers: number[] = [];
  readonly replies: { clientMessageId: string; text: string; at: number }[] = [];
  #epochs = new Map<string, number>();
  #asking = new Map<string, Promise<void>>();
  #lastReply: { clientMessageId: string; text: string; seq: number } | undefined;
  #beats = 0;
  #lastOfferUntil = Number.POSITIVE_INFINITY;

  async signIn(bearer?: string): Promise<boolean> {
    this.bearer = bearer ?? (await this.stage.signIn(this.name));
    const answer = await this.stage.ask({
      method: 'POST',
      path: '/agent/ticket',
      bearer: this.bearer || undefined,
      origin: this.stage.origin,
    });
    const refused = this.answered(answer);
    if (refused) {
      this.refuse(refused);
      return false;
    }
    const { ticket, agentId, name } = AgentTicketAnswer.parse(answer.body);
    this.agentId = agentId;
    if (!(await this.dial(ticket))) return false;
    this.note(`signed in as ${name}`);
    await this.lookAgain();
    void this.#keepBeating();
    return true;
  }

  async #keepBeating(): Promise<void> {
    this.#beats += 1;
    const mine = this.#beats;
    for (;;) {
      await this.stage.wait(this.stage.heartbeatMs);
      if (!this.online || mine !== this.#beats) return;
      this.mention({ action: 'presence', ready: this.ready });
    }
  }

  async beat(): Promise<void> {
    await this.ask(
      { action: 'presence', ready: this.ready },
      (frame) => frame.type === 'desk' || frame.type === 'refused',
    );
  }

  async switchReady(ready: boolean): Promise<void> {
    this.ready = ready;
    this.note(ready ? 'goes ready' : 'goes away');
    await this.beat();
  }

  get load(): number {
    return this.desk?.agent.load ?? 0;
  }

  /** The number of the offer that is open to her in this conversation. */
  offerIn(conversationId: string): number | undefined {
    const offer = this.screen.states.get(conversationId)?.offer;
    return offer?.agentId === this.agentId ? offer.n : undefined;
  }

  holds(conversationId: string): boolean {
    const owner = this.screen.states.get(conversationId)?.owner;
    return owner?.kind === 'agent' && owner.agentId === this.agentId;
  }

  async accept(n = this.lastOffer): Promise<void> {
    this.note(`accepts offer ${n}`);
    await this.#act({ action: 'accept', n });
  }

  async decline(): Promise<void> {
    this.note(`declines offer ${this.lastOffer}`);
    await this.#act({ action: 'decline', n: this.lastOffer });
  }

  async say(text: string, epochsBack = 0): Promise<void> {
    this.note(`says: ${text}`);
    await this.#reply({ clientMessageId: this.stage.newId(), text }, epochsBack);
  }

  async repeat(): Promise<void> {
    const last = this.#lastReply;
    if (!last) throw new Unexpected('a reply sent before', 'none');
    this.note(`repeats: ${last.text}`);
    await this.#reply(last, 0);
    if (this.#lastReply?.seq !== last.seq)
      throw new Unexpected(`the seq of the first time, ${last.seq}`, `${this.#lastReply?.seq}`);
  }

  async #reply(
    { clientMessageId, text }: { clientMessageId: string; text: string },
    epochsBack: number,
  ): Promise<void> {
    const at = this.stage.now();
    const reply = await this.#act({
      action: 'reply',
      clientMessageId,
      epoch: this.#epoch - epochsBack,
      body: { text },
    });
    if (!reply) return;
    this.#lastReply = { clientMessageId, text, seq: reply.seq };
    this.replies.push({ clientMessageId, text, at });
  }

  async close(disposition: string, note?: string): Promise<void> {
    this.note(`closes: ${disposition}`);
    await this.#act({ action: 'close', epoch: this.#epoch, disposition, ...(note && { note }) });
  }

  async returnToBot(note?: string): Promise<void> {
    this.note('returns it to the bot');
    await this.#act({ action: 'return-to-bot', epoch: this.#epoch, ...(note && { note }) });
  }

  async #act(frame: { action: string; [field: string]: unknown }): Promise<ServerFrameOf<'ack'> | undefined> {
    const { conversationId } = this;
    if (!conversationId) throw new Unexpected(`${this.name} to have had an offer`, 'none');
    const reply = await this.ask({ conversationId, ...frame });
    if (reply.type === 'refused') return undefined;
    if (reply.type !== 'ack') throw new Unexpected(`'${frame.action}' to be acknowledged`, JSON.stringify(reply));
    if (reply.epoch !== undefined) this.#epochs.set(conversationId, reply.epoch);
    return reply;
  }

  /** The epoch she has seen last: a change of hands she has not heard of makes her next words stale, as it must. */
  get #epoch(): number {
    const state = this.screen.states.get(this.conversationId)?.epoch ?? 0;
    return Math.max(state, this.#epochs.get(this.conversationId) ?? 0);
  }

  /** The offer made last, open or not. */
  lastOffer = 0;

  override async lookAgain(): Promise<void> {
    if (!this.online) return;
    await this.beat();
    const seats = this.desk?.seats.map(({ conversationId }) => conversationId) ?? [];
    for (const conversationId of new Set([...seats, ...(this.holds(this.conversationId) ? [this.conversationId] : [])]))
      await this.#fetch(conversationId);
  }

  protected override took(frame: ServerFrame, asked: boolean): void {
    if (frame.type === 'desk') this.#tookDesk(frame);
    if (frame.type === 'typing') this.note(`sees that the ${frame.by} is typing`);
    if (frame.type !== 'events') return;
    const { conversationId, state } = frame;
    for (const { event, how } of this.screen.takeEvents(frame, this.stage.now(), asked ? 'asked' : 'push'))
      if (event.by.role !== 'agent') this.note(`sees ${shown(event)}${how === 'asked' ? ' (by asking)' : ''}`);
    if (state?.offer?.agentId === this.agentId) this.#offered(conversationId, state.offer);
    const hers = this.holds(conversationId) || this.offerIn(conversationId) !== undefined;
    const behind = this.screen.sinceOf(conversationId) < (state?.version ?? 0);
    if (hers && (behind || frame.more)) void this.#fetch(conversationId);
  }

  #tookDesk(frame: ServerFrameOf<'desk'>): void {
    const before = this.desk?.agent;
    this.desk = frame;
    const { ready, load } = frame.agent;
    if (before && (before.ready !== ready || before.load !== load))
      this.note(`desk: ${ready ? 'ready' : 'not ready'}, load ${load}`);
    for (const { conversationId, kind, n, epoch } of frame.seats) {
      this.#epochs.set(conversationId, Math.max(epoch, this.#epochs.get(conversationId) ?? 0));
      if (kind === 'offered' && this.offerIn(conversationId) !== n) void this.#fetch(conversationId);
    }
  }

  #offered(conversationId: string, { n, until }: { n: number; until: string }): void {
    if (conversationId !== this.conversationId || n !== this.lastOffer) this.offers.push(this.stage.now());
    this.conversationId = conversationId;
    this.lastOffer = n;
    this.#lastOfferUntil = Date.parse(until);
  }

  /** Refused, for the offer's own time was over before the machine had done its part of it: nobody let it lapse. */
  get wasTooSlow(): boolean {
    return this.refusal?.code === 'offer-gone' && Date.now() >= this.#lastOfferUntil;
  }

  /** Reads what she has not seen of a conversation; asked for twice at once, it is read once. */
  #fetch(conversationId: string): Promise<void> {
    const running = this.#asking.get(conversationId);
    if (running) return running;
    const reading = this.#read(conversationId)
      .catch((error: unknown) => this.note(`could not read the conversation: ${String(error)}`))
      .finally(() => this.#asking.delete(conversationId));
    this.#asking.set(conversationId, reading);
    return reading;
  }

  async #read(conversationId: string): Promise<void> {
    for (let from = this.screen.sinceOf(conversationId); this.online; ) {
      // Refused when the offer has gone to another meanwhile: that is no answer to anything she did.
      const asking = { action: 'sync', conversationId, since: from };
      const reply = await this.askQuietly(asking, answersSync(conversationId));
      if (reply.type !== 'events' || !reply.more) return;
      from = Math.max(from + 1, reply.upTo);
    }
  }
}
