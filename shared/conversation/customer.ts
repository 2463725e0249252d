import type { Actor, Channel, Language } from '#events/actor';
import type { FactOf } from '#events/conversation';
import { type HandingOff, handOffFacts, handsOff } from './bot.ts';
import { type Decided, type Decision, MAX_EVENTS, nothing, refused, system } from './decision.ts';
import { type Head, isOver } from './head.ts';
import { later } from './timings.ts';

type Words = { clientMessageId: string; text: string; language: Language; settled: boolean };
type From = { customerId: string; at: string; perMinute: number };
/** What a conversation before this one was about. */
export type Earlier = FactOf<'conversation-opened'>['words'];
export type Opening = { conversationId: string; channel: Channel; previous?: string; earlier?: Earlier };

/** A customer may always speak. A closed conversation is answered by `closed`: the step then opens the next one. */
export const customerSays = (head: Head | undefined, words: Words, from: From, opening: Opening): Decision => {
  const by: Actor = { role: 'customer', customerId: from.customerId };
  const said: Decided = {
    kind: 'customer-said',
    clientMessageId: words.clientMessageId,
    language: words.language,
    settled: words.settled,
    words: { text: words.text },
    by,
  };
  if (!head) return { facts: [openedBy(from.customerId, words.language, opening), said] };
  if (head.customerId !== from.customerId) return refused('not-yours');
  if (isOver(head)) return refused('conversation-closed');
  if (head.version >= MAX_EVENTS) return refused('conversation-full');
  if (tooFast(head, from)) return refused('too-many');
  // A promise owns only while nobody is talking: her words give the conversation to the bot, and the promise stays.
  if (head.owner.kind === 'promise') return { facts: [{ kind: 'went-on-with-bot', by: system }, said] };
  return { facts: [said] };
};

export const openedBy = (
  customerId: string,
  language: Language,
  { channel, previous, earlier = {} }: Opening,
): Decided => ({
  kind: 'conversation-opened',
  channel,
  customerId,
  language,
  ...(previous && { previous }),
  words: earlier,
  by: system,
});

const tooFast = ({ pace }: Head, { at, perMinute }: From): boolean =>
  Date.parse(at) - Date.parse(pace.since) < 60_000 && pace.count >= perMinute;

/** The button: a person, without a second question. Pressed before the first words, or after a close, it opens a conversation. */
export const asksPerson = (
  head: Head | undefined,
  asked: HandingOff,
  language: Language,
  customerId: string,
  opening: Opening,
): Decision => {
  const by: Actor = { role: 'customer', customerId };
  if (!head) return { facts: [openedBy(customerId, language, opening), ...handOffFacts(0, asked, by)] };
  return head.customerId === customerId ? handsOff(head, asked, by) : refused('not-yours');
};

type Chosen = {
  clientMessageId: string;
  choice: 'callback' | 'message' | 'bot' | 'keep-helping';
  contact?: string;
  text?: string;
  /** Minted by the step; used by a promise only. */
  promiseId: string;
  /** When the firm is next there to keep a promise. */
  dueAt: string;
};

/** The customer chooses what shall happen instead of waiting, or that the bot helps while she waits. */
export const customerChooses = (head: Head | undefined, chosen: Chosen, customerId: string): Decision => {
  if (!head) return refused('unknown-conversation');
  if (head.customerId !== customerId) return refused('not-yours');
  const by: Actor = { role: 'customer', customerId };
  const { clientMessageId, choice } = chosen;
  if (head.owner.kind !== 'queue' || !head.handoff) return refused('nothing-to-choose');
  if (choice === 'keep-helping') {
    return head.handoff.botHelps
      ? nothing('the bot helps already')
      : { facts: [{ kind: 'bot-kept-helping', clientMessageId, by }] };
  }
  // Going on with the bot is always open to a waiting customer; a promise needs the question to have been put.
  if (choice === 'bot') return { facts: [{ kind: 'went-on-with-bot', clientMessageId, by }] };
  if (!head.handoff.choosing?.options.includes(choice)) return refused('nothing-to-choose');
  if (!chosen.contact) return refused('contact-needed');
  return {
    facts: [
      {
        kind: 'promised',
        promiseId: chosen.promiseId,
        promise: choice,
        dueAt: chosen.dueAt,
        clientMessageId,
        by,
        words: { contact: chosen.contact, ...(chosen.text && { text: chosen.text }) },
      },
    ],
  };
};

/** She closes her own conversation. */
export const customerCloses = (head: Head | undefined, customerId: string): Decision => {
  if (!head) return refused('unknown-conversation');
  if (head.customerId !== customerId) return refused('not-yours');
  if (isOver(head)) return nothing('closed already');
  return {
    facts: [
      { kind: 'closed', reason: 'by-customer', disposition: 'none', words: {}, by: { role: 'customer', customerId } },
    ],
  };
};

/** Silent for long after the agent spoke: warned first, then closed with a way back. */
export const silenceOf = (
  head: Head,
  at: string,
  { silenceWarnSeconds, silenceCloseSeconds }: { silenceWarnSeconds: number; silenceCloseSeconds: number },
): Decision => {
  if (head.owner.kind !== 'agent' || !head.agentAt || head.askedUpTo > head.answeredUpTo)
    return nothing('nobody waits for the customer');
  if (head.warnedUntil) {
    return at >= head.warnedUntil
      ? { facts: [{ kind: 'closed', reason: 'silence', disposition: 'no-answer', words: {}, by: system }] }
      : nothing('warned already');
  }
  return at >= later(head.agentAt, silenceWarnSeconds)
    ? { facts: [{ kind: 'silence-warned', closesAt: later(at, silenceCloseSeconds), by: system }] }
    : nothing('not silent for long');
};
