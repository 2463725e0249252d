import { seatOf } from '#shared/conversation/desk-change';
import type { Head } from '#shared/conversation/head';
import { belongsTo } from '#shared/conversation/thread';
import { agentStanding, agentVerdict, customerVerdict } from '#shared/protocol/actions';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { Sockets } from '#shared/sockets/sockets';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore, Subject } from '#shared/store/desk-store';

type Needs = { store: Pick<ConversationStore, 'head'>; desk: Pick<DeskStore, 'socketsOf'>; sockets: Sockets };

const standing = ({ owner, handoff }: Head) => ({ owner, offer: handoff?.offer });

/** Somebody is writing: shown to the other side, kept nowhere. */
export const typing =
  ({ store, desk, sockets }: Needs) =>
  async ({ action, conversationId }: ClientFrameOf<'typing'>, { role, id }: Sender): Promise<ServerFrame> => {
    const about = { action, conversationId };
    const head = await store.head(conversationId);
    if (!head) return refusal('unknown-conversation', about);
    if (role === 'customer' && !belongsTo(conversationId, id)) return refusal('not-yours', about);
    const verdict =
      role === 'customer'
        ? customerVerdict('typing', head.owner.kind)
        : agentVerdict('typing', agentStanding(standing(head), id));
    if (verdict !== 'may') return refusal(verdict, about);
    const agentId = seatOf(head)?.agentId;
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
