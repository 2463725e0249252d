import type { Head } from '#shared/conversation/head';
import type { Caller } from '../world/calls.ts';
import type { Host } from '../world/host.ts';
import { hashOf } from '../world/random.ts';

export type HeadChange = { before: Head | undefined; after: Head };
type RecordOf = { change: HeadChange; at: number };
type Shard = { records: RecordOf[]; busy: boolean; tries: number; limit: number };

const SHARDS = 2;
const BATCH = 50;
const TRIES = 20;
const MAX_AGE_MS = 3_600_000;
const LATEST_MS = 90_000;

/**
 * One consumer of the table's stream: changes of one HEAD in their order, late, sometimes twice, in batches of a shard. What
 * fails is read again from there, in halves, until it is given up.
 */
export class StreamConsumer {
  #host: Host;
  #step: 'relay' | 'deliver';
  #take: (caller: Caller) => (change: HeadChange) => Promise<void>;
  #dead: (conversationId: string) => void;
  #shards: Shard[] = Array.from({ length: SHARDS }, () => ({ records: [], busy: false, tries: 0, limit: BATCH }));

  /** `dead`: what is done with a conversation whose change was given up. */
  constructor(
    host: Host,
    step: 'relay' | 'deliver',
    take: (caller: Caller) => (change: HeadChange) => Promise<void>,
    dead: (conversationId: string) => void = () => {},
  ) {
    this.#host = host;
    this.#dead = dead;
    this.#step = step;
    this.#take = take;
  }

  push(change: HeadChange): void {
    const shard = this.#shards[hashOf(change.after.conversationId) % SHARDS] as Shard;
    shard.records.push({ change, at: this.#host.scheduler.now });
    this.#poll(shard);
  }

  #poll(shard: Shard): void {
    if (shard.busy || shard.records.length === 0) return;
    shard.busy = true;
    const fault = this.#host.strike(`stream.${this.#step}`, 'stream', ['late', 'twice']);
    const late = fault === 'late' ? this.#host.share('stream late') * LATEST_MS : 0;
    const wait = 30 + this.#host.share('stream poll') * 170 + late;
    this.#host.scheduler.after(wait, () => this.#read(shard, fault === 'twice'));
  }

  #read(shard: Shard, again: boolean): void {
    const batch = shard.records.slice(0, shard.limit);
    this.#host.invoke(
      this.#step,
      (caller) => this.#work(caller, batch),
      (outcome) => {
        const done = 'ok' in outcome ? outcome.ok : 0;
        if (done === batch.length && again) return this.#read(shard, false);
        shard.records.splice(0, done);
        if (done === batch.length) this.#succeeded(shard);
        else this.#failed(shard, batch.length - done);
      },
    );
  }

  /** How many of the batch are done: the first that fails is where the stream begins again. */
  async #work(caller: Caller, batch: readonly RecordOf[]): Promise<number> {
    const run = this.#take(caller);
    for (const [i, { change }] of batch.entries()) {
      const failed = await run(change).then(
        () => undefined,
        (error: unknown) => ({ error }),
      );
      if (!failed) continue;
      if (!(failed.error instanceof Error) || failed.error.name !== 'Struck') throw failed.error;
      return i;
    }
    return batch.length;
  }

  #succeeded(shard: Shard): void {
    Object.assign(shard, { busy: false, tries: 0, limit: BATCH });
    this.#poll(shard);
  }

  #failed(shard: Shard, left: number): void {
    shard.tries += 1;
    shard.limit = Math.max(1, Math.ceil(left / 2));
    const [first] = shard.records;
    const isOld = first && this.#host.scheduler.now - first.at > MAX_AGE_MS;
    if (first && (shard.tries > TRIES || isOld)) {
      shard.records.shift();
      const { conversationId, version } = first.change.after;
      this.#host.record({ what: 'given-up', where: this.#step, body: `${conversationId} ${version}` });
      this.#dead(conversationId);
      this.#succeeded(shard);
    } else {
      const pause = Math.min(30_000, 500 * 2 ** shard.tries);
      this.#host.scheduler.after(pause, () => this.#read(shard, false));
    }
  }
}
