import type { Language } from '#events/actor';
import type { ConversationEvent, EventOf } from '#events/conversation';
import type { Earlier } from '#shared/conversation/customer';
import type { Head } from '#shared/conversation/head';
import { mask } from '#shared/privacy/mask';
import { emotionOf, moodOf } from '#shared/understanding/emotion';
import { actedOn } from '#shared/understanding/intents/acted';
import { type Line, slotsOf } from '#shared/understanding/slots';
import { stageIn } from '#shared/understanding/stage';
import { TOPICS, topicOf } from '#shared/understanding/topics';
import { shopDay } from './hours.ts';
import { lastQuestionOf, mainSentence, openQuestionOf, supportingSentence, turnsOf } from './key-sentences.ts';
import type { Packet } from './packet.ts';
import { type Ending, summaryWords } from './summary-words.ts';

/** A packet travels in one frame, so each of its parts has an end. */
const LONGEST_QUESTION = 1500;
const LONGEST_TRIED = 800;
const LONGEST_QUOTE = 90;
const TRIED = 5;
const CURVE = 40;
const SLOTS = 20;

/** Shortened to so many characters, the last one an ellipsis. */
const within = (text: string, longest: number): string => {
  const characters = [...text.trim()];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
};
/** A sentence as it is quoted within another: without its end. */
const quoted = (sentence: string): string => within(sentence.replace(/[\s。.!！?？,，;；…]+$/, ''), LONGEST_QUOTE);

const saidBy = (events: readonly ConversationEvent[]): EventOf<'customer-said'>[] =>
  events.filter((event) => event.kind === 'customer-said');

const lineOf = (event: ConversationEvent, timeZone?: string): Line[] => {
  // What she told before this conversation she need not tell again.
  if (event.kind === 'conversation-opened')
    return (event.words.orders ?? []).map((order) => ({
      seq: event.seq,
      from: 'customer',
      text: `order number ${order}`,
    }));
  if (event.kind === 'customer-said') {
    const day = timeZone && shopDay(event.at, timeZone);
    return [{ seq: event.seq, from: 'customer', text: event.words.text, ...(day && { day }) }];
  }
  const firm = event.kind === 'bot-said' || event.kind === 'agent-said';
  return firm ? [{ seq: event.seq, from: 'firm', text: event.words.text }] : [];
};

const triedIn = (events: readonly ConversationEvent[]): Packet['tried'] =>
  events
    .filter((event) => event.kind === 'bot-said')
    .filter(({ outcome }) => outcome === 'answered')
    .slice(-TRIED)
    .map(({ seq, words: { text, sources } }) => ({ seq, text: within(text, LONGEST_TRIED), sources }));

/** The most pressing matter she touched, by the message that touched it last. */
const topicIn = (said: readonly EventOf<'customer-said'>[]): Packet['topic'] => {
  const found = said.toReversed().flatMap(({ seq, words }) => {
    const touched = topicOf(words.text);
    return touched ? [{ ...touched, words: within(touched.words, LONGEST_QUOTE), seq }] : [];
  });
  return found.sort((a, b) => TOPICS.indexOf(a.topic) - TOPICS.indexOf(b.topic))[0];
};

/** The newest words that were surely sorted. */
const intentIn = (events: readonly ConversationEvent[]): Packet['intent'] => {
  const read = events.flatMap((event) => {
    const intent = event.kind === 'bot-said' || event.kind === 'handed-off' ? event.intent : undefined;
    const name = intent && actedOn(intent);
    return name && intent ? [{ name, intent, seq: event.seq }] : [];
  });
  const last = read.at(-1);
  if (!last) return undefined;
  const { name, intent, seq } = last;
  const { confidence, version, model } = intent;
  return { name, confidence: model?.sure ?? confidence, by: model ? 'model' : 'classifier', version, seq };
};

/**
 * What a person is given when she takes over, from the whole conversation so far. `at` stands in for the beginning of the
 * wait where the head knows no handoff. The days that dates mean are worked out where the shop's `timeZone` is given.
 */
export const packetOf = (events: readonly ConversationEvent[], head: Head, at: string, timeZone?: string): Packet => {
  const question = openQuestionOf(events);
  const said = saidBy(events);
  const moods = said.map(({ words }) => moodOf(words.text));
  const stage = stageIn(said.map(({ words }) => words.text))?.stage;
  const topic = topicIn(said);
  const intent = intentIn(events);
  const curve = said.map(({ seq }, place) => ({ seq, score: moods[place]?.score ?? 0 }));
  return {
    version: 1,
    ...(question && { question: { seq: question.seq, text: within(question.text, LONGEST_QUESTION) } }),
    summary: askedFor(events, head.language),
    reason: head.handoff?.reason ?? 'customer-asked',
    waitingSince: head.handoff?.since ?? at,
    tried: triedIn(events),
    slots: slotsOf(events.flatMap((event) => lineOf(event, timeZone))).slice(-SLOTS),
    ...(stage && { stage }),
    ...(topic && { topic }),
    ...(intent && { intent }),
    emotion: { now: emotionOf(moods), curve: curve.slice(-CURVE) },
    promises: head.promises,
    language: head.language,
    turns: turnsOf(events),
  };
};

