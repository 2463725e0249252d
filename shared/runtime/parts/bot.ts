import { setTimeout as sleep } from 'node:timers/promises';
import type { HandoffReason } from '#events/conversation';
import { handingOff } from '#shared/handoff/hand-off';
import { now } from '../clock.ts';
import { logger } from '../log.ts';
import { conversations } from './conversations.ts';
import { desk } from './desk.ts';
import { matching, turns } from './queues.ts';
import { settings } from './settings.ts';
import { sockets } from './sockets.ts';

/** What a turn of the bot needs, whatever engine searches for it. */
export const bot = () => ({
  store: conversations(),
  desk: desk(),
  sockets: sockets(),
  turns: turns(),
  matching: matching(),
  now,
  sleep: (milliseconds: number) => sleep(milliseconds),
  settleMs: settings.timings.settleMs,
  timeZone: settings.hours.timeZone,
  tellFailure: (error: unknown): undefined => logger.error('the search cannot be reached', error as Error) as undefined,
  handingOff: ({ reason }: { reason: HandoffReason }, texts: string[], at: string) =>
    handingOff({ reason, at, texts, settings }),
});
