import { setTimeout as sleep } from 'node:timers/promises';
import { currentBook } from '#shared/cost/price-book';
import { dynamoAnswerCache } from '#shared/models/answer-cache-store';
import { dynamoBudget } from '#shared/models/budget-store';
import { dynamoChoices } from '#shared/models/choice-store';
import { realTimer } from '#shared/models/deadlines';
import { processGates } from '#shared/models/gates';
import { type Climb, type Climbed, type LadderNeeds, ladder, type Tried } from '#shared/models/ladder';
import { rungsOf } from '#shared/models/rungs';
import type { Models } from '#shared/models/settings';
import { genAiAttributes } from '#shared/models/telemetry';
import { now } from '../clock.ts';
import { env } from '../env.ts';
import { logger } from '../log.ts';
import { spend } from '../meters.ts';
import { modelClients } from './model-clients.ts';
import { settings } from './settings.ts';
import { dynamo } from './tables.ts';

const fault =
  (what: string) =>
  (error: unknown): void =>
    logger.error(what, error as Error);

/** What a turn needs to ask this environment's models: choices, budgets and kept answers lie in `SETTINGS_TABLE`. */
export const models = () => {
  const kept = { client: dynamo, table: env('SETTINGS_TABLE') };
  const shared = {
    cache: dynamoAnswerCache(kept),
    budget: dynamoBudget({ ...kept, now: Date.now }),
    book: currentBook,
    gates: processGates(),
    timer: realTimer,
    now: Date.now,
    sleep: (milliseconds: number) => sleep(milliseconds),
    random: Math.random,
    tellFault: fault('budget or kept answers cannot be reached'),
  } satisfies Omit<LadderNeeds, 'rungs' | 'tell'>;
  const clients = modelClients();
  return {
    answers: settings.answers,
    budgets: settings.budgets,
    choices: dynamoChoices({
      ...kept,
      fallback: { models: settings.models, brands: {} },
      tellFault: fault('the choice of models cannot be read'),
    }),
    ladderOf: (chosen: Models, choice: string): ((climb: Climb) => Promise<Climbed>) =>
      ladder({ ...shared, rungs: rungsOf(chosen, clients), tell: telling(choice) }),
    tellUnanswered: (because: string, tried: readonly Tried[]) =>
      logger.info('no model has answered', { because, tried: tried.map(({ rung, why }) => `${rung}: ${why}`) }),
    now,
    timer: realTimer,
  };
};

/** A call's tokens go into the ledger of the turn that made it, its figures and names into the log. */
const telling =
  (choice: string): LadderNeeds['tell'] =>
  (call, readings) => {
    for (const { meter, unit, quantity, estimated } of readings) spend(meter, unit, Number(quantity), estimated);
    logger.info('model', { ...genAiAttributes(call), 'baton.choice': choice });
  };
