import type { Timings } from '#shared/conversation/timings';

/** Round numbers, so that a test's arithmetic can be read. */
export const timings: Timings = {
  settleMs: 600,
  offerSeconds: 20,
  queueWaitSeconds: 300,
  choiceSeconds: 120,
  leaseSeconds: 90,
  leaseGraceSeconds: 60,
  declinePauseSeconds: 60,
  silenceWarnSeconds: 600,
  silenceCloseSeconds: 300,
  agentReminderSeconds: 120,
  abandonSeconds: 300,
  turnGraceSeconds: 20,
};
