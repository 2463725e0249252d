import type { ModelsOfRun } from '../ports/models.ts';
import { Random } from './random.ts';

/** How a person's network treats what passes it: delay in ms, and the shares of frames that are lost or come twice. */
export type NetworkProfile = { delay: [number, number]; lost: number; twice: number };
const networks: Record<'good' | 'slow' | 'bad', NetworkProfile> = {
  good: { delay: [5, 40], lost: 0, twice: 0 },
  slow: { delay: [100, 2500], lost: 0.01, twice: 0.02 },
  bad: { delay: [20, 900], lost: 0.08, twice: 0.06 },
};

export type Act =
  | { act: 'says'; text: string }
  | { act: 'asks-person' }
  /** `choice` is 0 ≤ n < 1: which of what she can choose then. */
  | { act: 'chooses'; choice: number }
  | { act: 'closes' }
  | { act: 'types' }
  /** The page is closed for so long; `silently`: the gateway hears nothing of it. */
  | { act: 'leaves'; seconds: number; silently: boolean }
  /** No network for so long. */
  | { act: 'loses-network'; seconds: number }
  | { act: 'turns-ready'; ready: boolean }
  | { act: 'publishes' };
export type Timed = Act & { after: number };

export type AgentManner = { accepts: number; late: number; declines: number; answers: number; ends: number };
export type Actor = { name: string; network: NetworkProfile; acts: Timed[] } & (
  | { role: 'customer' }
  | { role: 'agent'; manner: AgentManner }
  | { role: 'editor' }
);

/** A run before it runs: who takes part, what each will try and when (seconds after the beginning), how faulty the cloud is. */
export type Scenario = {
  seed: number;
  actors: Actor[];
  /** Seconds in which people act and faults strike; then it is calm. */
  lasts: number;
  faultRate: number;
  skewMs: number;
  open: boolean;
  /** Meters that no event carries go to the ledger too. */
  meterLines: boolean;
  /** Somebody is away for days: the nights in between are passed over where nothing is due. */
  days: boolean;
  /** In these seconds the region's services refuse everything. */
  outage?: { from: number; until: number };
  /** The bot asks models. @default what articles say by themselves */
  models?: ModelsOfRun;
};

const words = [
  'How long may I return things?',
  'May I return a tin of milk powder?',
  'Where is my parcel?',
  'What does the blue one weigh?',
  'Hello',
  'I want to talk to a person please',
  'I want my refund now, this is a scam',
  'You can reach me at kim@example.com',
  'And how about returns of food?',
  'thank you',
];

const customerActs = {
  says: 10,
  'asks-person': 3,
  chooses: 3,
  closes: 0.7,
  types: 0.7,
  leaves: 1.5,
  'loses-network': 1.5,
} as const;

const actOf = (random: Random, label: string): Act => {
  const act = random.weighted(customerActs);
  switch (act) {
    case 'says':
      return { act, text: `${random.pick(words)} [${label}]` };
    case 'chooses':
      return { act, choice: random.next() };
    case 'leaves':
      return {
        act,
        seconds: random.weighted({ '2': 3, '15': 2, '130': 2 }) === '2' ? 2 : random.int(5, 200),
        silently: random.chance(0.5),
      };
    case 'loses-network':
      return { act, seconds: random.int(1, 90) };
    default:
      return { act };
  }
};

const customerOf = (seed: number, n: number, lasts: number, days: boolean): Actor => {
  const random = new Random(seed, `customer ${n}`);
  const acts: Timed[] = [];
  let after = random.between(0, lasts / 4);
  while (after < lasts && acts.length < 10) {
    const label = `${String.fromCharCode(96 + n)}${acts.length}`;
    const first: Act = { act: 'says', text: `${random.pick(words)} [${label}]` };
    acts.push({ ...(acts.length === 0 && random.chance(0.8) ? first : actOf(random, label)), after });
    after += random.chance(0.4) ? random.between(0.05, 3) : random.between(3, lasts / 3);
  }
  if (days)
    acts.push({ act: 'leaves', seconds: random.int(2, 7 * 24) * 3600, silently: random.chance(0.5), after: lasts / 2 });
  return {
    name: `customer ${n}`,
    role: 'customer',
    network: networks[random.weighted({ good: 3, slow: 1, bad: 2 })],
    acts,
  };
};

