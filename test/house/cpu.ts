/**
 * Own CPU time of some work, in ms, the least of three runs: a neighbour on the machine moves the clock, not this. For tests
 * that a pattern does not run away on hostile text; what is fast is measured by the bench.
 */
export const cpuMs = (work: () => unknown): number =>
  Math.min(
    ...[1, 2, 3].map(() => {
      const began = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    }),
  );
