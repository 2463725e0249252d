import { settles } from '#shared/conversation/waiting';
import { wholeLog } from '#shared/duties/whole-log';
import { contactOf } from '#shared/handoff/contact';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  now: () => string;
  newId: () => string;
  promiseDueAt: (skill: string, at: string) => string;
};

/** Nothing was chosen in time: a promise if she has told how to reach her, else an announced end with a way back. */
export const settle =
  ({ store, now, newId, promiseDueAt }: Needs) =>
  async ({ conversationId }: { conversationId: string }): Promise<void> => {
    const at = now();
    const { head, events } = await wholeLog(store, conversationId);
    const promise = { promiseId: newId(), dueAt: promiseDueAt(head?.handoff?.skill ?? '', at) };
    await store.append({ conversationId, at, decide: (seen) => settles(seen, contactOf(events), promise) });
  };
