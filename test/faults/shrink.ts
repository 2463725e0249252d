import type { Bug } from './bugs/bug.ts';
import { type Ran, runScenario } from './run.ts';
import { type Fault, givenFaults } from './world/faults.ts';
import type { Scenario } from './world/scenario.ts';

/** Runs that a shrink may cost. */
const MOST_RUNS = 250;

type Case = { scenario: Scenario; faults: ReadonlyMap<string, Fault> };

/**
 * The shortest history that still breaks the same invariant: with fewer people, fewer acts, fewer faults, a shorter time.
 * Each thing draws its own chance, so what is left behaves nearly as before.
 */
export const shrink = async (failed: Ran, bug?: Bug): Promise<Ran> => {
  const wanted = new Set(failed.violations.map(({ invariant }) => invariant));
  let best = failed;
  let runs = 0;
  const attempt = async ({ scenario, faults }: Case): Promise<boolean> => {
    if (runs >= MOST_RUNS) return false;
    runs += 1;
    const ran = await runScenario(scenario, { plan: givenFaults(faults), bug }).catch(() => undefined);
    if (!ran?.violations.some(({ invariant }) => wanted.has(invariant))) return false;
    best = ran;
    return true;
  };
  const now = (): Case => ({ scenario: best.scenario, faults: best.struck });

  await without(
    () => now().scenario.actors,
    (actors) => attempt({ ...now(), scenario: { ...now().scenario, actors } }),
  );
  await without(
    () => [...now().faults],
    (faults) => attempt({ ...now(), faults: new Map(faults) }),
  );
  for (const { name } of now().scenario.actors)
    await without(
      () => now().scenario.actors.find((actor) => actor.name === name)?.acts ?? [],
      (acts) => attempt({ ...now(), scenario: withActs(now().scenario, name, acts) }),
    );
  await without(
    () => [...now().faults],
    (faults) => attempt({ ...now(), faults: new Map(faults) }),
  );
  return best;
};

const withActs = (scenario: Scenario, name: string, acts: Scenario['actors'][number]['acts']): Scenario => ({
  ...scenario,
  actors: scenario.actors.map((actor) => (actor.name === name ? { ...actor, acts } : actor)),
});

/** Leaves out halves, then quarters, then single ones, as long as it still fails. */
const without = async <T>(all: () => readonly T[], stillFails: (rest: T[]) => Promise<boolean>): Promise<void> => {
  for (let size = Math.ceil(all().length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < all().length; ) {
      const rest = [...all().slice(0, at), ...all().slice(at + size)];
      if (!(await stillFails(rest))) at += size;
    }
  }
};
