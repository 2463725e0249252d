import { commitsOf } from '../world/history.ts';
import type { Invariant } from './invariant.ts';

const invariant = 'I17';

export const seatsFollowOwners: Invariant = {
  id: invariant,
  says: 'the queue owns if and only if there is one place or one offered seat; an agent’s load is her seats',
  check: (history) =>
    commitsOf(history).flatMap(({ t, conversationId, after, desk }) => {
      const { places, offered, held, agents } = desk;
      const waiting = after.owner.kind === 'queue' ? 1 : 0;
      const withAgent = after.owner.kind === 'agent' ? 1 : 0;
      const wrongLoads = agents.filter(({ load, seats }) => load !== seats);
      const stands = `${places} places, ${offered} offered and ${held} held seats`;
      return [
        ...(places + offered === waiting && held === withAgent
          ? []
          : [{ invariant, says: `${after.owner.kind} owns it, with ${stands}`, t, conversationId } as const]),
        ...wrongLoads.map(
          ({ agentId, load, seats }) =>
            ({ invariant, says: `${agentId} has a load of ${load} and ${seats} seats`, t, conversationId }) as const,
        ),
      ];
    }),
};
