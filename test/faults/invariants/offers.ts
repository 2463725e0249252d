import { commitsOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I7';

export const offersAreKept: Invariant = {
  id: invariant,
  says: 'an offer is accepted by the one agent who has it, and nobody has more than she can hold',
  check: (history) => [...tooMany(history), ...acceptedTwice(history)],
};

const tooMany = (history: History): Violation[] =>
  commitsOf(history).flatMap(({ t, conversationId, desk }) =>
    desk.agents
      .filter(({ seats, capacity }) => seats > capacity)
      .map(({ agentId, seats }) => ({ invariant, says: `${agentId} has ${seats} at once`, t, conversationId })),
  );

const acceptedTwice = (history: History): Violation[] => {
  const taken = new Set<string>();
  return commitsOf(history).flatMap(({ t, conversationId, before, events }) =>
    events.flatMap((event) => {
      if (event.kind !== 'accepted') return [];
      const offer = before?.handoff?.offer;
      const key = `${conversationId} ${before?.handoff?.handoff} ${event.n}`;
      const again = taken.has(key);
      taken.add(key);
      const isHers = offer?.n === event.n && offer.agentId === event.agentId;
      if (isHers && !again) return [];
      return [
        {
          invariant,
          says: `${event.agentId} took offer ${event.n}, which was ${again ? 'taken' : 'not hers'}`,
          t,
          conversationId,
        },
      ];
    }),
  );
};
