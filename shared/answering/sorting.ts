import * as z from 'zod';
import { type ChatRequest, maxTokens } from '#shared/models/chat-model';
import { mask } from '#shared/privacy/mask';
import type { KnownIntent } from '#shared/understanding/intents/reading';
import { filled, promptOf } from './prompts/prompt.ts';

/** A name and a number. */
const LONGEST_REPLY = maxTokens(80);
/** What is sorted is a message, not a letter. */
const LONGEST = 1000;

const lineOf = ({ name, samples }: KnownIntent): string => `- ${name}: ${samples.join(' / ')}`;

/** What a model is asked about words that the classifier is unsure of; personal numbers masked. */
export const sortRequest = (intents: readonly KnownIntent[], text: string): ChatRequest => ({
  system: filled(promptOf('intent'), { intents: intents.map(lineOf).join('\n') }),
  messages: [{ role: 'user', text: mask(text).slice(0, LONGEST).toWellFormed() }],
  tools: [],
  maxTokens: LONGEST_REPLY,
  temperature: 0,
  cache: ['system'],
});

const Reply = z.object({ intent: z.string(), sure: z.number().min(0).max(1) });

/** What a model has said: one of the intents or null for none; nothing where it cannot be read or names another. */
export const sortedIn = (
  text: string,
  intents: readonly KnownIntent[],
): { intent: string | null; sure: number } | undefined => {
  try {
    const { intent, sure } = Reply.parse(JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)));
    if (intent === 'none') return { intent: null, sure };
    return intents.some(({ name }) => name === intent) ? { intent, sure } : undefined;
  } catch {
    return undefined;
  }
};
