import { system } from '#shared/conversation/decision';
import { later } from '#shared/conversation/timings';
import { asksChoice } from '#shared/conversation/waiting';
import type { Timers } from '#shared/queues/queues';
import type { ConversationStore } from '#shared/store/conversation-store';

type Needs = { store: ConversationStore; timers: Timers; now: () => string; choiceSeconds: number };

const RUNS = 3;
const DELAYS_SECONDS = [1, 10, 60];

/** `<conversationId>-<handoff>-<run>`; the conversation's own id holds hyphens too. */
export const executionParts = (name: string): { conversationId: string; handoff: number; run: number } => {
  const [, conversationId = '', handoff = '', run = ''] = /^(.*)-(\d+)-(\d+)$/.exec(name) ?? [];
  return { conversationId, handoff: Number(handoff), run: Number(run) };
};

/**
 * A workflow failed, timed out or was stopped: the handoff's run is raised after a growing delay, and the new run goes
 * forward by itself to the wait that HEAD says. After three the customer is asked what she would like instead, and the
 * supervisor is told; an agent who has the conversation goes on under the sweeper.
 */
export const rescue =
  ({ store, timers, now, choiceSeconds }: Needs) =>
  async (executionName: string): Promise<void> => {
    const { conversationId, handoff, run } = executionParts(executionName);
    if (run < RUNS)
      return timers.after(DELAYS_SECONDS[run] ?? 60, { timer: 'resume', conversationId, handoff, run: run + 1 });
    const at = now();
    await store.append({
      conversationId,
      at,
      decide: (head) => {
        if (head?.handoff?.handoff !== handoff) return { nothing: 'another handoff' };
        const choice = asksChoice(head, 'nobody-there', later(at, choiceSeconds));
        const told = { kind: 'supervisor-told', cause: 'handoff-gave-up', by: system } as const;
        return { facts: 'facts' in choice ? [told, ...choice.facts] : [told] };
      },
    });
  };
