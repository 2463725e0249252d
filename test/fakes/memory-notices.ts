import type { Notice } from '#shared/conversation/notice';
import type { NoticeName, NoticeStore, SeenNotice } from '#shared/store/notice-store';

const newestFirst = <T extends { at: string }>(list: T[]): T[] => list.toSorted((a, b) => (a.at > b.at ? -1 : 1));
const nameOf = ({ conversationId, at }: NoticeName): string => `${at}#${conversationId}`;

/** What supervisors were told, in memory; passes the same contract as the table. */
export const memoryNotices = () => {
  const open = new Map<string, Notice>();
  const seen = new Map<string, SeenNotice>();
  const screens = new Set<string>();

  const store: NoticeStore = {
    open: async (limit) => newestFirst([...open.values()]).slice(0, limit),
    seen: async (limit) => newestFirst([...seen.values()]).slice(0, limit),
    async markSeen(name, seenBy, seenAt) {
      const notice = open.get(nameOf(name));
      if (!notice) return;
      open.delete(nameOf(name));
      seen.set(nameOf(name), { ...notice, seenBy, seenAt });
    },
    async watch(connectionId) {
      screens.add(connectionId);
    },
    async unwatch(connectionId) {
      screens.delete(connectionId);
    },
    watchers: async () => [...screens],
  };
  const tell = (notices: Notice[]) => {
    for (const notice of notices) open.set(nameOf(notice), notice);
  };
  return { store, tell };
};
export type MemoryNotices = ReturnType<typeof memoryNotices>;
