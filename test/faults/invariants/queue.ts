import type { Head } from '#shared/conversation/head';
import { entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I8';

/** First come, first served within priority and skill. Who is passed over must have a reason: she may not be offered this agent, or something happened to her place while the matcher was at work. */
export const firstComeFirstServed: Invariant = {
  id: invariant,
  says: 'a queue is first in, first out within priority and skill',
  check: (history) => overtakings(history),
};

const overtakings = (history: History): Violation[] => {
  const began = new Map<number, number>();
  const struck = new Set<number>();
  const changed = new Map<string, { t: number; head: Head }>();
  for (const { invocation } of entriesOf(history, 'fault')) if (invocation) struck.add(invocation);
  return history.entries.flatMap((entry): Violation[] => {
    if (entry.what === 'invoked') began.set(entry.invocation, entry.t);
    if (entry.what !== 'committed') return [];
    const { t, conversationId, invocation, after, queue, events } = entry;
    changed.set(conversationId, { t, head: after });
    const offered = events.find((event) => event.kind === 'offered');
    if (!queue || !offered || struck.has(invocation)) return [];
    return queue.ahead.flatMap((passed) => {
      const last = changed.get(passed);
      const isUntouched = last && last.t < (began.get(invocation) ?? 0);
      if (!isUntouched || isExcluded(last.head, offered.agentId)) return [];
      return [
        {
          invariant,
          says: `${passed} waits longer, and was passed over for ${conversationId}`,
          t,
          conversationId: passed,
        },
      ];
    });
  });
};

const isExcluded = ({ handoff }: Head, agentId: string): boolean =>
  handoff?.excluded.some((one) => one.agentId === agentId) ?? false;
