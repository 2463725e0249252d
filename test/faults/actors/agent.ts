import type { HttpAnswer } from '#shared/runtime/http-answer';
import type { Conversation } from '../../../console/desk/conversation.ts';
import { type DeskClient, deskClient } from '../../../console/desk/desk-client.ts';
import type { Effects } from '../../../console/desk/effects.ts';
import type { Deed, Outgoing } from '../../../console/desk/outgoing.ts';
import type { Screen } from '../world/history.ts';
import type { Host, Outcome } from '../world/host.ts';
import type { Act, AgentManner } from '../world/scenario.ts';
import type { Network } from './network.ts';
import { Page, recordAnswer } from './page.ts';

export type AskTicket = (agentId: string, done: (outcome: Outcome<HttpAnswer>) => void) => void;
type Given = { name: string; host: Host; network: Network; manner: AgentManner; askTicket: AskTicket };

/** An agent behind the real console's desk client. What she does follows from what her screen shows and from her manner. */
export class AgentActor {
  readonly name: string;
  readonly network: Network;
  #host: Host;
  #manner: AgentManner;
  #askTicket: AskTicket;
  #agentId: string;
  #page: Page;
  #desk: DeskClient | undefined;
  #kept: readonly Outgoing[] = [];
  #keptReady = false;
  #comesBack = () => {};
  #decided = new Set<string>();
  #shown = new Map<string, number>();

  constructor({ name, host, network, manner, askTicket }: Given) {
    this.name = name;
    this.#agentId = name.replace(' ', '-');
    this.#host = host;
    this.network = network;
    this.#manner = manner;
    this.#askTicket = askTicket;
    this.#page = new Page(host, network);
  }

  does(act: Act): void {
    switch (act.act) {
      case 'turns-ready':
        if (!this.#desk && act.ready) this.#sitDown();
        if (this.#page.isOpen) this.#desk?.setReady(act.ready);
        break;
      case 'leaves':
        this.#leave(act.seconds, act.silently);
        break;
      case 'loses-network':
        this.network.isUp = false;
        this.#host.scheduler.after(act.seconds * 1000, () => {
          this.network.isUp = true;
        });
    }
  }

  calm(): void {
    this.network.calm();
  }

  screen(): Screen {
    const state = this.#desk?.state();
    return {
      who: this.name,
      role: 'agent',
      wanted: false,
      online: this.#page.isOpen && state?.connection.kind === 'online',
      parts: Object.values(state?.conversations ?? {})
        .filter(({ seat }) => seat?.kind === 'held')
        .map(({ id, events, known }) => ({
          conversationId: id,
          seqs: events.map(({ seq }) => seq),
          texts: [],
          upTo: known,
        })),
      unsent: [...(state?.outbox ?? []), ...this.#kept].flatMap(({ id, deed }) =>
        deed.kind === 'reply' ? [{ id, text: deed.text }] : [],
      ),
    };
  }

