import type { DeskChange, DeskSeat, Place } from '#shared/conversation/desk-change';
import type { AgentRow, DeskStore, Subject, Ticket, WaitRow } from '#shared/store/desk-store';

/** The desk in memory; honours the same conditions as the table and passes the same contract. */
export const memoryDesk = () => {
  const tickets = new Map<string, Ticket>();
  const counts = new Map<string, number>();
  const sockets = new Map<string, Set<string>>();
  const agents = new Map<string, AgentRow>();
  const seats = new Map<string, DeskSeat>();
  const places = new Map<string, Place>();
  const waits = new Map<string, WaitRow>();
  const subjectName = ({ role, id }: Subject) => `${role}#${id}`;
  const seatName = ({ agentId, conversationId }: DeskSeat) => `${agentId}#${conversationId}`;
  const placeName = ({ skill, sort, conversationId }: Place) => `${skill}#${sort}#${conversationId}`;
  const copy = <T>(value: T): T => structuredClone(value);

  const store: DeskStore = {
    async putTicket(ticket) {
      tickets.set(ticket.id, ticket);
    },
    async burnTicket(id, origin, now) {
      const ticket = tickets.get(id);
      if (!ticket || ticket.origin !== origin || ticket.expiresAt <= now) return undefined;
      tickets.delete(id);
      return ticket;
    },
    async count(what, now) {
      const name = `${what}#${now.slice(0, 16)}`;
      counts.set(name, (counts.get(name) ?? 0) + 1);
      return counts.get(name) ?? 0;
    },
    async putSocket(subject, connectionId) {
      const open = sockets.get(subjectName(subject)) ?? new Set();
      sockets.set(subjectName(subject), open.add(connectionId));
    },
    async removeSocket(subject, connectionId) {
      sockets.get(subjectName(subject))?.delete(connectionId);
    },
    async socketsOf(subject) {
      return [...(sockets.get(subjectName(subject)) ?? [])];
    },
    async desk(agentId) {
      return copy({
        agent: agents.get(agentId),
        seats: [...seats.values()].filter((seat) => seat.agentId === agentId),
      });
    },
    async setPresence(agent, now, fresh) {
      const before = agents.get(agent.agentId);
      const row: AgentRow = { load: 0, idleSince: now, ...before, ...agent, misses: fresh ? 0 : (before?.misses ?? 0) };
      agents.set(agent.agentId, row);
      return copy(row);
    },
    async shortenLease(agentId, until) {
      const row = agents.get(agentId);
      if (row && row.leaseUntil > until) row.leaseUntil = until;
    },
    async setNotReady(agentId) {
      const row = agents.get(agentId);
      if (row) row.ready = false;
    },
    async agentsOf(skill) {
      return copy([...agents.values()].filter(({ skills }) => skills.includes(skill)));
    },
    async places(skill, limit) {
      const queue = [...places.values()].filter((place) => place.skill === skill);
      return copy(queue.sort((a, b) => (placeName(a) < placeName(b) ? -1 : 1)).slice(0, limit));
    },
    async putWait(row) {
      const before = waits.get(row.conversationId);
      const newer =
        before && (before.handoff > row.handoff || (before.handoff === row.handoff && before.run > row.run));
      if (newer) return false;
      waits.set(row.conversationId, row);
      return true;
    },
    async wait(conversationId) {
      return waits.get(conversationId);
    },
  };

  /** Whether the conditions among the changes hold: an offer's agent is ready, present and has room; who is gone is gone. */
  const allows = (changes: DeskChange[], now: string): boolean =>
    changes.every((change) => {
      if (change.change !== 'offer-seat' && change.change !== 'free-seat') return true;
      const row = agents.get(change.seat.agentId);
      if (change.change === 'free-seat') return !change.gone || !row || row.leaseUntil <= now;
      return row?.ready && row.leaseUntil > now && row.load < row.capacity;
    });

  const apply = (changes: DeskChange[]): void => {
    for (const change of changes) {
      if (change.change === 'take-place') places.set(placeName(change.place), change.place);
      else if (change.change === 'leave-place') places.delete(placeName(change.place));
      else if (change.change === 'free-seat') {
        seats.delete(seatName(change.seat));
        const row = agents.get(change.seat.agentId);
        if (row)
          Object.assign(row, {
            load: row.load - 1,
            idleSince: change.at,
            misses: row.misses + (change.missed ? 1 : 0),
          });
      } else {
        seats.set(seatName(change.seat), change.seat);
        const row = agents.get(change.seat.agentId);
        if (row && change.change === 'offer-seat') row.load += 1;
      }
    }
  };

  return { store, allows, apply };
};
export type MemoryDesk = ReturnType<typeof memoryDesk>;
