import type { Head } from '#shared/conversation/head';
import type { ServerFrame } from '#shared/protocol/frames';
import { refusal } from '#shared/runtime/refusal';
import type { Appended } from '#shared/store/conversation-store';

type About = { action: string; conversationId: string; clientMessageId?: string };
export type Stored = Extract<Appended, { outcome: 'written' | 'replayed' | 'nothing' }>;

/** What a client hears of an append that was not made; `undefined` if it stands in the log, now or from before. */
export const notStored = (appended: Appended, about: About): ServerFrame | undefined => {
  if (appended.outcome === 'busy') return { type: 'retry-later', ...about, afterMs: 1000 };
  if (appended.outcome === 'refused') return refusal(appended.code, about);
  if (appended.outcome === 'agent-not-free')
    throw new Error(`${about.action} met an agent's condition, which only an offer has`);
  return undefined;
};

export const acknowledged = (appended: Appended, about: About): ServerFrame => {
  const head: Head | undefined = 'head' in appended ? appended.head : undefined;
  const seq = appended.outcome === 'replayed' ? appended.seq : (head?.version ?? 0);
  return { type: 'ack', ...about, seq, ...(head && { epoch: head.epoch }) };
};
