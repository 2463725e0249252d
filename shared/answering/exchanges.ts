import type { ConversationEvent, EventOf } from '#events/conversation';

export type Spoken = { seq: number; text: string };
/** Words of the customer, and what came back: the bot's answer, a person's, or nothing yet. */
export type Exchange = { words: Spoken[]; answer?: EventOf<'bot-said'>; agent?: EventOf<'agent-said'> };

/** The conversation as questions and answers, in order; the last one may still be open. */
export const exchangesOf = (events: readonly ConversationEvent[]): Exchange[] => {
  const exchanges: Exchange[] = [];
  let open: Spoken[] = [];
  const close = (upTo: number, reply: Omit<Exchange, 'words'>): void => {
    const words = open.filter(({ seq }) => seq <= upTo);
    open = open.filter(({ seq }) => seq > upTo);
    exchanges.push({ words, ...reply });
  };
  for (const event of events) {
    if (event.kind === 'customer-said') open.push({ seq: event.seq, text: event.words.text });
    if (event.kind === 'bot-said') close(event.answersUpTo, { answer: event });
    if (event.kind === 'agent-said' && open.length > 0) close(event.seq, { agent: event });
  }
  return open.length > 0 ? [...exchanges, { words: open }] : exchanges;
};

/** Several short messages are one turn. */
export const joined = (words: readonly Spoken[]): string =>
  words
    .map(({ text }) => text.trim())
    .filter((text) => text !== '')
    .join(' ');

/** The bot's last words, if nothing but the customer has spoken since. */
export const lastAnswer = (history: readonly ConversationEvent[]): EventOf<'bot-said'> | undefined => {
  const last = history.findLast(({ kind }) => kind !== 'customer-said');
  return last?.kind === 'bot-said' ? last : undefined;
};

/** The bot has just said that it does not know, and offered a person: every such phrase of its does. */
export const offeredPerson = (history: readonly ConversationEvent[]): boolean =>
  lastAnswer(history)?.outcome === 'unknown';

/** The two articles between which an answer asks her to choose. Any other answer of the articles cites one. */
export const titlesOf = (answer: EventOf<'bot-said'> | undefined): readonly [string, string] | undefined => {
  const [one, other, ...more] = answer?.words.sources ?? [];
  return one && other && more.length === 0 ? [one.title, other.title] : undefined;
};

/** The two articles between which the customer was just asked to choose. */
export const askedWhich = (history: readonly ConversationEvent[]): readonly [string, string] | undefined =>
  titlesOf(lastAnswer(history));

/** What the conversation before this one was about, where it is within sight. */
export const earlierOf = (history: readonly ConversationEvent[]): EventOf<'conversation-opened'>['words'] =>
  history.find((event) => event.kind === 'conversation-opened')?.words ?? {};
