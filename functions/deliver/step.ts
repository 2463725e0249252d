import type { FactKind } from '#events/conversation';
import { seatOf } from '#shared/conversation/desk-change';
import { type Head, mayRead } from '#shared/conversation/head';
import type { ServerFrame } from '#shared/protocol/frames';
import { viewOf } from '#shared/protocol/reader';
import { stateOf, upToOf } from '#shared/protocol/state';
import type { Sockets } from '#shared/sockets/sockets';
import type { ConversationStore, Tail } from '#shared/store/conversation-store';
import type { DeskStore, Subject } from '#shared/store/desk-store';

type Needs = {
  store: Pick<ConversationStore, 'tail'>;
  desk: Pick<DeskStore, 'socketsOf' | 'removeSocket'>;
  sockets: Sockets;
};

/** New events go to every open screen of the conversation: the customer's tabs, and the agent who is or was there. */
export const deliver =
  ({ store, desk, sockets }: Needs) =>
  async ({ before, after }: { before: Head | undefined; after: Head }): Promise<void> => {
    const readers = readersOf(before, after);
    const [tail, ...connections] = await Promise.all([
      store.tail(after.conversationId, before?.version ?? 0),
      ...readers.map((reader) => desk.socketsOf(reader)),
    ]);
    await Promise.all(
      readers.flatMap((reader, i) => {
        const frame = frameFor(reader, tail, before?.version ?? 0, after);
        return (connections[i] ?? []).map(async (connectionId) => {
          if ((await sockets.push(connectionId, frame)) === 'gone') await desk.removeSocket(reader, connectionId);
        });
      }),
    );
  };

/** The agent she loses it to hears of it too, or the conversation would stay on a desk it has left. */
const readersOf = (before: Head | undefined, after: Head): Subject[] => {
  const agents = new Set([seatOf(before)?.agentId, seatOf(after)?.agentId].filter((id) => id !== undefined));
  return [{ role: 'customer', id: after.customerId }, ...[...agents].map((id): Subject => ({ role: 'agent', id }))];
};

/** Facts that tell an agent how she came by a conversation or lost it, without a word of it. */
const OF_THE_DESK: ReadonlySet<FactKind> = new Set(['declined', 'offer-expired', 'agent-lost', 'returned-to-bot']);

/** An agent who no longer holds it learns how it left her and the new state, not the words that came with it. */
const frameFor = (reader: Subject, tail: Tail, since: number, changed: Head): ServerFrame => {
  const { events, more, head: newest = changed } = tail;
  const frame = {
    type: 'events',
    conversationId: newest.conversationId,
    after: since,
    state: stateOf(newest, reader.role),
  } as const;
  const isHers = reader.role === 'customer' || mayRead(newest, reader.id);
  const shown = isHers ? events : events.filter(({ kind }) => OF_THE_DESK.has(kind));
  const views = shown.map((event) => viewOf(event, reader.role)).filter((view) => view !== undefined);
  return isHers
    ? { ...frame, upTo: upToOf(tail, since), events: views, more }
    : { ...frame, upTo: since, events: views, more: false };
};
