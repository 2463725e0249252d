import { abandonedNow, resumes, settles } from '#shared/conversation/waiting';
import { type LapseNeeds, lapseAgent } from '#shared/duties/lapse-agent';
import type { PromiseDueAt } from '#shared/handoff/hours';
import type { Matching, TimerMessage } from '#shared/queues/queues';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { CustomerStore } from '#shared/store/customer-store';
import type { DeskStore } from '#shared/store/desk-store';

type Needs = LapseNeeds & {
  store: ConversationStore;
  desk: Pick<DeskStore, 'desk' | 'socketsOf'>;
  customers: CustomerStore;
  matching: Matching;
  answerWait: (conversationId: string) => Promise<void>;
  now: () => string;
  newId: () => string;
  queueWaitSeconds: number;
  promiseDueAt: PromiseDueAt;
  contactOf: (conversationId: string) => Promise<string | undefined>;
};

/** A moment that somebody asked to be reminded of. Each looks at what is true now; the reminder itself proves nothing. */
export const lapse =
  (needs: Needs) =>
  async (message: TimerMessage): Promise<void> => {
    switch (message.timer) {
      case 'lapse':
        return lapseAgent(needs, message.agentId);
      case 'ring':
        return needs.matching.ring(message.skill, `${message.skill}-${needs.now()}`);
      case 'resume':
        return resume(needs, message);
      case 'gone':
        return leaveQueue(needs, message.customerId);
    }
  };

const resume = async (
  { store, now }: Needs,
  { conversationId, handoff, run }: Extract<TimerMessage, { timer: 'resume' }>,
): Promise<void> => {
  await store.append({
    conversationId,
    at: now(),
    decide: (head) => resumes(head, handoff, run, 'the workflow ended early'),
  });
};

/** A waiting customer whose last screen closed long ago: a promise if we know how to reach her, else abandoned. */
const leaveQueue = async (
  { store, desk, customers, answerWait, now, newId, promiseDueAt, contactOf }: Needs,
  customerId: string,
): Promise<void> => {
  const thread = await customers.thread(customerId);
  if (!thread || (await desk.socketsOf({ role: 'customer', id: customerId })).length > 0) return;
  const { conversationId } = thread;
  const head = await store.head(conversationId);
  if (head?.owner.kind !== 'queue') return;
  const contact = await contactOf(conversationId);
  const at = now();
  const promise = { promiseId: newId(), dueAt: promiseDueAt(head.handoff, at) };
  const appended = await store.append({
    conversationId,
    at,
    decide: (seen) => (contact ? settles(seen, contact, promise) : abandonedNow(seen)),
  });
  if (appended.outcome === 'written') await answerWait(conversationId);
};
