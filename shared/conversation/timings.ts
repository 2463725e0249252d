/** Durations an environment chooses, in seconds unless the name says ms. */
export type Timings = {
  /** Quiet time after unsettled words before a turn starts. */
  settleMs: number;
  offerSeconds: number;
  /** How long a customer waits for a person before she is given a choice. */
  queueWaitSeconds: number;
  choiceSeconds: number;
  leaseSeconds: number;
  leaseGraceSeconds: number;
  declinePauseSeconds: number;
  silenceWarnSeconds: number;
  silenceCloseSeconds: number;
  agentReminderSeconds: number;
  abandonSeconds: number;
  /** An open turn older than this is the sweeper's. */
  turnGraceSeconds: number;
};

export const later = (at: string, seconds: number): string => new Date(Date.parse(at) + seconds * 1000).toISOString();
