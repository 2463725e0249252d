import { commitsOf, entriesOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I3';

export const oneOrder: Invariant = {
  id: invariant,
  says: 'one order for every reader, and my reply follows what I had read',
  check: (history) => [...holes(history), ...beforeItsCause(history), ...overtaken(history)],
};

const holes = (history: History): Violation[] => {
  const last = new Map<string, number>();
  return commitsOf(history).flatMap(({ t, conversationId, events }) =>
    events.flatMap(({ seq }) => {
      const expected = (last.get(conversationId) ?? 0) + 1;
      last.set(conversationId, seq);
      return seq === expected
        ? []
        : [{ invariant, says: `seq ${seq} stands where ${expected} belongs`, t, conversationId }];
    }),
  );
};

const beforeItsCause = (history: History): Violation[] => {
  const read = new Map<string, { conversationId: string; lastSeen: number }>();
  for (const { clientMessageId, conversationId, lastSeen } of entriesOf(history, 'sent'))
    if (clientMessageId && !read.has(clientMessageId)) read.set(clientMessageId, { conversationId, lastSeen });
  return entriesOf(history, 'acked').flatMap(({ t, who, clientMessageId, conversationId, seq, action }) => {
    const before = read.get(clientMessageId ?? '');
    if (!before || before.conversationId !== conversationId || (action !== 'say' && action !== 'reply')) return [];
    return seq > before.lastSeen
      ? []
      : [{ invariant, says: `${who} had read ${before.lastSeen}, and her words stand at ${seq}`, t, conversationId }];
  });
};

/** What one person says stands in the order in which she said it. */
const overtaken = (history: History): Violation[] => {
  const stored = new Map<string, number>();
  commitsOf(history).forEach(({ events }, i) => {
    for (const event of events)
      if (event.kind === 'customer-said') stored.set(event.clientMessageId, i * 1000 + event.seq);
  });
  const last = new Map<string, number>();
  return entriesOf(history, 'wished').flatMap(({ t, who, clientMessageId, action, text }) => {
    const at = stored.get(clientMessageId);
    if (action !== 'say' || at === undefined) return [];
    const before = last.get(who) ?? 0;
    last.set(who, Math.max(before, at));
    return at > before ? [] : [{ invariant, says: `"${text}" of ${who} was overtaken by her later words`, t }];
  });
};
