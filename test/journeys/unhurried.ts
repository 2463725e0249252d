/** For people who read and write, and for waits that are measured: seconds of a scenario become what a person has. */
export const UNHURRIED = {
  offerSeconds: 45,
  queueWaitSeconds: 60,
  choiceSeconds: 60,
  leaseSeconds: 90,
  leaseGraceSeconds: 60,
  declinePauseSeconds: 60,
  silenceWarnSeconds: 600,
  silenceCloseSeconds: 300,
  agentReminderSeconds: 120,
  abandonSeconds: 300,
  turnGraceSeconds: 20,
};
