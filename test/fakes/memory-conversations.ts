import type { ConversationEvent } from '#events/conversation';
import type { Head } from '#shared/conversation/head';
import { noticesIn } from '#shared/conversation/notice';
import { dueAt } from '#shared/conversation/owed';
import type { Timings } from '#shared/conversation/timings';
import { writeOf } from '#shared/conversation/write';
import { type Appended, type ConversationStore, cutPage, TRIES } from '#shared/store/conversation-store';
import type { CustomerStore, Thread } from '#shared/store/customer-store';
import { type MemoryDesk, memoryDesk } from './memory-desk.ts';
import { type MemoryNotices, memoryNotices } from './memory-notices.ts';
import { timings as defaults } from './timings.ts';

type Kept = { head: Head; events: ConversationEvent[]; markers: Map<string, { seq: number; body: string }> };

/** The log in memory. `before` lets a test write in between a decision and its append, as another function would. */
export const memoryConversations = ({
  desk = memoryDesk(),
  notices = memoryNotices(),
  timings = defaults,
  before,
}: {
  desk?: MemoryDesk;
  notices?: MemoryNotices;
  timings?: Timings;
  before?: () => Promise<void>;
} = {}) => {
  const kept = new Map<string, Kept>();
  const threads = new Map<string, Thread>();
  const copy = <T>(value: T): T => structuredClone(value);

  const store: ConversationStore = {
    async head(conversationId) {
      return copy(kept.get(conversationId)?.head);
    },
    async tail(conversationId, after) {
      const conversation = kept.get(conversationId);
      if (!conversation) return { head: undefined, events: [], more: false };
      const { page, more } = cutPage(
        conversation.events.filter(({ seq }) => seq > after),
        (event) => Buffer.byteLength(JSON.stringify(event)),
      );
      return copy({ head: conversation.head, events: page, more });
    },
    async append(ask) {
      let seen = ask.head ?? copy(kept.get(ask.conversationId)?.head);
      for (let attempt = 1; attempt <= TRIES; attempt += 1) {
        const result = await tryOnce(ask, seen);
        if (result) return copy(result);
        seen = copy(kept.get(ask.conversationId)?.head);
      }
      return { outcome: 'busy' };
    },
    async overdue(now, limit) {
      return [...kept.values()]
        .map(({ head }) => ({ id: head.conversationId, due: dueAt(head, timings) }))
        .filter((one): one is { id: string; due: string } => one.due !== undefined && one.due <= now)
        .sort((a, b) => (a.due < b.due ? -1 : 1))
        .slice(0, limit)
        .map(({ id }) => id);
    },
  };

  const replayOf = (
    conversation: Kept | undefined,
    ask: Parameters<ConversationStore['append']>[0],
  ): Appended | undefined => {
    const marker = ask.marker && conversation?.markers.get(ask.marker.clientMessageId);
    if (!marker) return undefined;
    return marker.body === ask.marker?.body
      ? { outcome: 'replayed', seq: marker.seq, head: conversation?.head }
      : { outcome: 'refused', code: 'id-conflict', head: conversation?.head };
  };

  const tryOnce = async (
    ask: Parameters<ConversationStore['append']>[0],
    seen: Head | undefined,
  ): Promise<Appended | undefined> => {
    const decision = ask.decide(seen);
    await before?.();
    const conversation = kept.get(ask.conversationId);
    if ('refused' in decision)
      return replayOf(conversation, ask) ?? { outcome: 'refused', code: decision.refused, head: seen };
    if ('nothing' in decision)
      return replayOf(conversation, ask) ?? { outcome: 'nothing', why: decision.nothing, head: seen };
    const replay = seen && replayOf(conversation, ask);
    if (replay) return replay;
    if ((conversation?.head.version ?? 0) !== (seen?.version ?? 0)) return undefined;
    const write = writeOf(seen, ask.conversationId, decision.facts, ask.at, decision.missed);
    if (!desk.allows(write.desk, ask.at)) return { outcome: 'agent-not-free', head: seen };
    desk.apply(write.desk);
    notices.tell(noticesIn(write.events));
    const markers = conversation?.markers ?? new Map();
    if (ask.marker) markers.set(ask.marker.clientMessageId, { seq: write.head.version, body: ask.marker.body });
    kept.set(ask.conversationId, {
      head: write.head,
      events: [...(conversation?.events ?? []), ...write.events],
      markers,
    });
    if (ask.thread && !seen)
      threads.set(ask.thread.customerId, { conversationId: ask.conversationId, language: ask.thread.language });
    return { outcome: 'written', head: write.head, events: write.events };
  };

  const customers: CustomerStore = { thread: async (customerId) => threads.get(customerId) };
  return { store, desk, customers, eventsOf: (conversationId: string) => copy(kept.get(conversationId)?.events ?? []) };
};
