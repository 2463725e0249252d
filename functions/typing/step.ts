import { seatOf } from '#shared/conversation/desk-change';
import { belongsTo } from '#shared/conversation/thread';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { Sockets } from '#shared/sockets/sockets';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore, Subject } from '#shared/store/desk-store';

type Needs = { store: Pick<ConversationStore, 'head'>; desk: Pick<DeskStore, 'socketsOf'>; sockets: Sockets };

/** Somebody is writing: shown to the other side, kept nowhere. */
export const typing =
  ({ store, desk, sockets }: Needs) =>
  async ({ action, conversationId }: ClientFrameOf<'typing'>, { role, id }: Sender): Promise<ServerFrame> => {
    const about = { action, conversationId };
    const head = await store.head(conversationId);
    if (!head) return refusal('unknown-conversation', about);
    const agentId = seatOf(head)?.agentId;
    if (role === 'customer' ? !belongsTo(conversationId, id) : agentId !== id) return refusal('not-yours', about);
    const other: Subject | undefined =
      role === 'agent'
        ? { role: 'customer', id: head.customerId }
        : agentId
          ? { role: 'agent', id: agentId }
          : undefined;
    const connections = other && head.owner.kind === 'agent' ? await desk.socketsOf(other) : [];
    await Promise.all(
      connections.map((connectionId) => sockets.push(connectionId, { type: 'typing', conversationId, by: role })),
    );
    return { type: 'ack', action, conversationId, seq: head.version };
  };
