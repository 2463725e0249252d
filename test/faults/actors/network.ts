import type { Gateway } from '../platform/gateway.ts';
import type { Host } from '../world/host.ts';
import type { NetworkProfile } from '../world/scenario.ts';
import { ORIGIN } from '../world/settings.ts';

/** What is between a person's page and the cloud: frames pass late, in no order, sometimes twice, sometimes never. */
export class Network {
  isUp = true;
  #host: Host;
  #gateway: Gateway;
  #profile: NetworkProfile;
  #name: string;

  constructor(host: Host, gateway: Gateway, profile: NetworkProfile, name: string) {
    this.#host = host;
    this.#gateway = gateway;
    this.#profile = profile;
    this.#name = name;
  }

  /** From now on nothing goes wrong here. */
  calm(): void {
    this.isUp = true;
    this.#profile = { delay: [5, 40], lost: 0, twice: 0 };
  }

  /** Something passes, after a delay, if there is a network at both moments. */
  pass(run: () => void, sure = true): void {
    if (!this.isUp) return;
    const { lost, twice } = this.#profile;
    const chance = sure ? 1 : this.#share();
    if (chance < lost) return;
    this.#later(run);
    if (chance < lost + twice) this.#later(run);
  }

  /** A socket through this network. After `close` nothing more is heard of it. */
  open(ticket: string, on: { opened: () => void; received: (text: string) => void; closed: () => void }) {
    let isOpen = true;
    let far: { send: (text: string) => void; close: () => void } | undefined;
    const ifOpen = (run: () => void) => () => {
      if (isOpen) run();
    };
    const closed = () => {
      isOpen = false;
      on.closed();
    };
    this.pass(() => {
      far = this.#gateway.open(ticket, ORIGIN, {
        opened: () => this.pass(ifOpen(on.opened)),
        received: (text) =>
          this.pass(
            ifOpen(() => on.received(text)),
            false,
          ),
        closed: () => this.pass(ifOpen(closed)),
      });
    });
    return {
      send: (text: string) => this.pass(() => far?.send(text), false),
      close: () => {
        isOpen = false;
        this.pass(() => far?.close());
      },
    };
  }

  #later(run: () => void): void {
    const [least, most] = this.#profile.delay;
    this.#host.scheduler.after(least + this.#share() * (most - least), () => {
      if (this.isUp) run();
    });
  }

  #share(): number {
    return this.#host.share(`${this.#name} network`);
  }
}
