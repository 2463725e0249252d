import { type Ran, runSeed } from './run.ts';
import {
  type CallSite,
  directedFault,
  type Fault,
  faultsOf,
  noFaults,
  type PlatformSite,
  platformFaults,
} from './world/faults.ts';

/** A call that a step makes, and a seed whose calm run makes it. */
export type Place = { step: string; site: CallSite | PlatformSite; seed: number };
/** One thing to try: this fault, at the first such call of that run. */
export type Pair = Place & { fault: Fault };

const kindsOf: Record<CallSite | PlatformSite, readonly Fault[]> = { ...faultsOf, ...platformFaults };

/**
 * Every call that any step makes in these seeds, with the first seed that makes it. The runs have no faults, so a directed
 * run of the same seed reaches the same call in the same way.
 */
export const placesIn = async (seeds: readonly number[]): Promise<Place[]> => {
  const places = new Map<string, Place>();
  for (const seed of seeds) {
    const { sites } = await runSeed(seed, { plan: noFaults });
    for (const name of sites) {
      const cut = name.indexOf('/');
      const place = { step: name.slice(0, cut), site: name.slice(cut + 1) as Place['site'], seed };
      if (!places.has(name)) places.set(name, place);
    }
  }
  return [...places.values()];
};

export const pairsAt = (places: readonly Place[]): Pair[] =>
  places.flatMap((place) => kindsOf[place.site].map((fault) => ({ ...place, fault })));

/** The one directed run of a pair. `struck` of what it returns holds the fault, or the pair was not reached. */
export const runPair = ({ step, site, seed, fault }: Pair): Promise<Ran> =>
  runSeed(seed, { plan: directedFault(step, site, fault) });