/** Who wants what, and what was tried: at most three sentences, her own words quoted; and one of the conversation before. */
const askedFor = (events: readonly ConversationEvent[], language: Language): string => {
  const words = summaryWords[language];
  const before = previousSummary(events);
  const last = before ? [words.before(before)] : [];
  const asked = openQuestionOf(events) ?? lastQuestionOf(events);
  if (!asked) return [words.nothingSaid, ...last].join(words.gap);
  const main = mainSentence(asked.text);
  const more = supportingSentence(events, asked.text, main);
  return [
    words.asks(quoted(main)),
    ...(more ? [words.alsoSaid(quoted(more))] : []),
    triedSentence(events, language),
    ...last,
  ].join(words.gap);
};

/** The conversation before in its own sentences, as far as a packet has room for it. */
const LONGEST_BEFORE = 300;
const previousSummary = (events: readonly ConversationEvent[]): string | undefined => {
  const opened = events.find((event) => event.kind === 'conversation-opened');
  return opened?.words.summary && within(opened.words.summary.replace(/[。.]$/, ''), LONGEST_BEFORE);
};

const triedSentence = (events: readonly ConversationEvent[], language: Language): string => {
  const words = summaryWords[language];
  const titles = new Set(triedIn(events).flatMap(({ sources }) => sources.map(({ title }) => title)));
  if (titles.size > 0) return words.tried([...titles].slice(-2).map((title) => within(title, LONGEST_QUOTE)));
  return events.some(({ kind }) => kind === 'bot-failed') ? words.failed : words.notFound;
};

const languageSpoken = (events: readonly ConversationEvent[]): Language => {
  const telling = events.findLast(({ kind }) => kind === 'customer-said' || kind === 'conversation-opened');
  return telling?.kind === 'customer-said' || telling?.kind === 'conversation-opened' ? telling.language : 'en';
};

/**
 * A conversation in a few sentences, in the customer's language: what she wanted, what the firm said last, which orders she named, what
 * was promised, how it ended. For the wrap-up, and for the conversation that follows. Personal numbers are masked.
 */
export const summaryOf = (events: readonly ConversationEvent[]): string => {
  const words = summaryWords[languageSpoken(events)];
  const asked = lastQuestionOf(events);
  const orders = ordersIn(events);
  const sentences = [
    asked ? words.wanted(quoted(mainSentence(asked.text))) : words.wantedPerson,
    ...lastSaid(events),
    ...(orders.length > 0 ? [words.orders(orders)] : []),
    ...endingsOf(events).map(words.ended),
  ];
  return mask(sentences.join(words.gap));
};

const ORDERS = 5;
const ordersIn = (events: readonly ConversationEvent[]): string[] =>
  slotsOf(events.flatMap((event) => lineOf(event)))
    .filter(({ name }) => name === 'order-number')
    .map(({ value }) => value)
    .slice(-ORDERS);

/** What the conversation that follows begins with. */
export const earlierOf = (events: readonly ConversationEvent[]): Earlier => {
  const asked = lastQuestionOf(events);
  const orders = ordersIn(events);
  return {
    summary: summaryOf(events),
    ...(asked && { question: mask(quoted(mainSentence(asked.text))) }),
    ...(orders.length > 0 && { orders }),
  };
};

const lastSaid = (events: readonly ConversationEvent[]): string[] => {
  const words = summaryWords[languageSpoken(events)];
  const agent = events.findLast((event) => event.kind === 'agent-said');
  if (agent) return [words.colleagueSaid(agent.words.agentName, quoted(firstSentence(agent.words.text)))];
  return triedIn(events).length > 0 ? [words.botAnswered(triedIn(events).at(-1)?.sources[0]?.title ?? '')] : [];
};

const firstSentence = (text: string): string => text.match(/^[^。！？!?\n]*/)?.[0]?.trim() || text;

/** What was promised and has not come due, and how it ended. */
const endingsOf = (events: readonly ConversationEvent[]): Ending[] => {
  const promised = events.findLast((event) => event.kind === 'promised');
  const kept = events.some(
    (event) => event.kind === 'handed-off' && event.reason === 'promise-due' && event.seq > (promised?.seq ?? 0),
  );
  const last = events.findLast((event) =>
    ['closed', 'promised', 'returned-to-bot', 'went-on-with-bot'].includes(event.kind),
  );
  return [
    ...(promised && !kept ? [{ kind: 'promised', promise: promised.promise, dueAt: promised.dueAt } as const] : []),
    ...(last?.kind === 'closed'
      ? [{ kind: 'closed', reason: last.reason, disposition: last.disposition } as const]
      : []),
    ...(last && last.kind !== 'closed' && last.kind !== 'promised' ? [{ kind: 'returned' } as const] : []),
  ];
};
