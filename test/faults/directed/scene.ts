import { type Ran, runScenario } from '../run.ts';
import type { History } from '../world/history.ts';
import { type Scenario, scenarioOf } from '../world/scenario.ts';
import { START } from '../world/scheduler.ts';
import type { Pair } from './places.ts';
import { type Lead, Watch } from './watch.ts';

/**
 * Where a place is passed: the people of this seed, who have so many seconds (@default as the seed says), and what leads there
 * if a calm run of theirs does not.
 */
export type Scene = {
  seed: number;
  lasts?: number;
  /** Faults that strike before the one that is tried, by the keys of their occasions. */
  lead?: Lead;
  /** So many races are lost on the way, where a call is made anew. @default 1 */
  races?: number;
  /** Each customer says so much before anybody does what the seed has for them. */
  says?: number;
  /** Each customer closes, this many seconds after the beginning. */
  closes?: number;
  /** The bot asks models. @default false, whatever the seed says */
  models?: true;
};

/** As fast as a customer may talk. */
const BETWEEN_WORDS = 2.1;

const AMPLE = { conversationUsd: '1' };

export const scenarioIn = ({ seed, lasts, says = 0, closes, models }: Scene): Scenario => {
  const { models: _drawn, ...scenario } = scenarioOf(seed);
  const late = says * BETWEEN_WORDS;
  const actors = scenario.actors.map(({ acts, ...actor }) => {
    const isCustomer = actor.role === 'customer';
    const moved = acts.map((act) => ({ ...act, after: act.after + late }));
    const close = isCustomer && closes !== undefined ? [{ act: 'closes' as const, after: closes }] : [];
    return { ...actor, acts: [...(isCustomer ? chatter(actor.name, says) : []), ...moved, ...close] };
  });
  return { ...scenario, actors, lasts: (lasts ?? scenario.lasts) + late, ...(models && { models: AMPLE }) };
};

const chatter = (name: string, count: number) =>
  Array.from({ length: count }, (_, n) => ({
    act: 'says' as const,
    text: `How long may I return things? [${name} ${n}]`,
    after: n * BETWEEN_WORDS,
  }));

/** The run of a scene, and what it passed. A pair has its one fault struck on top. */
export const runIn = async (scene: Scene, pair?: Pair): Promise<{ ran: Ran; watch: Watch }> => {
  const scenario = scenarioIn(scene);
  const watch = new Watch(pair && { place: pair.place, fault: pair.fault }, scene);
  watch.until = START + scenario.lasts * 1000;
  const ran = await runScenario(scenario, { plan: watch.plan, bug: watch.follows });
  return { ran, watch };
};

export type Directed = {
  /** The fault that was asked for struck where it was asked for. */
  struck: boolean;
  /** What happened afterwards is not what happens without it; for a call that is to be done, its work was done. */
  told: boolean;
  broken: string[];
  passed: Iterable<string>;
};

/** The one directed run of a pair. `calm` is the same scene's history without the fault. */
export const direct = async (pair: Pair, scene: Scene, calm: (scene: Scene) => Promise<string>): Promise<Directed> => {
  const { ran, watch } = await runIn(scene, pair);
  const struck = watch.hit !== undefined && ran.struck.get(watch.hit) === pair.fault;
  return {
    struck,
    told: struck && wasDone(pair, ran, watch.hit ?? '') && printOf(ran.history) !== (await calm(scene)),
    broken: ran.violations.map(({ invariant, says }) => `${invariant} ${says}`),
    passed: watch.passed.keys(),
  };
};

/** Everything that happened, but for the faults themselves: short enough to be kept. */
export const printOf = ({ entries }: History): string => {
  let hash = 0;
  for (const entry of entries) {
    if (entry.what === 'fault') continue;
    const text = `${entry.t} ${entry.what} ${'outcome' in entry ? entry.outcome : ''}`;
    for (let i = 0; i < text.length; i += 1) hash = (Math.imul(hash, 31) + text.charCodeAt(i)) | 0;
  }
  return `${entries.length} ${hash}`;
};

/** Kinds that come after the work is done mean nothing where the work was not done. */
const AFTER = ['crash-after', 'response-lost', 'hangs'];

const wasDone = ({ place, fault }: Pair, { history }: Ran, key: string): boolean => {
  const at = history.entries.findIndex((entry) => entry.what === 'fault' && entry.key === key);
  const entry = history.entries[at];
  if (entry?.what !== 'fault' || entry.invocation === undefined) return at >= 0;
  const { invocation } = entry;
  const after = history.entries.slice(at);
  const ended = after.find((one) => one.what === 'ended' && one.invocation === invocation);
  const outcome = ended?.what === 'ended' ? ended.outcome : undefined;
  if (fault.startsWith('crash') && outcome !== 'crashed') return false;
  if (place.site !== 'log.transact' || !AFTER.includes(fault)) return true;
  return after.some((one) => one.what === 'committed' && one.invocation === invocation);
};
