import type { History } from '../world/history.ts';

export type InvariantId =
  | 'I1'
  | 'I2'
  | 'I3'
  | 'I4'
  | 'I5'
  | 'I6'
  | 'I7'
  | 'I8'
  | 'I9'
  | 'I11'
  | 'I12'
  | 'I14'
  | 'I15'
  | 'I16'
  | 'I17';

/** What was broken, where, and when (virtual time in ms). */
export type Violation = { invariant: InvariantId; says: string; t: number; conversationId?: string };

/** One promise, as a check of a whole recorded history. */
export type Invariant = {
  id: InvariantId;
  says: string;
  check: (history: History) => Violation[];
};
