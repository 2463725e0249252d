import type { HttpAnswer } from '#shared/runtime/http-answer';
import type { Effects, Entered, SessionOutcome } from '../../../widget/effects.ts';
import type { Wish } from '../../../widget/outbox.ts';
import { ProtocolClient } from '../../../widget/protocol-client.ts';
import { standingOf } from '../../../widget/standing.ts';
import { currentPart, partOf } from '../../../widget/thread.ts';
import type { Screen } from '../world/history.ts';
import type { Host, Outcome } from '../world/host.ts';
import type { Act } from '../world/scenario.ts';
import type { Network } from './network.ts';
import { Page, recordAnswer } from './page.ts';

export type OpenSession = (token: string | undefined, done: (outcome: Outcome<HttpAnswer>) => void) => void;
type Given = { name: string; host: Host; network: Network; openSession: OpenSession };

/** A customer behind the real widget's protocol client, on a network of her own. */
export class CustomerActor {
  readonly name: string;
  readonly network: Network;
  #host: Host;
  #openSession: OpenSession;
  #storage = new Map<string, string>();
  #page: Page;
  #client: ProtocolClient;
  #socket: { send: (text: string) => void } | undefined;
  #shown = new Map<string, number>();
  #drafts = new Set<string>();
  #wantsPage = false;

  constructor({ name, host, network, openSession }: Given) {
    this.name = name;
    this.#host = host;
    this.network = network;
    this.#openSession = openSession;
    this.#page = new Page(host, network);
    this.#client = this.#load();
  }

  does(act: Act): void {
    switch (act.act) {
      case 'says':
        this.#wish({ action: 'say', text: act.text });
        break;
      case 'asks-person':
        this.#wish({ action: 'ask-person' });
        break;
      case 'chooses':
        this.#choose(act.choice);
        break;
      case 'closes':
        this.#close();
        break;
      case 'types':
        if (this.#page.isOpen) this.#client.typed();
        break;
      case 'leaves':
        this.#leave(act.seconds, act.silently);
        break;
      case 'loses-network':
        this.network.isUp = false;
        this.#host.scheduler.after(act.seconds * 1000, () => {
          this.network.isUp = true;
          if (this.#page.isOpen) this.#client.nudge();
        });
    }
  }

