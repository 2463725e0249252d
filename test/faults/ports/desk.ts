import type { DeskChange, DeskSeat, Place } from '#shared/conversation/desk-change';
import type { AgentRow, DeskStore, Subject, Ticket, WaitRow } from '#shared/store/desk-store';
import type { Caller } from '../world/calls.ts';

const subjectName = ({ role, id }: Subject): string => `${role}#${id}`;
const placeName = ({ sort, conversationId }: Place): string => `${sort}#${conversationId}`;

/** The table of the desk: who is there, who waits, who sits where. Rows that are past their time stay for days, as TTL does. */
export class DeskTable {
  readonly tickets = new Map<string, Ticket>();
  readonly counts = new Map<string, number>();
  readonly sockets = new Map<string, Set<string>>();
  readonly agents = new Map<string, AgentRow>();
  readonly members = new Map<string, Set<string>>();
  readonly seats = new Map<string, Map<string, DeskSeat>>();
  readonly queues = new Map<string, Map<string, Place>>();
  readonly waits = new Map<string, WaitRow>();

  seatsOf(agentId: string): DeskSeat[] {
    return [...(this.seats.get(agentId)?.values() ?? [])];
  }
  queueOf(skill: string): Place[] {
    return [...(this.queues.get(skill)?.entries() ?? [])]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([, place]) => place);
  }

  /** The conditions among the changes: an offer's agent is ready, present and has room; who is gone is gone. */
  allows(changes: readonly DeskChange[], now: string): boolean {
    return changes.every((change) => {
      if (change.change !== 'offer-seat' && change.change !== 'free-seat') return true;
      const row = this.agents.get(change.seat.agentId);
      if (change.change === 'free-seat') return !change.gone || !row || row.leaseUntil <= now;
      return row?.ready === true && row.leaseUntil > now && row.load < row.capacity;
    });
  }

  apply(changes: readonly DeskChange[]): void {
    for (const change of changes) this.#apply(change);
  }

  #apply(change: DeskChange): void {
    switch (change.change) {
      case 'take-place':
        inside(this.queues, change.place.skill).set(placeName(change.place), change.place);
        break;
      case 'leave-place':
        inside(this.queues, change.place.skill).delete(placeName(change.place));
        break;
      case 'offer-seat':
        inside(this.seats, change.seat.agentId).set(change.seat.conversationId, change.seat);
        this.#agent(change.seat.agentId, ({ load }) => ({ load: load + 1 }));
        break;
      case 'hold-seat':
        inside(this.seats, change.seat.agentId).set(change.seat.conversationId, change.seat);
        break;
      case 'free-seat':
        inside(this.seats, change.seat.agentId).delete(change.seat.conversationId);
        this.#agent(change.seat.agentId, ({ load, misses }) => ({
          load: load - 1,
          misses: misses + (change.missed ? 1 : 0),
          idleSince: change.at,
        }));
    }
  }

  #agent(agentId: string, change: (row: AgentRow) => Partial<AgentRow>): void {
    const row = this.agents.get(agentId);
    if (row) this.agents.set(agentId, { ...row, ...change(row) });
  }
}

const inside = <V>(maps: Map<string, Map<string, V>>, name: string): Map<string, V> => {
  const known = maps.get(name);
  if (known) return known;
  const made = new Map<string, V>();
  maps.set(name, made);
  return made;
};

const reads = { spends: [['ddb.rru', 'Units']] } as const;
const writes = { spends: [['ddb.wru', 'Units']] } as const;

/** The desk's port, call by call as `desk-store` makes them. */
export const deskPort = (table: DeskTable, caller: Caller): DeskStore => ({
  putTicket: (ticket) => caller.call('desk.putTicket', () => void table.tickets.set(ticket.id, ticket), writes),
  burnTicket: (id, origin, now) =>
    caller.call(
      'desk.burnTicket',
      () => {
        const ticket = table.tickets.get(id);
        if (!ticket || ticket.origin !== origin || ticket.expiresAt <= now) return undefined;
        table.tickets.delete(id);
        return ticket;
      },
      writes,
    ),
  count: (what, now) =>
    caller.call(
      'desk.count',
      () => {
        const name = `${what}#${now.slice(0, 16)}`;
        const count = (table.counts.get(name) ?? 0) + 1;
        table.counts.set(name, count);
        return count;
      },
      writes,
    ),
  putSocket: (subject, connectionId) =>
    caller.call(
      'desk.putSocket',
      () => {
        const name = subjectName(subject);
        table.sockets.set(name, (table.sockets.get(name) ?? new Set()).add(connectionId));
      },
      writes,
    ),
  removeSocket: (subject, connectionId) =>
    caller.call('desk.removeSocket', () => void table.sockets.get(subjectName(subject))?.delete(connectionId), writes),
  socketsOf: (subject) =>
    caller.call('desk.socketsOf', () => [...(table.sockets.get(subjectName(subject)) ?? [])], reads),
  desk: (agentId) =>
    caller.call('desk.desk', () => ({ agent: table.agents.get(agentId), seats: table.seatsOf(agentId) }), reads),
  async setPresence(agent, now, fresh) {
    const row = await caller.call(
      'desk.setPresence',
      () => {
        const before = table.agents.get(agent.agentId);
        const misses = fresh ? 0 : (before?.misses ?? 0);
        const next: AgentRow = { load: 0, idleSince: now, ...before, ...agent, misses };
        table.agents.set(agent.agentId, next);
        return next;
      },
      writes,
    );
    const join = (skill: string) =>
      caller.call(
        'desk.join',
        () => void table.members.set(skill, (table.members.get(skill) ?? new Set()).add(agent.agentId)),
        writes,
      );
    if (fresh) await Promise.all(agent.skills.map(join));
    return { ...row };
  },
  shortenLease: (agentId, until) =>
    caller.call(
      'desk.shortenLease',
      () => {
        const row = table.agents.get(agentId);
        if (row && row.leaseUntil > until) table.agents.set(agentId, { ...row, leaseUntil: until });
      },
      writes,
    ),
  setNotReady: (agentId) =>
    caller.call(
      'desk.setNotReady',
      () => {
        const row = table.agents.get(agentId);
        if (row) table.agents.set(agentId, { ...row, ready: false });
      },
      writes,
    ),
  async agentsOf(skill) {
    const members = await caller.call('desk.members', () => [...(table.members.get(skill) ?? [])], reads);
    const rows = await Promise.all(
      members.map((agentId) => caller.call('desk.agent', () => table.agents.get(agentId), reads)),
    );
    return rows.filter((row) => row !== undefined).map((row) => ({ ...row }));
  },
  places: (skill, limit) => caller.call('desk.places', () => table.queueOf(skill).slice(0, limit), reads),
  putWait: (row) =>
    caller.call(
      'desk.putWait',
      () => {
        const before = table.waits.get(row.conversationId);
        const isOlder =
          before && (before.handoff > row.handoff || (before.handoff === row.handoff && before.run > row.run));
        if (isOlder) return false;
        table.waits.set(row.conversationId, row);
        return true;
      },
      writes,
    ),
  wait: (conversationId) => caller.call('desk.wait', () => table.waits.get(conversationId), reads),
});
