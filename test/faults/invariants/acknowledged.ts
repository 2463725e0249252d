import { entriesOf, type History } from '../world/history.ts';
import type { Invariant } from './invariant.ts';

const carried = (history: History, conversationId: string, clientMessageId: string): number | undefined =>
  history.end.logs
    .get(conversationId)
    ?.findLast((event) => 'clientMessageId' in event && event.clientMessageId === clientMessageId)?.seq;

/** Frames whose own event carries the client's id. A choice or a wish that had come true already is stored nowhere. */
const withId = new Set(['say', 'reply']);

export const acknowledgedIsKept: Invariant = {
  id: 'I1',
  says: 'no acknowledged message is lost',
  check: (history) =>
    entriesOf(history, 'acked').flatMap(({ t, who, action, conversationId, clientMessageId, seq }) => {
      const log = history.end.logs.get(conversationId) ?? [];
      const broken = (says: string) => [{ invariant: 'I1' as const, says, t, conversationId }];
      if (clientMessageId === undefined) return [];
      if (log.length < seq)
        return broken(`${who} was told that ${action} stands at ${seq}, and the log ends at ${log.length}`);
      const stands = withId.has(action) ? carried(history, conversationId, clientMessageId) : seq;
      if (stands === undefined) return broken(`${who} was told that ${action} is stored, and the log does not have it`);
      return stands === seq
        ? []
        : broken(`${who} was told that ${action} stands at ${seq}, and it stands at ${stands}`);
    }),
};
