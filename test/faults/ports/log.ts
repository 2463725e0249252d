import type { ConversationEvent } from '#events/conversation';
import type { Head } from '#shared/conversation/head';
import { dueAt } from '#shared/conversation/owed';
import type { Timings } from '#shared/conversation/timings';
import { type Write, writeOf } from '#shared/conversation/write';
import {
  type AppendAsk,
  type Appended,
  type ConversationStore,
  cutPage,
  PAGE_EVENTS,
  TRIES,
} from '#shared/store/conversation-store';
import type { CustomerStore, Thread } from '#shared/store/customer-store';
import type { EventMeters, ReadsEventMeters } from '#shared/store/event-meters';
import type { Reading } from '#shared/store/readings';
import type { Held, OwnerCall, OwnerOperation, OwnerResult } from '../linearizable.ts';
import type { Caller } from '../world/calls.ts';
import type { Fault } from '../world/faults.ts';
import { Struck } from '../world/host.ts';
import type { DeskTable } from './desk.ts';

type Kept = {
  head: Head;
  events: ConversationEvent[];
  meters: Map<number, Reading[]>;
  markers: Map<string, { seq: number; body: string }>;
};
export type Commit = { before: Head | undefined; write: Write; meters: Reading[]; caller: Caller };

/** The table of conversations: heads, events and client ids, and the sparse index of what is due. */
export class LogTable {
  readonly timings: Timings;
  /** Hears of each commit in the instant it happens: the stream, the record, the screens' checks. */
  committed: (commit: Commit) => void = () => {};
  /** Just before: what the desk looks like then. */
  committing: (write: Write) => void = () => {};
  /** When a change of HEAD reaches the index, in ms. */
  indexLag: () => number = () => 0;
  after: (ms: number, run: () => void) => void = (_ms, run) => run();
  /** Virtual ms, and every operation on a HEAD between its call and its return. */
  clock: () => number = () => 0;
  readonly operations: OwnerOperation[] = [];
  #kept = new Map<string, Kept>();
  #threads = new Map<string, Thread>();
  #index = new Map<string, { version: number; at: string | undefined }>();
  #desk: DeskTable;

  constructor(desk: DeskTable, timings: Timings) {
    this.#desk = desk;
    this.timings = timings;
  }

