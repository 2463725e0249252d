import type { HostCall } from './function-host.ts';

/** How many calls stand one after another up to the end of this one, itself included: those that had ended when the next began. */
export const depthOf = (call: HostCall, calls: readonly HostCall[]): number =>
  1 + Math.max(0, ...calls.filter((earlier) => earlier.ended <= call.began).map((earlier) => depthOf(earlier, calls)));

/** The same for the last call of a kind. Throws where there is none. */
export const depthOfLast = (what: RegExp, calls: readonly HostCall[]): number => {
  const found = calls
    .filter((call) => what.test(call.what))
    .toSorted((a, b) => a.ended - b.ended)
    .at(-1);
  if (!found) throw new Error(`no call ${what} among: ${calls.map((call) => call.what).join(', ')}`);
  return depthOf(found, calls);
};
