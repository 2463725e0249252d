import * as z from 'zod';
import { Language } from '#events/actor';

const Recent = z.object({ question: z.string(), language: Language.optional() });
export type Recent = z.infer<typeof Recent>;

const MOST = 12;

/** The newest first, each question once. */
export const withNewest = (recent: readonly Recent[], newest: Recent): Recent[] =>
  [newest, ...recent.filter(({ question }) => question !== newest.question)].slice(0, MOST);

type Kept = Pick<Storage, 'getItem' | 'setItem'>;
const keyOf = (subject: string) => `baton.bench.${subject}`;

/** What was asked in this browser tab; something unreadable is as good as nothing. */
export function readRecent(kept: Kept, subject: string): Recent[] {
  try {
    return z.array(Recent).parse(JSON.parse(kept.getItem(keyOf(subject)) ?? '[]'));
  } catch {
    return [];
  }
}

export const keepRecent = (kept: Kept, subject: string, recent: readonly Recent[]): void =>
  kept.setItem(keyOf(subject), JSON.stringify(recent));
