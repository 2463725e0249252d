import type { HandoffReason } from '#events/conversation';
import { handingOff } from '#shared/handoff/hand-off';
import type { KnowledgeSource } from '#shared/search/knowledge-index';
import type { KnownIntent } from '#shared/understanding/intents/reading';
import { now } from '../clock.ts';
import { logger } from '../log.ts';
import { articles } from './articles.ts';
import { intents } from './intents.ts';
import { settings } from './settings.ts';
import { voice } from './voice.ts';

/** What it takes to know what the bot would say, whatever engine searches for it. */
export const considering = (knowledge: KnowledgeSource) => ({
  knowledge,
  articles: articles(),
  voice: voice(),
  now,
  timeZone: settings.hours.timeZone,
  tellFailure: (error: unknown): undefined => logger.error('the search cannot be reached', error as Error) as undefined,
  intents: intents(),
  handingOff: ({ reason }: { reason: HandoffReason }, texts: string[], at: string, intent?: KnownIntent) =>
    handingOff({ reason, at, texts, settings, skill: intent?.skill, sensitive: intent?.sensitive }),
});
