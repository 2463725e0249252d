/**
 * Own CPU time of some work, in ms: a neighbour on the machine moves the clock, not this. For tests that a pattern does not
 * run away on hostile text; what is fast is measured by the bench.
 */
export const cpuMs = (work: () => unknown): number => {
  const began = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
};
