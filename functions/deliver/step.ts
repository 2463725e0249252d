import { seatOf } from '#shared/conversation/desk-change';
import type { Head } from '#shared/conversation/head';
import type { ServerFrame } from '#shared/protocol/frames';
import { viewOf } from '#shared/protocol/reader';
import { stateOf } from '#shared/protocol/state';
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
        const frame = frameFor(reader, tail, after);
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

/** An agent who no longer holds it learns the new state, not the words that came with it. */
const frameFor = (reader: Subject, { events, more, head = undefined }: Tail, after: Head): ServerFrame => {
  const newest = head ?? after;
  const stillHers = reader.role === 'customer' || seatOf(newest)?.agentId === reader.id;
  const shown = stillHers ? events : events.filter(({ kind }) => kind !== 'customer-said' && kind !== 'bot-said');
  const views = shown.map((event) => viewOf(event, reader.role)).filter((view) => view !== undefined);
  return {
    type: 'events',
    conversationId: after.conversationId,
    events: views,
    more,
    state: stateOf(newest, reader.role),
  };
};
