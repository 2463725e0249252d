import { settles } from '#shared/conversation/waiting';
import { wholeLog } from '#shared/duties/whole-log';
import { contactOf } from '#shared/handoff/contact';
import type { PromiseDueAt } from '#shared/handoff/hours';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = {
  store: ConversationStore;
  now: () => string;
  newId: () => string;
  promiseDueAt: PromiseDueAt;
};

/** Nothing was chosen in time: a promise if she has told how to reach her, else an announced end with a way back. */
export const settle =
  ({ store, now, newId, promiseDueAt }: Needs) =>
  async ({ conversationId, handoff }: { conversationId: string; handoff: number }): Promise<void> => {
    const at = now();
    const { head, events } = await wholeLog(store, conversationId);
    const promise = { promiseId: newId(), dueAt: promiseDueAt(head?.handoff, at) };
    await store.append({
      conversationId,
      at,
      // A task that comes late must not end a wait that has begun since, nor one whose question was taken back by an offer.
      decide: (seen) =>
        seen?.handoff?.handoff === handoff && seen.handoff.choosing
          ? settles(seen, contactOf(events), promise)
          : { nothing: 'this choice is no longer open' },
    });
  };
