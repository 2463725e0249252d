import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { secretBytes } from '#shared/identity/secret';
import { bedrockClient } from '#shared/models/bedrock';
import { type RungNeeds, rungsOf } from '#shared/models/rungs';
import { searchEngine } from '../engines.ts';
import type { Interval } from '../metrics.ts';
import { columns } from '../report.ts';
import { Unreadable } from '../rows.ts';
import type { Asked, Figures, Result, Task } from '../task.ts';
import { figuresOf, intervalOf, isPriced, reasonsOf } from './figures.ts';
import { type Candidate, readSuite, type Suite } from './suite.ts';
import { type Turn, turnsOf } from './turns.ts';

/** The articles alone: what every model is compared with, and what speaks where one does not. */
export const FLOOR = 'articles alone';

/** Where this shell reaches models: Bedrock by the SDK's own settings, keys from variables or from Secrets Manager. */
function reached(keyEnv: string | undefined, clients: Clients): RungNeeds {
  return {
    ...clients,
    apiKey: async (name) => {
      if (keyEnv === undefined) return clients.secret(name);
      const key = clients.variables[keyEnv];
      if (key === undefined || key === '') throw new MissingKey(`${keyEnv} is not set`);
      return key;
    },
  };
}
class MissingKey extends Error {
  override name = 'MissingKey';
}

export type Clients = Omit<RungNeeds, 'apiKey'> & {
  variables: Readonly<Record<string, string | undefined>>;
  secret: (name: string) => Promise<string>;
};

export const realClients = (): Clients => ({
  bedrock: bedrockClient,
  fetch,
  now: () => performance.now(),
  variables: process.env,
  secret: async (name) =>
    new TextDecoder().decode(await secretBytes(new SecretsManagerClient({}), name, Date.now)()).trim(),
});

type Compared = { name: string; turns: Turn[]; notes: string[] };

/** Rungs are made here for their names only. */
const NEVER_ASKED: Clients['bedrock'] = () => ({ send: () => Promise.reject(new Error('never asked')) });

function notesOf({ name, models, keyEnv }: Candidate, turns: readonly Turn[], clients: Clients): string[] {
  const unset = keyEnv !== undefined && !clients.variables[keyEnv];
  const nobody = { ...reached(keyEnv, clients), bedrock: NEVER_ASKED };
  const unpriced = rungsOf(models, nobody)
    .map(({ model }) => model.identity.priceKey)
    .filter((key) => !isPriced(key));
  const why = reasonsOf(turns);
  return [
    ...(unset ? [`${name}: ${keyEnv} is not set, so it was never reached.`] : []),
    ...(why === '' ? [] : [`${name}, why nothing of it was said: ${why}.`]),
    ...(unpriced.length > 0
      ? [
          `${name}: the price book has no ${unpriced.join(', ')}; reckoned as the dearest model (priceKeys names another key).`,
        ]
      : []),
  ];
}

/** Every model of a suite on the same questions over the same index, one after the other, the articles alone first. */
export async function compared(
  { articles, questions, models, answers, budgetUsd }: Suite,
  clients: Clients,
  progress: (line: string) => void = () => undefined,
): Promise<{ all: Compared[]; buildSeconds: number }> {
  const engine = await searchEngine();
  try {
    const { index, seconds } = await engine.open(articles);
    const all: Compared[] = [];
    for (const candidate of [undefined, ...models]) {
      const name = candidate?.name ?? FLOOR;
      const rungs = reached(candidate?.keyEnv, clients);
      const turns = await turnsOf(index, questions, candidate, { answers, budgetUsd, rungs });
      all.push({ name, turns, notes: candidate ? notesOf(candidate, turns, clients) : [] });
      progress(name);
    }
    index.close();
    return { all, buildSeconds: seconds };
  } finally {
    await engine.end();
  }
}

export function resultOf({ all, buildSeconds }: Awaited<ReturnType<typeof compared>>): Result {
  const parts = Object.fromEntries(all.map(({ name, turns }) => [name, { n: turns.length, ...figuresOf(turns) }]));
  const floor = all[0]?.turns ?? [];
  return {
    n: floor.length,
    figures: {},
    ci95: Object.fromEntries(all.map(({ name, turns }) => [`${name}.rightShare`, intervalOf(turns)])),
    baselines: [],
    trainSeconds: buildSeconds,
    msP95: figuresOf(floor).totalMsP95 ?? 0,
    notes: all.flatMap(({ notes }) => notes),
    parts,
  };
}

const HEAD = [
  '',
  'right %',
  'answered what it may not',
  'grounded %',
  'blocked',
  'declined',
  'failed',
  'by articles',
  'first token p50 / p95 ms',
  'total p50 / p95 ms',
  'USD per 1,000 turns',
];
const percent = (share = 0): string => (100 * share).toFixed(1);
const whole = (value = 0): string => value.toFixed(0);

function line(name: string, figures: Figures, [low, high]: Interval): string[] {
  const speaks = name !== FLOOR && (figures.asked ?? 0) > 0;
  const of = (text: string): string => (speaks ? text : '–');
  return [
    name,
    `${percent(figures.rightShare)} (${percent(low)}–${percent(high)})`,
    whole(figures.answeredUnanswerable),
    of((figures.worded ?? 0) + (figures.blocked ?? 0) === 0 ? '–' : percent(figures.groundedShare)),
    of(whole(figures.blocked)),
    of(whole(figures.declined)),
    of(whole(figures.failed)),
    of(whole(figures.byArticles)),
    of(figures.firstTokenMsP95 === 0 ? '–' : `${whole(figures.firstTokenMsP50)} / ${whole(figures.firstTokenMsP95)}`),
    `${whole(figures.totalMsP50)} / ${whole(figures.totalMsP95)}`,
    (figures.usdPer1000 ?? 0).toFixed(3),
  ];
}

/** One line a model. */
export function modelsTable({ n, parts = {}, ci95, notes }: Result): string {
  const lines = Object.entries(parts).map(([name, figures]) =>
    line(name, figures, ci95[`${name}.rightShare`] ?? [0, 1]),
  );
  return [`models: n = ${n} questions; in brackets 95 %`, '', columns([HEAD, ...lines]), '', ...notes]
    .join('\n')
    .trimEnd();
}

async function run({ options: { suite, only } }: Asked): Promise<Result> {
  if (typeof suite !== 'string') throw new Unreadable('models needs --suite.');
  const read = readSuite(suite);
  const names = typeof only === 'string' ? only.split(',').map((name) => name.trim()) : [];
  const unknown = names.filter((name) => !read.models.some((one) => one.name === name));
  if (unknown.length > 0) throw new Unreadable(`${suite} has no model ${unknown.join(', ')}`);
  const models = names.length > 0 ? read.models.filter(({ name }) => names.includes(name)) : read.models;
  return resultOf(await compared({ ...read, models }, realClients(), (line) => process.stderr.write(`  ${line}\n`)));
}

export const models: Task = {
  name: 'models',
  says: 'which model answers best, how fast, for how much: the models and questions of --suite, and the articles alone',
  needs: [],
  may: [],
  options: {
    suite: { type: 'string', says: 'F  YAML or JSON; test/data/models-demo/suite.yaml is one over the demo shop' },
    only: { type: 'string', says: 'NAME,NAME  these of its models only' },
  },
  run,
  table: modelsTable,
};
