import { customerCloses } from '#shared/conversation/customer';
import type { Decide } from '#shared/conversation/decision';
import { agentCloses } from '#shared/conversation/desk';
import { belongsTo } from '#shared/conversation/thread';
import type { ClientFrameOf, ServerFrame } from '#shared/protocol/frames';
import type { Matching } from '#shared/queues/queues';
import { acknowledged, notStored } from '#shared/runtime/acknowledge';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  answerWait: (conversationId: string) => Promise<void>;
  matching: Matching;
  now: () => string;
};
type Close = ClientFrameOf<'close'>;

/** The agent who holds it closes with a disposition, or its customer with her consent alone. Room at a desk is rung for at once. */
export const close =
  ({ store, answerWait, matching, now }: Needs) =>
  async (frame: Close, sender: Sender): Promise<ServerFrame> => {
    const about = { action: frame.action, conversationId: frame.conversationId };
    const decide = decisionOf(frame, sender);
    if (typeof decide === 'string') return refusal(decide, about);
    const appended = await store.append({ conversationId: frame.conversationId, at: now(), decide });
    const failed = notStored(appended, about);
    if (failed) return failed;
    const handoff = appended.outcome === 'written' && appended.head.handoff;
    if (handoff) {
      await answerWait(frame.conversationId);
      await matching.ring(handoff.skill, `${frame.conversationId}-${appended.head.version}`);
    }
    return acknowledged(appended, about);
  };

const decisionOf = (
  { conversationId, epoch, disposition, note }: Close,
  { role, id, name }: Sender,
): Decide | 'not-yours' | 'stale-epoch' => {
  if (role === 'customer') return belongsTo(conversationId, id) ? (head) => customerCloses(head, id) : 'not-yours';
  if (epoch === undefined) return 'stale-epoch';
  return (head) => agentCloses(head, { agentId: id, name }, epoch, disposition, note);
};