  /** Everybody looks again in the end: her network is good and her page is open. */
  calm(): void {
    this.network.calm();
    if (!this.#page.isOpen) this.#comeBack();
    if (this.#wantsPage) this.#client.start();
    if (this.#wantsPage) this.#client.nudge();
  }

  screen(): Screen {
    const { thread, unsent, connection } = this.#client.view;
    return {
      who: this.name,
      role: 'customer',
      wanted: this.#wantsPage,
      online: this.#page.isOpen && connection.kind === 'open',
      parts: thread.parts.map(({ conversationId, events, upTo }) => ({
        conversationId,
        seqs: events.map(({ seq }) => seq),
        texts: events.flatMap((event) => (event.kind === 'customer-said' ? [event.words.text] : [])),
        upTo,
      })),
      unsent: unsent.flatMap((one) => (one.action === 'say' ? [{ id: one.id, text: one.text }] : [])),
    };
  }

  #wish(wish: Wish): void {
    if (!this.#page.isOpen) return;
    this.#wantsPage = true;
    const text = wish.action === 'say' ? wish.text : '';
    const clientMessageId = this.#client.wish(wish);
    this.#host.record({ what: 'wished', who: this.name, clientMessageId, action: wish.action, text });
  }

  #choose(share: number): void {
    if (!this.#page.isOpen) return;
    const { choosing, waiting } = standingOf(currentPart(this.#client.view.thread));
    const options = choosing ? choosing.options : waiting ? (['bot', 'keep-helping'] as const) : [];
    const choice = options[Math.floor(share * options.length)];
    if (!choice) return;
    const contact = choice === 'callback' || choice === 'message' ? { contact: '13800138000' } : {};
    this.#wish({ action: 'choose', choice, ...contact });
  }

  /** The widget has no such button; the protocol has the frame. */
  #close(): void {
    const part = currentPart(this.#client.view.thread);
    if (!part || !this.#page.isOpen) return;
    const { conversationId } = part;
    this.#host.record({ what: 'sent', who: this.name, action: 'close', conversationId, lastSeen: 0 });
    this.#socket?.send(JSON.stringify({ action: 'close', conversationId, disposition: 'none' }));
  }

  #leave(seconds: number, silently: boolean): void {
    if (!this.#page.isOpen) return;
    if (!silently) this.#client.stop();
    this.#page.isOpen = false;
    this.#host.scheduler.after(seconds * 1000, () => {
      if (!this.#page.isOpen) this.#comeBack();
    });
  }

  /** The page is loaded anew; what the browser keeps is all that is left. */
  #comeBack(): void {
    this.#page = new Page(this.#host, this.network);
    this.#client = this.#load();
    if (this.#wantsPage) this.#client.start();
  }

  #load(): ProtocolClient {
    this.#shown.clear();
    return new ProtocolClient(this.#effects(), () => this.#changed());
  }

  #effects(): Effects {
    const page = this.#page;
    const storage = this.#storage;
    return {
      now: () => page.now(),
      random: () => this.#host.share(`${this.name} random`),
      newId: () => this.#host.newId(),
      after: (ms, run) => page.after(ms, run),
      startSession: ({ token }) => this.#session(page, token),
      openSocket: (ticket, on) => {
        const heard = page.whileOpen((text: string) => {
          recordAnswer(this.#host, this.name, text);
          // The widget has not sent the close, so it must not take the answer for one of its own.
          if (!text.includes('"action":"close"')) on.received(text);
        });
        const socket = this.network.open(ticket, {
          opened: page.whileOpen(on.opened),
          received: heard,
          closed: page.whileOpen(on.closed),
        });
        this.#socket = socket;
        return { send: (text) => this.#send(socket, text), close: () => socket.close() };
      },
      storage: {
        get: (key) => storage.get(key),
        set: (key, value) => void storage.set(key, value),
        remove: (key) => void storage.delete(key),
        keys: () => [...storage.keys()],
      },
    };
  }

  #session(page: Page, token: string | undefined): Promise<SessionOutcome> {
    return new Promise((resolve, reject) => {
      const heard = (outcome: Outcome<HttpAnswer>) => {
        if (!('ok' in outcome) || outcome.ok.status >= 500) return reject(new Error('no session'));
        const body = outcome.ok.body as Entered & { code?: never };
        resolve(outcome.ok.status === 200 ? body : { refused: body.code ?? 'too-many' });
      };
      const gaveUp = () => reject(new Error('no network'));
      page.request<Outcome<HttpAnswer>>((done) => this.#openSession(token, done), heard, gaveUp);
    });
  }

  #send(socket: { send: (text: string) => void }, text: string): void {
    const { action, conversationId, clientMessageId } = JSON.parse(text);
    if (clientMessageId) {
      const lastSeen = partOf(this.#client.view.thread, conversationId)?.events.at(-1)?.seq ?? 0;
      this.#host.record({ what: 'sent', who: this.name, action, conversationId, clientMessageId, lastSeen });
    }
    socket.send(text);
  }

  #changed(): void {
    for (const { conversationId, events, draft, epoch } of this.#client?.view.thread.parts ?? []) {
      const isNew = this.#shown.get(conversationId) !== events.length;
      const drafted = draft && !this.#drafts.has(`${draft.turn} ${epoch}`);
      if (!isNew && !drafted) continue;
      this.#shown.set(conversationId, events.length);
      if (draft) this.#drafts.add(`${draft.turn} ${epoch}`);
      const seqs = events.map(({ seq }) => seq);
      const shownDraft = draft ? { draft: { epoch: draft.epoch, heard: epoch } } : {};
      this.#host.record({ what: 'shown', who: this.name, conversationId, seqs, ...shownDraft });
    }
  }
}
