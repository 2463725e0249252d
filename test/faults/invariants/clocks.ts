import { commitsOf } from '../world/history.ts';
import type { Invariant } from './invariant.ts';

/** A wrong clock makes things late; that it breaks nothing else is what all other checks say of runs with such clocks. */
export const clocksMayBeWrong: Invariant = {
  id: 'I16',
  says: 'whatever a function’s clock says, time never runs backwards within a conversation',
  check: (history) => {
    const last = new Map<string, string>();
    return commitsOf(history).flatMap(({ t, conversationId, events }) =>
      events.flatMap(({ seq, at }) => {
        const before = last.get(conversationId) ?? '';
        last.set(conversationId, at);
        return at >= before
          ? []
          : [{ invariant: 'I16' as const, says: `${seq} is dated ${at}, after ${before}`, t, conversationId }];
      }),
    );
  },
};
