import { bugs } from '../bugs/index.ts';
import { runSeed } from '../run.ts';
import { faultsOf, platformFaults } from '../world/faults.ts';

/** What one seed showed, small enough to be sent between workers. */
export type SeedResult = {
  seed: number;
  violations: { invariant: string; says: string }[];
  /** Calls that were made, `step/site`, and faults that struck, `step/site:fault`. */
  sites: string[];
  struck: string[];
  ms: number;
};

export const runOne = async (seed: number, actors?: number, bugName?: string): Promise<SeedResult> => {
  const bug = bugName === undefined ? undefined : bugs.find(({ name }) => name === bugName);
  const began = performance.now();
  try {
    const { violations, sites, struck } = await runSeed(seed, { actors, bug });
    return {
      seed,
      violations: violations.map(({ invariant, says }) => ({ invariant, says })),
      sites: [...sites],
      struck: [...new Set([...struck].map(([key, fault]) => `${key.slice(0, key.lastIndexOf('#'))}:${fault}`))],
      ms: performance.now() - began,
    };
  } catch (error) {
    // A step that throws what no port has thrown is a violation of its own.
    const says = error instanceof Error ? `${error.message}: ${(error.cause as Error)?.message ?? ''}` : String(error);
    return { seed, violations: [{ invariant: 'thrown', says }], sites: [], struck: [], ms: performance.now() - began };
  }
};

const kinds: Readonly<Record<string, readonly string[]>> = { ...faultsOf, ...platformFaults };

/** Every pair of a call that was seen and a fault that it can suffer. */
export const pairsOf = (sites: Iterable<string>): string[] =>
  [...sites].flatMap((site) => (kinds[site.slice(site.indexOf('/') + 1)] ?? []).map((fault) => `${site}:${fault}`));
