import type { IntentRead } from '#events/conversation';
import { sortedIn, sortRequest } from '#shared/answering/sorting';
import type { BudgetLimits } from '#shared/models/budget';
import type { Climb, Climbed } from '#shared/models/ladder';
import { type ModelChoices, type Models, modelsOf } from '#shared/models/settings';
import type { IntentSet } from '#shared/understanding/intents/reading';

type Named = Exclude<Models, { kind: 'none' }>;

type Needs = {
  choices: ModelChoices;
  ladderOf: (models: Named, choice: string) => (climb: Climb) => Promise<Climbed>;
  budgets: BudgetLimits;
  brand: string;
  tellUnanswered: (because: string, tried: Exclude<Climbed, { outcome: 'cached' }>['tried']) => void;
};

export type Unsure = { set: IntentSet; read: IntentRead; text: string; conversationId: string; day: string };
/** What was read, and with it what a model has said of it, if one has. Never throws for a model. */
export type SortByModel = (unsure: Unsure) => Promise<IntentRead>;

/** An answer waits for this. */
const WITHIN_MS = 2500;

/** Asks a model where the classifier is unsure. The budget is that of answers. */
export const sortByModel =
  ({ choices, ladderOf, budgets, brand, tellUnanswered }: Needs): SortByModel =>
  async ({ set, read, text, conversationId, day }) => {
    const chosen = await choices.current();
    const models = modelsOf(chosen, brand);
    if (models.kind === 'none') return read;
    let said: ReturnType<typeof sortedIn>;
    const climbed = await ladderOf(
      models,
      chosen.version,
    )({
      request: sortRequest(set.intents, text),
      judge: (answer) => {
        said = answer.stop === 'end' ? sortedIn(answer.text, set.intents) : undefined;
        return said ? { good: true } : { good: false, why: 'unreadable' };
      },
      purse: { scope: brand, day, conversationId },
      limits: budgets,
      totalMs: WITHIN_MS,
    });
    if (climbed.outcome === 'none') tellUnanswered(climbed.because, climbed.tried);
    if (climbed.outcome !== 'answered' || !said) return read;
    const { small, large } = models;
    const name = climbed.rung === 'small' && small ? small : large;
    return { ...read, model: { name, choice: chosen.version, ...said } };
  };
