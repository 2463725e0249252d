import { setTimeout as sleep } from 'node:timers/promises';
import { conversations } from './conversations.ts';
import { desk } from './desk.ts';
import { matching, turns } from './queues.ts';
import { settings } from './settings.ts';
import { sockets } from './sockets.ts';

/** What a turn of the bot touches, whatever it says. */
export const bot = () => ({
  store: conversations(),
  desk: desk(),
  sockets: sockets(),
  turns: turns(),
  matching: matching(),
  sleep: (milliseconds: number) => sleep(milliseconds),
  settleMs: settings.timings.settleMs,
});
