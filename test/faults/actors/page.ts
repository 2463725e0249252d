import type { Host } from '../world/host.ts';
import type { Network } from './network.ts';

/** As the widget's and the console's requests give up. */
const REQUEST_MS = 10_000;

/** A page that somebody has open: its timers and callbacks end with it. */
export class Page {
  isOpen = true;
  readonly host: Host;
  readonly network: Network;

  constructor(host: Host, network: Network) {
    this.host = host;
    this.network = network;
  }

  after(ms: number, run: () => void): () => void {
    return this.host.scheduler.after(ms, () => {
      if (this.isOpen) run();
    });
  }

  /** A callback that is heard only while the page is there. */
  whileOpen<A extends unknown[]>(run: (...given: A) => void): (...given: A) => void {
    return (...given) => {
      if (this.isOpen) run(...given);
    };
  }

  /** A request over this page's network: what comes of it, or `gaveUp` after ten seconds, once. */
  request<T>(ask: (done: (outcome: T) => void) => void, heard: (outcome: T) => void, gaveUp: () => void): void {
    let open = true;
    const once =
      <A extends unknown[]>(run: (...given: A) => void) =>
      (...given: A) => {
        if (!open || !this.isOpen) return;
        open = false;
        this.host.scheduler.wake();
        run(...given);
      };
    const [hears, givesUp] = [once(heard), once(gaveUp)];
    this.after(REQUEST_MS, givesUp);
    this.network.pass(() => ask((outcome) => this.network.pass(() => hears(outcome))));
  }

  now(): number {
    return Math.floor(this.host.scheduler.now);
  }
}

/** What a frame from the cloud acknowledges or refuses, without reading the others. */
export const recordAnswer = (host: Host, who: string, text: string): void => {
  if (text.startsWith('{"type":"ack"')) {
    const { action, conversationId, clientMessageId, seq, epoch } = JSON.parse(text);
    host.record({ what: 'acked', who, action, conversationId, clientMessageId, seq, epoch });
  } else if (text.startsWith('{"type":"refused"')) {
    const { code, action, conversationId } = JSON.parse(text);
    host.record({ what: 'refused', who, code, action, conversationId });
  }
};
