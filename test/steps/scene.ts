import type { HandingOff } from '#shared/conversation/bot';
import { customerSays } from '#shared/conversation/customer';
import type { Head } from '#shared/conversation/head';
import type { ServiceMeasures } from '#shared/conversation/measures';
import { later } from '#shared/conversation/timings';
import type { Wait } from '#shared/conversation/waiting';
import { answersWait } from '#shared/duties/answer-wait';
import { summaryFrom } from '#shared/duties/summary-of';
import type { Sender } from '#shared/runtime/socket-step';
import type { ConversationStore } from '#shared/store/conversation-store';
import { acts, CONVERSATION, CUSTOMER, second } from '#test/conversation/play';
import { memoryConversations } from '#test/fakes/memory-conversations';
import { memoryDesk } from '#test/fakes/memory-desk';
import { memoryNotices } from '#test/fakes/memory-notices';
import { MemoryWaits, MemoryWorkflow } from '#test/fakes/memory-workflow';
import { RecordingMatching, RecordingProjections, RecordingTimers, RecordingTurns } from '#test/fakes/recording-queues';
import { RecordingSockets } from '#test/fakes/recording-sockets';
import { timings } from '#test/fakes/timings';

export { CONVERSATION, CUSTOMER };
export const NEXT = CONVERSATION.replace(/1$/, '2');
export const STRANGERS = 'stranger0000000000000-1';

export const customer: Sender = { connectionId: 'tab-1', role: 'customer', id: CUSTOMER, name: '', groups: [] };
export const agent = (id: string, groups = ['agent']): Sender => ({
  connectionId: `console-${id}`,
  role: 'agent',
  id,
  name: id === 'ana' ? 'Ana' : 'Bo',
  groups,
});

/** A client's message ids, told apart by a digit. */
export const messageId = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** An act of test/conversation/play.ts, by the agent and the number of the offer it needs. */
type Act = string | [act: string, agentId: string, n?: number];

/**
 * One conversation and everything around it, in memory. The clock stands until a test moves it; `so` brings the
 * conversation to where a story begins, one second an act, and fails where an act changes nothing.
 */
export const scene = ({ before }: { before?: () => Promise<void> } = {}) => {
  const desk = memoryDesk();
  const notices = memoryNotices();
  const log = memoryConversations({ desk, notices, ...(before && { before }) });
  const waits = new MemoryWaits();
  const { store } = log;
  const measured: ServiceMeasures[] = [];
  let time = 0;
  const now = (): string => second(time);

  const so = async (...wanted: Act[]): Promise<Head> => {
    let head: Head | undefined;
    for (const one of wanted) {
      const [act, agentId = 'ana', n = 1] = typeof one === 'string' ? [one] : one;
      time += 1;
      const does = acts[act];
      if (!does) throw new Error(`no act ${act}; there are: ${Object.keys(acts).join(', ')}`);
      // Only who is gone is lost.
      if (act === 'agent is lost') await desk.store.shortenLease(agentId, now());
      const appended = await store.append({
        conversationId: CONVERSATION,
        at: now(),
        decide: does(now(), agentId, n),
        thread: { customerId: CUSTOMER, language: 'en' },
      });
      if (appended.outcome !== 'written') throw new Error(`${act}: ${JSON.stringify(appended)}`);
      head = appended.head;
    }
    if (!head) throw new Error('nothing was done');
    return head;
  };

  /** The customer's own words, where it matters what they are. */
  const tells = async (text: string, settled = true): Promise<Head> => {
    time += 1;
    const words = { clientMessageId: `${text} at ${time}`, text, language: 'en' as const, settled };
    const from = { customerId: CUSTOMER, at: now(), perMinute: 1000 };
    const opening = { conversationId: CONVERSATION, channel: 'web' as const };
    const appended = await store.append({
      conversationId: CONVERSATION,
      at: now(),
      decide: (head) => customerSays(head, words, from, opening),
      thread: { customerId: CUSTOMER, language: 'en' },
    });
    if (appended.outcome !== 'written') throw new Error(`${text}: ${JSON.stringify(appended)}`);
    return appended.head;
  };

  /** An agent who is ready, with room for `capacity`, and there for an hour. */
  const ready = async (agentId: string, { capacity = 2, leaseUntil = later(now(), 3600) } = {}): Promise<void> => {
    await desk.store.setPresence(
      { agentId, name: agentId, ready: true, capacity, skills: ['general'], languages: ['zh', 'en'], leaseUntil },
      now(),
      true,
    );
  };

  return {
    ...log,
    desk: desk.store,
    notices: notices.store,
    waits,
    so,
    tells,
    ready,
    /** An execution of this conversation's handoff that waits, with the token `token-1`. */
    waiting: async (wait: Wait, more: { run?: number; n?: number } = {}): Promise<void> => {
      const { handoff } = (await store.head(CONVERSATION)) ?? {};
      await desk.store.putWait(
        { conversationId: CONVERSATION, wait, handoff: handoff?.handoff ?? 0, run: 0, token: 'token-1', ...more },
        2_000_000_000,
      );
    },
    now,
    pass: (seconds: number) => {
      time += seconds;
    },
    answerWait: answersWait({ store, desk: desk.store, waits }),
    summaryOf: summaryFrom(store),
    turns: new RecordingTurns(),
    matching: new RecordingMatching(),
    timers: new RecordingTimers(),
    projections: new RecordingProjections(),
    sockets: new RecordingSockets(),
    workflow: new MemoryWorkflow(),
    measured,
    measure: (measures: ServiceMeasures) => void measured.push(measures),
    timings,
    head: async (conversationId = CONVERSATION): Promise<Head> => {
      const head = await store.head(conversationId);
      if (!head) throw new Error(`there is no ${conversationId}`);
      return head;
    },
    kinds: (conversationId = CONVERSATION) => log.eventsOf(conversationId).map(({ kind }) => kind),
  };
};
export type Scene = ReturnType<typeof scene>;

/** The same log, on which every append loses all its races. */
export const busy = ({ store }: Scene): ConversationStore => ({ ...store, append: async () => ({ outcome: 'busy' }) });

/** What asking for a person means here: skill `general`, open, five minutes in the queue. */
export const handingOff =
  (more: Partial<HandingOff> = {}) =>
  (at: string): HandingOff => ({
    reason: 'customer-asked',
    skill: 'general',
    priority: 1,
    open: true,
    queueUntil: later(at, timings.queueWaitSeconds),
    choiceUntil: later(at, timings.choiceSeconds),
    ...more,
  });
