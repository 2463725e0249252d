import type { Head } from './head.ts';

/** A waiting customer's place. `sort` orders a queue: earlier is nearer to the front. */
export type Place = { skill: string; sort: string; conversationId: string; since: string; handoff: number };
export type DeskSeat = {
  conversationId: string;
  agentId: string;
  kind: 'offered' | 'held';
  n: number;
  epoch: number;
  since: string;
  until?: string;
};

/** What an append changes at the desk, in the same transaction. */
export type DeskChange =
  | { change: 'take-place'; place: Place }
  | { change: 'leave-place'; place: Place }
  | { change: 'offer-seat'; seat: DeskSeat }
  | { change: 'hold-seat'; seat: DeskSeat }
  /** `gone`: only while her lease is over, since that is why. */
  | { change: 'free-seat'; seat: DeskSeat; at: string; missed: boolean; gone: boolean };

/** Waiting time a step of priority is worth; it ages without a write, since it is a shift of the clock. */
const BONUS_MS = 5 * 60_000;

const placeOf = (head: Head | undefined): Place | undefined => {
  if (head?.owner.kind !== 'queue' || !head.handoff || head.handoff.offer) return undefined;
  const { skill, since, priority, handoff } = head.handoff;
  const sort = new Date(Date.parse(since) - priority * BONUS_MS).toISOString();
  return { skill, sort, conversationId: head.conversationId, since, handoff };
};

export const seatOf = (head: Head | undefined): DeskSeat | undefined => {
  if (!head?.handoff) return undefined;
  const { conversationId, epoch, owner, handoff } = head;
  if (owner.kind === 'agent')
    return { conversationId, agentId: owner.agentId, kind: 'held', n: handoff.n, epoch, since: handoff.since };
  if (owner.kind !== 'queue' || !handoff.offer) return undefined;
  const { n, agentId, until } = handoff.offer;
  return { conversationId, agentId, kind: 'offered', n, epoch, since: handoff.since, until };
};

/**
 * The desk follows the head: `owner = queue` if and only if there is one place or one offered seat (I17), because both
 * are read off the same transition and written with it.
 */
export const deskChanges = (
  before: Head | undefined,
  after: Head,
  { missed = false, gone = false }: { missed?: boolean | undefined; gone?: boolean } = {},
): DeskChange[] => {
  const changes: DeskChange[] = [];
  const [place, nextPlace] = [placeOf(before), placeOf(after)];
  const [seat, nextSeat] = [seatOf(before), seatOf(after)];
  if (place && !nextPlace) changes.push({ change: 'leave-place', place });
  if (nextPlace && !place) changes.push({ change: 'take-place', place: nextPlace });
  const sameAgent = seat && nextSeat && seat.agentId === nextSeat.agentId;
  if (seat && !sameAgent) changes.push({ change: 'free-seat', seat, at: after.at, missed, gone });
  if (nextSeat && !sameAgent) changes.push({ change: 'offer-seat', seat: nextSeat });
  if (sameAgent && nextSeat.kind === 'held' && seat.kind === 'offered')
    changes.push({ change: 'hold-seat', seat: nextSeat });
  return changes;
};
