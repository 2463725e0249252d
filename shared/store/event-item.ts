import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { ConversationEvent } from '#events/conversation';
import { chainHash } from '#shared/privacy/chain';
import { open, seal } from '#shared/privacy/seal';
import { type Reading, shortReadings } from './readings.ts';

/**
 * An event as it lies in the table: plain ids, kinds and numbers; everything under `words` is ciphertext, deflated before
 * it was sealed: an answer with its sources would else be more than 1 KB, and two write units of a transaction dearer.
 */
export type EventItem = {
  pk: string;
  sk: string;
  event: Omit<ConversationEvent, 'words'>;
  sealed?: Uint8Array;
  /** What the append used, as `shortReadings`. */
  meters?: string;
  /** SHA-256 over the former event's hash and this item without its own. */
  hash: string;
  ttl?: number;
};

export const eventKey = (seq: number): string => `E#${String(seq).padStart(10, '0')}`;
const sealedFor = ({ conversationId, seq }: ConversationEvent): string => `${conversationId}/${seq}`;

type Chained = { items: EventItem[]; lastHash: string };

/** Seals and chains the events of one append. */
export const eventItems = (
  events: ConversationEvent[],
  {
    key,
    nonce,
    formerHash,
    meters,
    ttl,
  }: { key: Uint8Array; nonce: () => Uint8Array; formerHash: string; meters: Reading[]; ttl?: number },
): Chained => {
  let lastHash = formerHash;
  const items = events.map((full, i) => {
    const { words, by, ...plain } = full as ConversationEvent & { words?: unknown };
    const { name: _name, ...speaker } = by as typeof by & { name?: string };
    const item = {
      pk: full.conversationId,
      sk: eventKey(full.seq),
      event: { ...plain, by: speaker } as EventItem['event'],
      sealed: seal(key, deflateRawSync(JSON.stringify({ words, by })), sealedFor(full), nonce()),
      ...(i === 0 && meters.length > 0 && { meters: shortReadings(meters) }),
      ...(ttl && { ttl }),
    };
    lastHash = chainHash(lastHash, item);
    return { ...item, hash: lastHash };
  });
  return { items, lastHash };
};

/** The event as it was decided; without its key (erased) the words are gone and its seq stays. */
export const eventOf = (item: EventItem, key: Uint8Array | undefined): ConversationEvent => {
  const plain = item.event as ConversationEvent;
  if (!item.sealed || !key) return { ...plain, words: {} } as ConversationEvent;
  const { words, by } = JSON.parse(inflateRawSync(open(key, item.sealed, sealedFor(plain))).toString());
  return { ...plain, by, ...(words !== undefined && { words }) } as ConversationEvent;
};
