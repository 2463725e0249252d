import { commitsOf, type History } from '../world/history.ts';
import type { Invariant, Violation } from './invariant.ts';

const invariant = 'I7';

export const offersAreKept: Invariant = {
  id: invariant,
  says: 'an offer is accepted by the one agent who has it, nobody has more than she can hold, and who is there keeps what she has',
  check: (history) => [...tooMany(history), ...acceptedTwice(history), ...lostWhileThere(history)],
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

/** A lease ends only some time after her last heartbeat, the grace after a lost line being the shorter. */
const lostWhileThere = (history: History): Violation[] => {
  const { timings, skewMs } = history.end;
  const least = timings.leaseGraceSeconds * 1000 - 2 * skewMs;
  const beats = new Map<string, number>();
  return history.entries.flatMap((entry): Violation[] => {
    if (entry.what === 'beat') beats.set(entry.agentId, entry.t);
    if (entry.what !== 'committed') return [];
    const { t, conversationId, events } = entry;
    return events.flatMap((event) => {
      const isLost = (event.kind === 'agent-lost' || event.kind === 'offer-expired') && event.cause === 'lease-lost';
      const beat = isLost ? beats.get(event.agentId) : undefined;
      if (!isLost || beat === undefined || t - beat >= least) return [];
      const says = `${event.agentId} is said to be gone ${t - beat} ms after her heartbeat`;
      return [{ invariant, says, t, conversationId }];
    });
  });
};
