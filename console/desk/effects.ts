import type { Outgoing } from './outgoing.ts';

/** What came of asking for a ticket. */
export type TicketOutcome =
  | { kind: 'ticket'; ticket: string; agentId: string }
  | { kind: 'signed-out' }
  | { kind: 'no-permission' }
  | { kind: 'unreachable' };

/** One socket. After `close` nothing more is heard of it. */
export type Line = { send: (text: string) => void; close: () => void };
export type LineEvents = { opened: () => void; message: (text: string) => void; closed: () => void };

/** Everything the client does to the world; a test's world obeys the same ports. Times in ms. */
export type Effects = {
  askTicket: (then: (outcome: TicketOutcome) => void) => void;
  open: (ticket: string, on: LineEvents) => Line;
  /** Returns what cancels it. */
  after: (ms: number, run: () => void) => () => void;
  now: () => number;
  /** 0 to 1, without 1. */
  random: () => number;
  newId: () => string;
  keptOutbox: (agentId: string) => readonly Outgoing[];
  keepOutbox: (agentId: string, outbox: readonly Outgoing[]) => void;
  keptReady: () => boolean;
  keepReady: (ready: boolean) => void;
  /** A frame that this page does not understand: for a developer's eyes. */
  complain: (what: string, cause: unknown) => void;
};
