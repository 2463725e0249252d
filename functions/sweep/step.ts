import type { HandoffReason } from '#events/conversation';
import { failsOver, type HandingOff, handsOff } from '#shared/conversation/bot';
import { silenceOf } from '#shared/conversation/customer';
import { type Decide, system } from '#shared/conversation/decision';
import { expires, remindsAgent } from '#shared/conversation/desk';
import type { Head } from '#shared/conversation/head';
import { type Debt, owed } from '#shared/conversation/owed';
import { later, type Timings } from '#shared/conversation/timings';
import { turnOf } from '#shared/conversation/turn';
import { asksChoice, settles, wrapsUp } from '#shared/conversation/waiting';
import { type LapseNeeds, lapseAgent } from '#shared/duties/lapse-agent';
import { wholeLog } from '#shared/duties/whole-log';
import { contactOf } from '#shared/handoff/contact';
import type { PromiseDueAt } from '#shared/handoff/hours';
import { summaryOf } from '#shared/handoff/prepare';
import type { Turns } from '#shared/queues/queues';
import type { ConversationStore } from '#shared/store/conversation-store';
import type { DeskStore } from '#shared/store/desk-store';
import type { HandoffWorkflow } from '#shared/workflow/handoff-workflow';

export type SweepNeeds = LapseNeeds & {
  store: ConversationStore;
  desk: Pick<DeskStore, 'desk' | 'agentsOf' | 'places'>;
  turns: Turns;
  workflow: HandoffWorkflow;
  newId: () => string;
  timings: Timings;
  skills: string[];
  handingOff: (reason: HandoffReason, at: string) => HandingOff;
  promiseDueAt: PromiseDueAt;
  tellFailure: (conversationId: string, error: unknown) => void;
};

/** What one minute can hold; the rest is still overdue in the next. */
const AT_ONCE = 200;

/**
 * Each minute: what is owed and overdue is done through the same steps, under ids of its own. One conversation's fault must
 * not keep the others waiting, so it is told and the sweep goes on; the conversation stays overdue and comes again.
 */
export const sweep = (needs: SweepNeeds) => async (): Promise<{ overdue: number }> => {
  const at = needs.now();
  const conversationIds = await needs.store.overdue(at, AT_ONCE);
  for (const conversationId of conversationIds) {
    try {
      await payDebts(needs, conversationId, at);
    } catch (error) {
      needs.tellFailure(conversationId, error);
    }
  }
  await walkTheDesks(needs, at);
  return { overdue: conversationIds.length };
};

/** What a ring of the schedule asks for: one sweep, or one each so many seconds. */
export type Ring = { everySeconds?: number };
/** A sweep's own time, with room: the next ring is near, and a sweep that is cut off is told as a failure. */
const ROOM_MS = 5_000;

/** A minute is the shortest rate a schedule has; an environment with shorter waits has several sweeps a ring. */
export const sweeps =
  (once: () => Promise<{ overdue: number }>, pause: (seconds: number) => Promise<void>) =>
  async ({ everySeconds }: Ring, leftMs: () => number): Promise<{ overdue: number }> => {
    let { overdue } = await once();
    while (everySeconds && leftMs() > everySeconds * 1000 + ROOM_MS) {
      await pause(everySeconds);
      overdue += (await once()).overdue;
    }
    return { overdue };
  };

const payDebts = async (needs: SweepNeeds, conversationId: string, at: string): Promise<void> => {
  const head = await needs.store.head(conversationId);
  if (!head) return;
  for (const debt of owed(head, at, needs.timings)) await pay(needs, head, debt, at);
};

const pay = async (needs: SweepNeeds, head: Head, debt: Debt, at: string): Promise<void> => {
  const { timings, store, turns } = needs;
  const turn = turnOf(head);
  const choiceUntil = later(at, timings.choiceSeconds);
  switch (debt.owes) {
    case 'turn':
      // With the turn's own id the FIFO queue would swallow the rescue for five minutes.
      return turn && turns.enqueue(turn, `${turn.id}-sweep-${at.slice(0, 16)}`);
    case 'failure':
      return (
        turn && append(needs, head, at, (seen) => failsOver(seen, turn, 'overdue', needs.handingOff('bot-failed', at)))
      );
    case 'offer-expiry':
      return append(needs, head, at, (seen) => expires(seen, debt.n, 'silence'));
    case 'attention':
      return append(needs, head, at, (seen) =>
        seen
          ? remindsAgent(seen, at, timings.agentReminderSeconds, later(at, timings.queueWaitSeconds))
          : { nothing: 'gone' },
      );
    case 'silence':
      return append(needs, head, at, (seen) => (seen ? silenceOf(seen, at, timings) : { nothing: 'gone' }));
    case 'promise':
      return append(needs, head, at, (seen) => handsOff(seen, needs.handingOff('promise-due', at), system));
    case 'workflow':
      return keepClock(needs, head, at, choiceUntil);
    case 'wrap-up': {
      await needs.answerWait(head.conversationId);
      const { events } = await wholeLog(store, head.conversationId);
      return append(needs, head, at, (seen) => wrapsUp(seen, head.handoff?.handoff ?? 0, summaryOf(events)));
    }
  }
};

/** The workflow's own clock is a minute late: it is started if it never was, and what it should have done is done. */
const keepClock = async (needs: SweepNeeds, head: Head, at: string, choiceUntil: string): Promise<void> => {
  const { conversationId, handoff } = head;
  if (!handoff) return;
  await needs.workflow.start(conversationId, handoff.handoff, handoff.run);
  await needs.answerWait(conversationId);
  // What is owed to this wait must not end one that has begun since, nor one that an offer has given more time.
  const still = (seen: Head | undefined): boolean =>
    seen?.handoff?.handoff === handoff.handoff &&
    seen.handoff.queueUntil === handoff.queueUntil &&
    seen.handoff.choosing?.until === handoff.choosing?.until;
  if (!handoff.choosing)
    return append(needs, head, at, (seen) => (still(seen) ? asksChoice(seen, 'waited-too-long', choiceUntil) : OVER));
  const { events } = await wholeLog(needs.store, conversationId);
  const promise = { promiseId: needs.newId(), dueAt: needs.promiseDueAt(handoff, at) };
  return append(needs, head, at, (seen) => (still(seen) ? settles(seen, contactOf(events), promise) : OVER));
};
const OVER = { nothing: 'this wait is over' };

const append = async (
  { store, answerWait, matching }: SweepNeeds,
  head: Head,
  at: string,
  decide: Decide,
): Promise<void> => {
  const appended = await store.append({ conversationId: head.conversationId, at, head, decide });
  if (appended.outcome !== 'written' || !appended.head.handoff) return;
  await answerWait(head.conversationId);
  await matching.ring(appended.head.handoff.skill, `${head.conversationId}-${appended.head.version}`);
};

/** Agents whose lease ran out unnoticed, and queues that are not empty: they leave no fact in the log, so they are looked for. */
const walkTheDesks = async (needs: SweepNeeds, at: string): Promise<void> => {
  for (const skill of needs.skills) {
    const [agents, places] = await Promise.all([needs.desk.agentsOf(skill), needs.desk.places(skill, 1)]);
    for (const agent of agents) if (agent.load > 0 && agent.leaseUntil <= at) await lapseAgent(needs, agent.agentId);
    if (places.length > 0) await needs.matching.ring(skill, `${skill}-sweep-${at.slice(0, 16)}`);
  }
};
