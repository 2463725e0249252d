import { runScenario } from '../run.ts';
import { randomFaults } from '../world/faults.ts';
import { START } from '../world/scheduler.ts';
import type { Place } from './places.ts';
import { runIn, type Scene, scenarioIn } from './scene.ts';
import { type Lead, type Passed, Watch } from './watch.ts';

type Led = Looked & { lead: Lead };
type Looked = Pick<Scene, 'models'> & {
  seed: number;
  released: number;
  days: boolean;
  lasts: number;
  passed: ReadonlyMap<string, Passed>;
};

/** Seeds that are looked through for one place, calm ones first, then ones whose faults may lead there. */
const CALM_SEEDS = 600;
const FAULTY_SEEDS = 600;
const AT_ONCE = 40;

/** Looks for runs that pass a place. What it has run once it knows. */
export class Finder {
  #calm = { plain: [] as Looked[], models: [] as Looked[] };
  #faulty = { plain: [] as Led[], models: [] as Led[] };

  /** Scenes that may do, cheap ones of those just looked at first. */
  async *scenesFor(place: Place): AsyncGenerator<Scene> {
    const wanted = leadingTo(place);
    const kind = needsModels(place) ? 'models' : 'plain';
    for await (const looked of this.#calmPassing(wanted, kind)) {
      yield sceneAt(looked, wanted);
      yield* pushed(looked, place);
    }
    for (let from = 0; from < FAULTY_SEEDS; from += AT_ONCE) {
      const faulty = this.#faulty[kind];
      while (faulty.length < from + AT_ONCE) faulty.push(await lookAtFaults(sceneOf(faulty.length + 1, kind)));
      for (const looked of cheapFirst(faulty.slice(from, from + AT_ONCE), wanted)) {
        yield shortened({ ...sceneAt(looked, wanted), lead: looked.lead }, wanted);
      }
    }
  }

  async *#calmPassing(wanted: string, kind: With): AsyncGenerator<Looked> {
    const calm = this.#calm[kind];
    for (let from = 0; from < CALM_SEEDS; from += AT_ONCE) {
      while (calm.length < from + AT_ONCE) calm.push(await lookCalmly(sceneOf(calm.length + 1, kind)));
      yield* cheapFirst(calm.slice(from, from + AT_ONCE), wanted);
    }
  }
}

type With = 'plain' | 'models';
const sceneOf = (seed: number, kind: With): Scene => ({ seed, ...(kind === 'models' && { models: true }) });
/** Who has thought long looks for a takeover before it streams, and so looks a second time while it does. */
const needsModels = ({ step, method, site, order }: Place): boolean =>
  method === 'byModel' || (step === 'answer' && method === 'store.head' && site === 'log.head' && order === 'later');

/** The place whose runs are tried for this one. */
const leadingTo = ({ name, order, step, method, site }: Place): string => {
  // A run is given up for good after its workflow was stopped often enough.
  if (step === 'rescue' && method === 'store.append') return 'machine/machine.run';
  // What is made anew follows what was made first, and the race that it lost comes with the fault.
  if (order === 'anew' || losesToClose(name)) return `${step}/${method}/log.transact/first`;
  return isSecondPage(site, order) ? `${step}/${method}/${site}/first` : name;
};

const isSecondPage = (site: string, order: string): boolean => site === 'log.tail' && order === 'later';
/** Reached where she closes what somebody is about to write to. */
const losesToClose = (name: string): boolean =>
  name.endsWith('/log.marker/anew') || /^(ask-person|receive).*\/log\.transact\/later$/.test(name);

const STOPPED: Lead = Object.fromEntries([1, 2, 3, 4].map((n) => [`machine/machine.run#${n}`, 'stopped']));
const MORE_THAN_A_PAGE = 60;

/** The same people, pushed towards a place that they hardly pass by themselves. */
const pushed = (looked: Looked, { name, step, method, site, order }: Place): Scene[] => {
  const { seed } = looked;
  const own = sceneAt(looked, leadingTo({ name, step, method, site, order }));
  if (step === 'rescue' && method === 'store.append') return [{ seed, lasts: 900, lead: STOPPED }];
  if (isSecondPage(site, order)) return [{ ...own, says: MORE_THAN_A_PAGE }];
  if (!losesToClose(name)) return [];
  const at = ((looked.passed.get(`${step}/${method}/log.transact/first`)?.at ?? START) - START) / 1000;
  return [-0.02, 0, 0.02, 0.05].map((ms) => ({ ...own, races: 4, closes: Math.round((at + ms) * 1000) / 1000 }));
};

const lookCalmly = async (scene: Scene): Promise<Looked> => {
  const { ran, watch } = await runIn(scene);
  const { days, lasts } = ran.scenario;
  return { ...scene, days, lasts, released: ran.released, passed: watch.passed };
};

const lookAtFaults = async (scene: Scene): Promise<Led> => {
  const scenario = scenarioIn(scene);
  const { seed, days, lasts, faultRate } = scenario;
  const watch = new Watch();
  const faults = randomFaults(seed, Math.max(faultRate, 0.01), START, START + lasts * 1000);
  const draw: typeof faults.draw = (...given) => {
    watch.plan.draw(...given);
    return faults.draw(...given);
  };
  const ran = await runScenario(scenario, { plan: { draw }, bug: watch.follows });
  const lead = Object.fromEntries(ran.struck);
  return { ...scene, days, lasts, released: ran.released, passed: watch.passed, lead };
};

const cheapFirst = <L extends Looked>(looked: readonly L[], wanted: string): L[] =>
  looked
    .filter(({ passed, days, lasts }) => {
      const at = passed.get(wanted)?.at;
      return at !== undefined && (!days || at < START + lasts * 1000);
    })
    .sort((a, b) => a.released - b.released);

/** A fault needs people who are still there: where the place is passed later, they stay so long. */
const sceneAt = ({ seed, models, lasts, passed }: Looked, wanted: string): Scene => {
  const scene = { seed, ...(models && { models }) };
  const seconds = Math.ceil(((passed.get(wanted)?.at ?? START) - START) / 1000) + 2;
  return seconds <= lasts ? scene : { ...scene, lasts: seconds };
};

/** The same scene with the fewest faults that still lead to the place. */
const shortened = async (scene: Scene, wanted: string): Promise<Scene> => {
  let best = scene;
  for (let size = Object.keys(scene.lead ?? {}).length; size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let at = 0; at < Object.keys(best.lead ?? {}).length; ) {
      const all = Object.entries(best.lead ?? {});
      const lead = Object.fromEntries([...all.slice(0, at), ...all.slice(at + size)]);
      const shorter = { ...best, lead };
      const { watch } = await runIn(shorter);
      const passed = watch.passed.get(wanted);
      if (passed && passed.at <= watch.until) best = shorter;
      else at += size;
    }
  }
  return best;
};
