import type { IntentRead } from '#events/conversation';
import { actedOn } from './acted.ts';
import { classify, explain, type IntentModel, type Reason } from './model.ts';

/** What an environment wants done with an intent; `samples` are a few of its examples. */
export type KnownIntent = {
  name: string;
  skill?: string;
  handOff?: true;
  sensitive?: true;
  samples: readonly string[];
};

/** One published version of an environment's intents. */
export type IntentSet = { version: string; model: IntentModel; intents: readonly KnownIntent[] };

/**
 * Where the surest two are nearer to each other than this, a second opinion is worth asking for. Measured on the demo shop's held-out words:
 * docs/decisions/125-bench-and-intents.md.
 */
export const UNSURE_MARGIN = 0.3;
export type Reading = { read: IntentRead; unsure: boolean };

/** What a text is taken for, and whether to ask further. Nothing of a set without intents. */
export const readingOf = ({ model, version }: IntentSet, text: string): Reading | undefined => {
  const { intent, confidence, outOfScope, ranked } = classify(model, text);
  if (intent === null) return undefined;
  const margin = confidence - (ranked[1]?.confidence ?? 0);
  const read = { name: intent, confidence: rounded(confidence), outOfScope, version };
  return { read, unsure: margin < UNSURE_MARGIN };
};

/** What the environment wants done with what was read; nothing where it is unsure, or the intent is there no more. */
export const intentOf = (set: IntentSet, read: IntentRead): KnownIntent | undefined => {
  const name = actedOn(read);
  return set.intents.find((one) => one.name === name);
};

const REASONS = 6;

/** Which characters of the text spoke for the intent, and which against it. */
export const whyRead = ({ model }: IntentSet, text: string, { name }: IntentRead): Reason[] =>
  explain(model, text, { intent: name, most: REASONS }).map(({ gram, contribution }) => ({
    gram,
    contribution: rounded(contribution),
  }));

const rounded = (figure: number): number => Math.round(figure * 1000) / 1000;
