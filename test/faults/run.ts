import { AgentActor } from './actors/agent.ts';
import { CustomerActor } from './actors/customer.ts';
import { Network } from './actors/network.ts';
import type { Bug } from './bugs/bug.ts';
import { invariants } from './invariants/index.ts';
import type { Violation } from './invariants/invariant.ts';
import { type Fault, type FaultPlan, randomFaults, withOutage } from './world/faults.ts';
import type { End, History } from './world/history.ts';
import { type Act, type Actor, type Scenario, scenarioOf } from './world/scenario.ts';
import { START } from './world/scheduler.ts';
import { World } from './world/world.ts';

export type Ran = {
  scenario: Scenario;
  history: History;
  violations: Violation[];
  /** Faults that struck, by the key of their occasion. */
  struck: ReadonlyMap<string, Fault>;
  /** Which step made which calls. */
  sites: ReadonlySet<string>;
  released: number;
};
export type RunOptions = { plan?: FaultPlan; bug?: Bug | undefined; actors?: number | undefined };

/** The longest timer of anybody: a page's own ping. */
const LONGEST_TIMER_MS = 480_000;
const SWEEP_MS = 60_000;
const SLACK_MS = 5_000;

/** One history out of one seed: the same seed, the same history, to the byte. */
export const runSeed = (seed: number, options: RunOptions = {}): Promise<Ran> =>
  runScenario(scenarioOf(seed, options.actors), options);

export const runScenario = async (scenario: Scenario, { plan, bug }: RunOptions = {}): Promise<Ran> => {
  const calmAt = START + scenario.lasts * 1000;
  const faults = plan ?? planOf(scenario, calmAt);
  const world = new World(scenario, faults, bug);
  const people = scenario.actors.map((actor) => personOf(world, actor));
  for (const { actor, does } of people)
    for (const { after, ...act } of actor.acts)
      world.scheduler.after(after * 1000, () => acts(world, actor, act, does));
  await world.scheduler.runUntil(calmAt);
  await overTheDays(world, scenario);
  for (const { calm } of people) calm();
  world.redriveEach(SWEEP_MS);
  const calmSince = Math.max(world.scheduler.now, world.host.lastFaultAt);
  const rest = LONGEST_TIMER_MS + SWEEP_MS + SLACK_MS + 2 * scenario.skewMs;
  await world.scheduler.runUntil(calmSince + rest);
  if (world.host.unexpected) throw world.host.unexpected;
  const history: History = { entries: world.entries, end: endOf(world, scenario, calmSince, people) };
  const violations = invariants.flatMap((invariant) => invariant.check(history));
  const { struck, sites } = world.host;
  return { scenario, history, violations, struck, sites, released: world.scheduler.released };
};

const planOf = ({ seed, faultRate, outage }: Scenario, calmAt: number): FaultPlan => {
  const byChance = randomFaults(seed, faultRate, START, calmAt);
  const moment = (seconds: number): number => START + seconds * 1000;
  return outage ? withOutage(byChance, { from: moment(outage.from), until: moment(outage.until) }) : byChance;
};

/** Who is away for days comes back before it is looked whether all is well. */
const overTheDays = async (world: World, { actors, days }: Scenario): Promise<void> => {
  if (!days) return;
  const away = actors.flatMap(({ role, acts: all }) =>
    all.flatMap((act) => (role === 'customer' && act.act === 'leaves' ? [act.after + act.seconds] : [])),
  );
  await world.scheduler.runUntil(START + Math.max(0, ...away) * 1000 + SLACK_MS);
};

type Person = {
  actor: Actor;
  does: (act: Act) => void;
  calm: () => void;
  screen: () => End['screens'][number] | undefined;
};

const acts = (world: World, { name }: Actor, act: Act, does: (act: Act) => void): void => {
  world.record({ what: 'acts', who: name, act: told(act) });
  does(act);
};
const told = (act: Act): string =>
  Object.values(act)
    .map((part) => (typeof part === 'number' ? String(Math.round(part * 10) / 10) : String(part)))
    .join(' ');

const personOf = (world: World, actor: Actor): Person => {
  const { host, cloud } = world;
  const { name, network: profile } = actor;
  const network = new Network(host, cloud.gateway, profile, name);
  if (actor.role === 'editor')
    return { actor, does: () => cloud.knowledge.publish(), calm: () => {}, screen: () => undefined };
  const person =
    actor.role === 'customer'
      ? new CustomerActor({ name, host, network, openSession: openingSessions(world) })
      : new AgentActor({ name, host, network, manner: actor.manner, askTicket: givingTickets(world) });
  return {
    actor,
    does: (act) => person.does(act),
    calm: () => person.calm(),
    screen: () => person.screen(),
  };
};

const caller = { subject: '', name: '', groups: [], origin: 'https://shop.example', sourceIp: '198.51.100.7' };

const openingSessions =
  (world: World): ConstructorParameters<typeof CustomerActor>[0]['openSession'] =>
  (token, done) =>
    world.request(
      'open-session',
      (wiring, ports) => wiring['open-session'](ports)({ ...(token && { token }) }, caller),
      done as never,
    );

const givingTickets =
  (world: World): ConstructorParameters<typeof AgentActor>[0]['askTicket'] =>
  (agentId, done) =>
    world.request(
      'agent-ticket',
      (wiring, ports) =>
        wiring['agent-ticket'](ports)({}, { ...caller, subject: agentId, name: agentId, groups: ['agent'] }),
      done as never,
    );

const endOf = (world: World, { skewMs }: Scenario, calmSince: number, people: Person[]): End => {
  const { cloud, settings, scheduler } = world;
  const heads = cloud.log.heads();
  return {
    endedAt: scheduler.now,
    calmSince,
    skewMs,
    timings: settings.timings,
    heads,
    agents: [...cloud.desk.agents.values()],
    logs: new Map(heads.map(({ conversationId }) => [conversationId, cloud.log.eventsOf(conversationId)])),
    screens: people.flatMap(({ screen }) => screen() ?? []),
    operations: cloud.log.operations,
    running: cloud.machine.running().map(({ name, state }) => ({ execution: name, state })),
    ledger: cloud.ledger.lines,
  };
};