  #sitDown(): void {
    const page = new Page(this.#host, this.network);
    this.#page = page;
    this.#shown.clear();
    const desk = deskClient(this.#effects(page));
    this.#desk = desk;
    desk.subscribe(page.whileOpen(() => this.#look(desk)));
    desk.start();
  }

  #leave(seconds: number, silently: boolean): void {
    if (!this.#desk) return;
    // Who goes home while she is out comes back from home.
    this.#comesBack();
    if (this.#page.isOpen && !silently) this.#desk.signedOut();
    this.#page.isOpen = false;
    this.#comesBack = this.#host.scheduler.after(seconds * 1000, () => this.#sitDown());
  }

  #look(desk: DeskClient): void {
    for (const conversation of Object.values(desk.state().conversations)) {
      this.#recordShown(conversation);
      if (conversation.seat?.kind === 'offered') this.#considerOffer(conversation);
      else if (conversation.seat?.kind === 'held') this.#considerAnswer(conversation);
    }
  }

  #recordShown({ id, events }: Conversation): void {
    if (this.#shown.get(id) === events.length) return;
    this.#shown.set(id, events.length);
    this.#host.record({ what: 'shown', who: this.name, conversationId: id, seqs: events.map(({ seq }) => seq) });
  }

  #considerOffer({ id, seat }: Conversation): void {
    const n = seat?.n ?? 0;
    if (!this.#first(`offer ${id} ${n} ${seat?.epoch}`)) return;
    const { accepts, late, declines } = this.#manner;
    const share = this.#share('offer');
    const think = this.#share('think');
    if (share < accepts) this.#soon(1 + think * 14, id, { kind: 'accept', n }, ({ seat: now }) => now?.n === n);
    else if (share < accepts + late) this.#soon(18 + think * 6, id, { kind: 'accept', n });
    else if (share < accepts + late + declines) this.#soon(1 + think * 10, id, { kind: 'decline', n });
  }

  #considerAnswer(conversation: Conversation): void {
    const { id, state, known, seat } = conversation;
    const asked = state?.unansweredSince ?? (known > 0 ? 'greeting' : undefined);
    if (!asked || !this.#first(`answer ${id} ${seat?.epoch} ${asked}`)) return;
    const isHers = ({ seat: now }: Conversation) => now?.kind === 'held';
    if (this.#share('answers') < this.#manner.answers) {
      const text = `I am looking into it [${this.name} ${this.#decided.size}]`;
      this.#soon(1 + this.#share('think') * 15, id, { kind: 'reply', text }, isHers);
    }
    if (this.#share('ends') >= this.#manner.ends) return;
    const deed: Deed =
      this.#share('how') < 0.5 ? { kind: 'close', disposition: 'resolved' } : { kind: 'return-to-bot' };
    this.#soon(10 + this.#share('think') * 40, id, deed, isHers);
  }

  #soon(seconds: number, id: string, deed: Deed, still: (now: Conversation) => boolean = () => true): void {
    const page = this.#page;
    page.after(seconds * 1000, () => {
      const now = this.#desk?.state().conversations[id];
      if (page !== this.#page || !now || !still(now)) return;
      const clientMessageId = this.#desk?.enact(id, deed) ?? '';
      const text = deed.kind === 'reply' ? deed.text : '';
      this.#host.record({ what: 'wished', who: this.name, clientMessageId, action: deed.kind, text });
    });
  }

  #first(what: string): boolean {
    if (this.#decided.has(what)) return false;
    this.#decided.add(what);
    return true;
  }

  #share(what: string): number {
    return this.#host.share(`${this.name} ${what}`);
  }

  #effects(page: Page): Effects {
    return {
      now: () => page.now(),
      random: () => this.#share('random'),
      newId: () => this.#host.newId(),
      after: (ms, run) => page.after(ms, run),
      askTicket: (then) =>
        page.request<Outcome<HttpAnswer>>(
          (done) => this.#askTicket(this.#agentId, done),
          (outcome) => then(ticketIn(outcome)),
          () => then({ kind: 'unreachable' }),
        ),
      open: (ticket, on) => {
        const socket = this.network.open(ticket, {
          opened: page.whileOpen(on.opened),
          received: page.whileOpen((text: string) => {
            recordAnswer(this.#host, this.name, text);
            on.message(text);
          }),
          closed: page.whileOpen(on.closed),
        });
        return { send: (text) => this.#send(socket, text), close: () => socket.close() };
      },
      keptOutbox: () => this.#kept.map((one) => (one.phase === 'sending' ? { ...one, phase: 'waiting' } : one)),
      keepOutbox: (_agentId, outbox) => {
        this.#kept = outbox;
      },
      keptReady: () => this.#keptReady,
      keepReady: (ready) => {
        this.#keptReady = ready;
      },
      complain: (what, cause) => {
        throw new Error(what, { cause });
      },
    };
  }

  #send(socket: { send: (text: string) => void }, text: string): void {
    const { action, conversationId, clientMessageId } = JSON.parse(text);
    if (clientMessageId) {
      const lastSeen = this.#desk?.state().conversations[conversationId]?.events.at(-1)?.seq ?? 0;
      this.#host.record({ what: 'sent', who: this.name, action, conversationId, clientMessageId, lastSeen });
    }
    socket.send(text);
  }
}

const ticketIn = (outcome: Outcome<HttpAnswer>) => {
  if (!('ok' in outcome) || outcome.ok.status !== 200) return { kind: 'unreachable' } as const;
  const { ticket, agentId } = outcome.ok.body as { ticket: string; agentId: string };
  return { kind: 'ticket', ticket, agentId } as const;
};
