import type { AgentRow } from '#shared/store/desk-store';

/** A wait is told in halves of a minute: more would promise what nobody knows. */
const STEP_SECONDS = 30;

/**
 * How long the customer at `place` (1 is the front) will wait for a person, in seconds, at least and in steps of 30.
 * `handleSeconds`: how long a person's part of a conversation takes. Only ready agents count; with none, one is assumed to come.
 */
export const estimateWait = (
  place: number,
  agents: readonly Pick<AgentRow, 'ready' | 'load' | 'capacity'>[],
  handleSeconds: number,
): number => {
  const ready = agents.filter((agent) => agent.ready && agent.capacity > 0);
  const seats = ready.reduce((sum, { capacity }) => sum + capacity, 0);
  const free = ready.reduce((sum, { load, capacity }) => sum + Math.max(0, capacity - load), 0);
  const ahead = Math.max(0, place - free);
  const seconds = (ahead * handleSeconds) / Math.max(1, seats);
  return Math.max(STEP_SECONDS, Math.ceil(seconds / STEP_SECONDS) * STEP_SECONDS);
};
