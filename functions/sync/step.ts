import { type Head, mayRead } from '#shared/conversation/head';
import { belongsTo, nextOf } from '#shared/conversation/thread';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import { viewOf } from '#shared/protocol/reader';
import { stateOf, upToOf } from '#shared/protocol/state';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';

type Needs = { store: ConversationStore; desk: DeskStore; now: () => string };
type Sync = ClientFrameOf<'sync'>;

/**
 * Everything after `since`. The socket is registered before the log is read, so nothing falls between a page and the
 * pushes that follow it.
 */
export const sync =
  ({ store, desk, now }: Needs) =>
  async ({ action, conversationId, since }: Sync, { role, id, connectionId, groups }: Sender): Promise<ServerFrame> => {
    const about = { action, conversationId };
    if (role === 'customer' && !belongsTo(conversationId, id)) return refusal('not-yours', about);
    await desk.putSocket({ role, id }, connectionId, now());

    const { head, events, more } = await store.tail(conversationId, since);
    if (!head)
      return role === 'customer'
        ? { type: 'events', conversationId, after: since, upTo: since, events: [], more: false }
        : refusal('unknown-conversation', about);
    if (role === 'agent' && !isOpenTo(head, id, groups)) return refusal('not-yours', about);
    const views = events.map((event) => viewOf(event, role)).filter((view) => view !== undefined);
    const next =
      role === 'customer' && head.owner.kind === 'closed' && !more ? await following(store, conversationId) : undefined;
    return {
      type: 'events',
      conversationId,
      after: since,
      upTo: upToOf({ head, events, more }, since),
      events: views,
      more,
      state: stateOf(head, role),
      ...(next && { next }),
    };
  };

/** An agent reads what is on her desk; a supervisor whatever is in her agents' care. */
const isOpenTo = (head: Head, agentId: string, groups: string[]): boolean =>
  groups.includes('supervisor') || groups.includes('admin') || mayRead(head, agentId);

const following = async (store: ConversationStore, conversationId: string): Promise<string | undefined> => {
  const next = nextOf(conversationId);
  return (await store.head(next)) ? next : undefined;
};
