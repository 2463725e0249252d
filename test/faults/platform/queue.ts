import type { Caller } from '../world/calls.ts';
import type { Host } from '../world/host.ts';

type Message<M> = { body: M; group: string; receives: number };
export type QueueProps<M> = {
  name: string;
  fifo: boolean;
  /** The step it feeds, and how the step takes one message. */
  step: string;
  take: (caller: Caller, body: M) => Promise<void>;
  /** A message is hidden for so long while it is worked on. */
  visibilitySeconds: number;
  /** After so many tries it is a dead letter. */
  tries: number;
  /** @default the end of its way, told to somebody */
  dead?: ((body: M, group: string) => void) | undefined;
};

const FORGOTTEN_MS = 5 * 60_000;

/**
 * SQS and the mapping that feeds a step from it: at least once, hidden while worked on, a dead letter after its tries. FIFO:
 * one in flight a group, ids known for five minutes.
 */
export class Queue<M> {
  #props: QueueProps<M>;
  #host: Host;
  #groups = new Map<string, Message<M>[]>();
  #ids = new Map<string, number>();

  constructor(host: Host, props: QueueProps<M>) {
    this.#host = host;
    this.#props = props;
  }

  send(body: M, { group = '', id, delayMs = 0 }: { group?: string; id?: string; delayMs?: number } = {}): void {
    const { now } = this.#host.scheduler;
    if (id !== undefined) {
      if ((this.#ids.get(id) ?? 0) > now) return;
      this.#ids.set(id, now + FORGOTTEN_MS);
    }
    const message: Message<M> = { body, group, receives: 0 };
    if (!this.#props.fifo) return void this.#host.scheduler.after(delayMs + this.#poll(), () => this.#receive(message));
    const waiting = this.#groups.get(group);
    if (waiting) waiting.push(message);
    else {
      this.#groups.set(group, [message]);
      this.#host.scheduler.after(delayMs + this.#poll(), () => this.#receive(message));
    }
  }

  #poll(): number {
    return 4 + this.#host.share(`${this.#props.name} poll`) * 30;
  }

  #receive(message: Message<M>): void {
    if (message.receives >= this.#props.tries) this.#bury(message);
    else this.#work(message);
  }

  #work(message: Message<M>): void {
    const { step, take, visibilitySeconds } = this.#props;
    const { scheduler } = this.#host;
    message.receives += 1;
    const visibleAt = scheduler.now + visibilitySeconds * 1000;
    this.#host.invoke(
      step,
      (caller) => take(caller, message.body),
      (outcome) => {
        // A message whose deletion is lost comes again, although its work is done.
        const deleted = 'ok' in outcome && !this.#host.strike('queue.delete', this.#props.name, ['lost']);
        if (deleted) this.#next(message);
        else scheduler.after(visibleAt - scheduler.now, () => this.#receive(message));
      },
    );
  }

  #bury(message: Message<M>): void {
    const { dead, name } = this.#props;
    if (dead) dead(message.body, message.group);
    else this.#host.record({ what: 'given-up', where: name, body: JSON.stringify(message.body) });
    this.#next(message);
  }

  #next(message: Message<M>): void {
    if (!this.#props.fifo) return;
    const waiting = this.#groups.get(message.group) ?? [];
    waiting.shift();
    const [first] = waiting;
    if (first) this.#host.scheduler.after(this.#poll(), () => this.#receive(first));
    else this.#groups.delete(message.group);
  }
}
