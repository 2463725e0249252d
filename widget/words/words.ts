import type { RefusalCode } from '#shared/protocol/refusals';
import type { Notice } from '../rows.ts';
import { en } from './en.ts';
import type { LauncherWords } from './launcher-words.ts';
import { zh } from './zh.ts';

/** Everything the open chat says, in one language. `{}` in a sentence is filled by the caller. */
export interface Words extends Pick<LauncherWords, 'close' | 'tryAgain'> {
  readonly chat: string;
  readonly thread: string;
  readonly assistant: string;
  readonly you: string;
  readonly said: string;
  readonly hello: string;
  readonly helloMore: string;
  readonly suggestions: readonly string[];
  readonly placeholder: string;
  readonly placeholderClosed: string;
  readonly send: string;
  readonly person: string;
  readonly answers: string;
  readonly withYou: string;
  readonly ended: string;
  readonly promised: string;
  readonly lookingUp: string;
  readonly isWriting: string;
  readonly sending: string;
  readonly sent: string;
  readonly keptForLater: string;
  readonly retry: string;
  readonly remove: string;
  readonly sources: string;
  readonly version: string;
  readonly cut: string;
  readonly newMessages: string;
  readonly earlier: string;
  readonly newConversation: string;
  readonly waiting: string;
  /** By place; the last one is for any place, filled in. */
  readonly places: readonly string[];
  readonly aboutMinutes: string;
  readonly aboutOneMinute: string;
  readonly anyMoment: string;
  readonly keepHelping: string;
  readonly botHelps: string;
  readonly waitedFor: string;
  readonly choice: Record<'after-hours' | 'nobody-there' | 'waited-too-long', string>;
  readonly choose: Record<'callback' | 'message' | 'bot', string>;
  readonly chooseBy: string;
  readonly phone: string;
  readonly contact: string;
  readonly message: string;
  readonly confirm: Record<'callback' | 'message', string>;
  readonly contactNeeded: string;
  readonly promise: Record<'callback' | 'message', string>;
  readonly promiseTo: string;
  readonly closed: string;
  readonly offline: string;
  readonly connecting: string;
  readonly notices: Record<Notice, string>;
  /** What a customer can meet. The client answers other refusals by itself, or only agents get them. */
  readonly refusals: Partial<Record<RefusalCode, string>>;
  /** For any other. */
  readonly refused: string;
}

/** Without the words that are on the page already, with the launcher. */
export type OwnWords = Omit<Words, keyof LauncherWords>;

export const catalogue: Record<'zh' | 'en', OwnWords> = { zh, en };

export const refusalWords = (words: OwnWords, code: RefusalCode): string => words.refusals[code] ?? words.refused;
