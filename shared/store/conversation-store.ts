import type { Language } from '#events/actor';
import type { ConversationEvent } from '#events/conversation';
import type { Decide } from '#shared/conversation/decision';
import type { Head } from '#shared/conversation/head';
import type { RefusalCode } from '#shared/protocol/refusals';

/** A client's own id of what it sent, and the words it came with: stored once, however often it is sent. */
export type Marker = { clientMessageId: string; body: string };

export type AppendAsk = {
  conversationId: string;
  decide: Decide;
  at: string;
  /** HEAD as the caller has just read it; without it the store reads. */
  head?: Head;
  marker?: Marker;
  /** Moves the customer's thread to this conversation, with its first event. */
  thread?: { customerId: string; language: Language };
};

export type Appended =
  | { outcome: 'written'; head: Head; events: ConversationEvent[] }
  /** This client message id is stored already, at `seq`. */
  | { outcome: 'replayed'; seq: number; head: Head | undefined }
  | { outcome: 'refused'; code: RefusalCode; head: Head | undefined }
  | { outcome: 'nothing'; why: string; head: Head | undefined }
  /** The agent's own row did not allow it: gone, full or not ready. */
  | { outcome: 'agent-not-free'; head: Head | undefined }
  /** Five lost races; the client keeps what it sent and sends it again. */
  | { outcome: 'busy' };

export type Tail = { head: Head | undefined; events: ConversationEvent[]; more: boolean };

/**
 * The log. `append` is one transaction: the events at their seqs, HEAD on the version that was decided upon, the client's
 * id, and what changes at the desk. A lost race loads and decides again; the decision carries its own fence.
 */
export interface ConversationStore {
  /** HEAD as it is now (strongly consistent). */
  head(conversationId: string): Promise<Head | undefined>;
  /** Events after `after`, at most 100 and 64 KB, with HEAD not older than the last of them. */
  tail(conversationId: string, after: number): Promise<Tail>;
  append(ask: AppendAsk): Promise<Appended>;
  /** Conversations whose `dueAt` has passed, oldest first, at most `limit`. */
  overdue(now: string, limit: number): Promise<string[]>;
}

export const PAGE_EVENTS = 100;
export const PAGE_BYTES = 65_536;
export const TRIES = 5;
export const DUE_SHARDS = 4;

/** A page of a log never exceeds what one WebSocket message holds, whatever the events' sizes. */
export const cutPage = <E>(events: E[], sizeOf: (event: E) => number): { page: E[]; more: boolean } => {
  let bytes = 0;
  const page: E[] = [];
  for (const event of events) {
    bytes += sizeOf(event);
    if (page.length === PAGE_EVENTS || (page.length > 0 && bytes > PAGE_BYTES)) return { page, more: true };
    page.push(event);
  }
  return { page, more: false };
};
