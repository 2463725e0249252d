import type { Actor } from '#events/actor';
import type { Fact } from '#events/conversation';
import type { RefusalCode } from '#shared/protocol/refusals';
import type { Head } from './head.ts';

export type Decided = Fact & { by: Actor };
/** What shall be written, or why not. `nothing`: what was asked has happened already. */
export type Decision =
  | { facts: Decided[] /** The agent let an offer pass. */; missed?: boolean }
  | { refused: RefusalCode }
  | { nothing: string };

/** Decides on the newest head; called again with a newer one when another writer came first. */
export type Decide = (head: Head | undefined) => Decision;

export const bot = { role: 'bot' } as const;
export const system = { role: 'system' } as const;
export const refused = (code: RefusalCode): Decision => ({ refused: code });
export const nothing = (why: string): Decision => ({ nothing: why });

/** One conversation may hold so many events; far above any real one, far below what a partition can bear. */
export const MAX_EVENTS = 5000;
