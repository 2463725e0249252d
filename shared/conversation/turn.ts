import { type Head, hasOpenWords } from './head.ts';

export type Turn = { id: string; conversationId: string; epoch: number; after: number };

const botMayAnswer = (head: Head): boolean =>
  head.owner.kind === 'bot' || (head.owner.kind === 'queue' && head.handoff?.botHelps === true);

/**
 * The turn that answers everything after `answeredUpTo`. Its id is the same for whoever asks, so a burst is one queue
 * message; a return to the bot is a new id, since the epoch is part of it.
 */
export const turnOf = (head: Head): Turn | undefined =>
  botMayAnswer(head) && hasOpenWords(head)
    ? {
        id: `${head.conversationId}-${head.epoch}-${head.answeredUpTo}`,
        conversationId: head.conversationId,
        epoch: head.epoch,
        after: head.answeredUpTo,
      }
    : undefined;