const manners: Record<'diligent' | 'slow' | 'silent' | 'choosy', AgentManner> = {
  diligent: { accepts: 0.9, late: 0.02, declines: 0.05, answers: 0.95, ends: 0.35 },
  slow: { accepts: 0.6, late: 0.3, declines: 0.05, answers: 0.7, ends: 0.3 },
  silent: { accepts: 0.4, late: 0, declines: 0, answers: 0.2, ends: 0.1 },
  choosy: { accepts: 0.4, late: 0.05, declines: 0.5, answers: 0.9, ends: 0.5 },
};

/** Nobody sits at a desk for days: the day's work ends, and nothing is done after it. */
const dayOf = (acts: Timed[], ends: number): Timed[] => [
  ...acts.filter(({ after }) => after < ends),
  { act: 'leaves', seconds: 30 * 24 * 3600, silently: false, after: ends },
];

const agentOf = (seed: number, n: number, lasts: number, days: boolean): Actor => {
  const random = new Random(seed, `agent ${n}`);
  const acts: Timed[] = [{ act: 'turns-ready', ready: true, after: random.between(0, lasts / 3) }];
  if (random.chance(0.35))
    acts.push({
      act: 'leaves',
      seconds: random.int(5, 150),
      silently: random.chance(0.7),
      after: random.between(10, lasts),
    });
  if (random.chance(0.25))
    acts.push({ act: 'loses-network', seconds: random.int(2, 90), after: random.between(10, lasts) });
  if (random.chance(0.2)) acts.push({ act: 'turns-ready', ready: false, after: random.between(20, lasts) });
  if (random.chance(0.4)) acts.push({ act: 'turns-ready', ready: true, after: random.between(lasts / 2, lasts) });
  const manner = manners[random.weighted({ diligent: 3, slow: 2, silent: 1, choosy: 1 })];
  const network = networks[random.weighted({ good: 4, slow: 1, bad: 1 })];
  const shift = days ? dayOf(acts, lasts * 0.45) : acts;
  return { name: `agent ${n}`, role: 'agent', manner, network, acts: shift.toSorted((a, b) => a.after - b.after) };
};

const editorOf = (seed: number, lasts: number): Actor => {
  const random = new Random(seed, 'editor');
  const acts: Timed[] = Array.from({ length: random.int(1, 4) }, () => ({
    act: 'publishes',
    after: random.between(0, lasts),
  }));
  return { name: 'editor', role: 'editor', network: networks.good, acts: acts.sort((a, b) => a.after - b.after) };
};

/** A quarter of all runs have models, some of them too little money for all turns. Drawn apart: the rest stays as it was. */
const modelsOf = (seed: number): ModelsOfRun | undefined => {
  const random = new Random(seed, 'models');
  return random.chance(0.25) ? { conversationUsd: random.chance(0.8) ? '1' : '0.004' } : undefined;
};

const OUTAGE_SECONDS = 600;
/** One run in fifty has ten minutes in which nothing can be read or written; people go on trying. Drawn apart, as models are. */
const outageOf = (seed: number, lasts: number): Scenario['outage'] => {
  const random = new Random(seed, 'outage');
  if (!random.chance(0.02)) return undefined;
  const from = random.between(0, lasts);
  return { from, until: from + OUTAGE_SECONDS };
};

/** Everything that is drawn once, from the seed alone. `actors`: how many customers there are at most. */
export const scenarioOf = (seed: number, actors = 3): Scenario => {
  const random = new Random(seed, 'scenario');
  const days = random.chance(0.02);
  const lasts = random.weighted({ short: 2, usual: 3, long: 1 }) === 'short' ? random.int(15, 60) : random.int(60, 320);
  const customers = random.int(1, Math.max(1, actors));
  const agents = random.weighted({ none: 1, one: 4, two: 3 });
  const models = modelsOf(seed);
  const outage = outageOf(seed, lasts);
  const staff = agents === 'none' ? 0 : agents === 'one' ? 1 : Math.max(2, Math.ceil(actors / 3));
  return {
    seed,
    actors: [
      ...Array.from({ length: customers }, (_, i) => customerOf(seed, i + 1, lasts, days && i === 0)),
      ...Array.from({ length: staff }, (_, i) => agentOf(seed, i + 1, lasts, days)),
      ...(random.chance(0.5) ? [editorOf(seed, lasts)] : []),
    ],
    lasts: outage ? Math.max(lasts, outage.until) : lasts,
    faultRate: random.pick([0, 0.002, 0.01, 0.03, 0.08]),
    skewMs: random.chance(0.25) ? 300_000 : 0,
    open: random.chance(0.9),
    meterLines: random.chance(0.1),
    days,
    ...(outage && { outage }),
    ...(models && { models }),
  };
};