  headOf(conversationId: string): Head | undefined {
    return this.#kept.get(conversationId)?.head;
  }
  heads(): Head[] {
    return [...this.#kept.values()].map(({ head }) => head);
  }
  eventsOf(conversationId: string): readonly ConversationEvent[] {
    return this.#kept.get(conversationId)?.events ?? [];
  }
  threadOf(customerId: string): Thread | undefined {
    return this.#threads.get(customerId);
  }
  markerOf(conversationId: string, clientMessageId: string) {
    return this.#kept.get(conversationId)?.markers.get(clientMessageId);
  }
  metersOf(conversationId: string, from: number, to: number): EventMeters[] {
    const kept = this.#kept.get(conversationId);
    return (kept?.events ?? [])
      .filter(({ seq }) => seq >= from && seq <= to)
      .map(({ seq, at, by }) => ({ seq, at, by: by.role, meters: kept?.meters.get(seq) ?? [] }));
  }

  page(conversationId: string, after: number) {
    const kept = this.#kept.get(conversationId);
    if (!kept) return { head: undefined, events: [], more: false };
    // Seqs are dense from 1, so a page begins at its index.
    const { page, more } = cutPage(kept.events.slice(after, after + PAGE_EVENTS + 1), sizeOf);
    return { head: kept.head, events: page, more };
  }

  due(now: string, limit: number): string[] {
    const due: { conversationId: string; at: string }[] = [];
    for (const [conversationId, { at }] of this.#index) if (at && at <= now) due.push({ conversationId, at });
    return due
      .sort((a, b) => (a.at < b.at ? -1 : 1))
      .slice(0, limit)
      .map(({ conversationId }) => conversationId);
  }

  /** One transaction. `undefined`: another writer was first. */
  transact(
    caller: Caller,
    ask: AppendAsk,
    seen: Head | undefined,
    write: Write,
    meters: Reading[],
  ): Appended | undefined {
    const kept = this.#kept.get(ask.conversationId);
    const marker = ask.marker && kept?.markers.get(ask.marker.clientMessageId);
    if (marker && seen) return replayOf(marker, ask, seen);
    if ((kept?.head.version ?? 0) !== (seen?.version ?? 0)) return undefined;
    if (!this.#desk.allows(write.desk, ask.at)) return { outcome: 'agent-not-free', head: seen };
    this.committing(write);
    this.#desk.apply(write.desk);
    this.#keep(ask, write, meters);
    if (ask.thread && !seen)
      this.#threads.set(ask.thread.customerId, { conversationId: ask.conversationId, language: ask.thread.language });
    this.committed({ before: kept ? seen : undefined, write, meters, caller });
    return { outcome: 'written', head: write.head, events: write.events };
  }

  #keep({ conversationId, marker }: AppendAsk, { head, events }: Write, meters: Reading[]): void {
    const kept = this.#kept.get(conversationId) ?? { head, events: [], meters: new Map(), markers: new Map() };
    kept.head = head;
    kept.events = [...kept.events, ...events];
    if (meters.length > 0 && events[0]) kept.meters.set(events[0].seq, meters);
    if (marker) kept.markers.set(marker.clientMessageId, { seq: head.version, body: marker.body });
    this.#kept.set(conversationId, kept);
    this.after(this.indexLag(), () => this.#follow(head));
  }

  /** A secondary index follows its table some time later; an older change that comes late does not undo a newer one. */
  #follow(head: Head): void {
    const { conversationId, version } = head;
    if ((this.#index.get(conversationId)?.version ?? 0) >= version) return;
    this.#index.set(conversationId, { version, at: dueAt(head, this.timings) });
  }
}

const sizes = new WeakMap<ConversationEvent, number>();
const sizeOf = (event: ConversationEvent): number => {
  const size = sizes.get(event) ?? Buffer.byteLength(JSON.stringify(event));
  sizes.set(event, size);
  return size;
};

export const replayOf = (marker: { seq: number; body: string }, ask: AppendAsk, head: Head | undefined): Appended =>
  marker.body === ask.marker?.body
    ? { outcome: 'replayed', seq: marker.seq, head }
    : { outcome: 'refused', code: 'id-conflict', head };

const heldOf = (head: Head | undefined): Held | undefined =>
  head && { version: head.version, epoch: head.epoch, owner: head.owner };

const reads = [['ddb.rru', 'Units']] as const;
const writes = [['ddb.wru', 'Units']] as const;

/** The log's port, as `dynamo-conversations` goes about it: read, decide, one transaction, and again after a lost race. */
export const logPort = (table: LogTable, caller: Caller): ConversationStore => {
  /** What never returns may have happened or not: it stays without a return. */
  const observed = async <T>(call: OwnerCall, done: Promise<T>, resultOf: (value: T) => OwnerResult): Promise<T> => {
    const process = `${caller.step} ${caller.invocation}`;
    const operation: OwnerOperation = { process, invoked: table.clock(), call };
    table.operations.push(operation);
    const value = await done.catch((error: unknown) => {
      // What the service refused has certainly not happened; after any other fault it may have.
      if (error instanceof Struck && error.fault === 'throttled')
        table.operations.splice(table.operations.indexOf(operation), 1);
      throw error;
    });
    operation.returned = table.clock();
    operation.result = resultOf(value);
    return value;
  };

  const head = (conversationId: string) =>
    observed(
      { does: 'read', conversationId },
      caller.call('log.head', () => table.headOf(conversationId), { spends: reads }),
      (read) => ({ read: heldOf(read) }),
    );

  const replayed = async (ask: AppendAsk, seen: Head | undefined): Promise<Appended | undefined> => {
    const { marker, conversationId } = ask;
    if (!marker || !seen) return undefined;
    const found = await caller.call('log.marker', () => table.markerOf(conversationId, marker.clientMessageId), {
      spends: reads,
    });
    return found && replayOf(found, ask, seen);
  };

  const tryOnce = async (ask: AppendAsk, seen: Head | undefined): Promise<Appended | undefined> => {
    const decision = ask.decide(seen);
    if ('refused' in decision)
      return (await replayed(ask, seen)) ?? { outcome: 'refused', code: decision.refused, head: seen };
    if ('nothing' in decision)
      return (await replayed(ask, seen)) ?? { outcome: 'nothing', why: decision.nothing, head: seen };
    const write = writeOf(seen, ask.conversationId, decision.facts, ask.at, decision.missed);
    const meters = caller.take();
    let lost: 'lost' | 'not-done' = 'lost';
    const effect = (fault: Fault | undefined): Appended | undefined => {
      if (fault === 'conflict') lost = 'not-done';
      return fault === 'conflict' ? undefined : table.transact(caller, ask, seen, write, meters);
    };
    const { conversationId } = ask;
    const to = heldOf(write.head) as Held;
    const appended = await observed(
      { does: 'append', conversationId, expected: seen?.version ?? 0, to },
      caller.call('log.transact', effect, { spends: writes }),
      (appended) => ({ append: !appended ? lost : appended.outcome === 'written' ? 'written' : 'not-done' }),
    );
    if (appended?.outcome !== 'written') for (const reading of meters) caller.spend(reading);
    return appended;
  };

  return {
    head,
    tail: (conversationId, after) =>
      observed(
        { does: 'read', conversationId },
        caller.call('log.tail', () => table.page(conversationId, after), { spends: reads }),
        ({ head: read }) => ({ read: heldOf(read) }),
      ),
    async append(ask) {
      let seen = ask.head ?? (await head(ask.conversationId));
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const result = await tryOnce(ask, seen);
        if (result) return result;
        await caller.sleep(1 + Math.floor(caller.random() * 20 * attempt));
        seen = await head(ask.conversationId);
      }
      return { outcome: 'busy' };
    },
    overdue: (now, limit) =>
      caller.call(
        'log.overdue',
        (fault) => table.due(fault === 'stale' ? new Date(Date.parse(now) - 5000).toISOString() : now, limit),
        { spends: reads },
      ),
  };
};

export const customersPort = (table: LogTable, caller: Caller): CustomerStore => ({
  thread: (customerId) => caller.call('customers.thread', () => table.threadOf(customerId), { spends: reads }),
});

export const metersPort =
  (table: LogTable, caller: Caller): ReadsEventMeters =>
  (conversationId, from, to) =>
    caller.call('log.meters', () => table.metersOf(conversationId, from, to));
