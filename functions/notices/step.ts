import { type Notice, stillHolds } from '#shared/conversation/notice';
import type { ClientFrameOf, NoticeView, ServerFrame } from '#shared/protocol/frames';
import { refusal } from '#shared/runtime/refusal';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';
import type { NoticeStore } from '#shared/store/notice-store';

type Needs = {
  notices: Pick<NoticeStore, 'open' | 'seen' | 'markSeen' | 'watch'>;
  store: Pick<ConversationStore, 'head'>;
  desk: Pick<DeskStore, 'desk'>;
  now: () => string;
};

/** One frame holds so many; what is older comes up as these are marked. */
const OPEN_SHOWN = 50;
const SEEN_SHOWN = 20;

/**
 * What supervisors were told, for supervisors. The screen is registered before the list is read, so nothing falls between
 * the two; a push says only that the list has changed, and asking again is always right.
 */
export const notices =
  (needs: Needs) =>
  async (
    { action, seen }: ClientFrameOf<'notices'>,
    { id, name, groups, connectionId }: Sender,
  ): Promise<ServerFrame> => {
    if (!groups.includes('supervisor') && !groups.includes('admin')) return refusal('not-allowed', { action });
    const at = needs.now();
    await needs.notices.watch(connectionId, at);
    if (seen) await needs.notices.markSeen(seen, { id, name }, at);
    const [open, done] = await Promise.all([needs.notices.open(OPEN_SHOWN + 1), needs.notices.seen(SEEN_SHOWN)]);
    return {
      type: 'notices',
      open: await Promise.all(open.slice(0, OPEN_SHOWN).map((notice) => viewOf(needs, notice))),
      seen: done.map(({ conversationId, at: toldAt, cause, seenBy, seenAt }) => ({
        conversationId,
        at: toldAt,
        cause,
        seenBy: seenBy.name,
        seenAt,
      })),
      more: open.length > OPEN_SHOWN,
      at,
    };
  };

const viewOf = async ({ store, desk }: Needs, notice: Notice): Promise<NoticeView> => {
  const { conversationId, at, cause } = notice;
  const head = await store.head(conversationId);
  const owner = head?.owner ?? { kind: 'closed' as const };
  const agent = owner.kind === 'agent' ? (await desk.desk(owner.agentId)).agent : undefined;
  const since = head?.askedSince ?? (owner.kind === 'queue' ? head?.handoff?.since : undefined);
  return {
    conversationId,
    at,
    cause,
    holds: stillHolds(notice, head),
    owner: owner.kind,
    ...(agent && { agentName: agent.name }),
    ...(since && { waitsSince: since }),
  };
};
