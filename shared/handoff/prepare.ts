import type { Language } from '#events/actor';
import type { ConversationEvent, EventOf } from '#events/conversation';
import type { Head } from '#shared/conversation/head';
import { emotionOf, moodOf } from '#shared/understanding/emotion';
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
    emotion: { now: emotionOf(moods), curve: curve.slice(-CURVE) },
    promises: head.promises,
    language: head.language,
    turns: turnsOf(events),
  };
};

/** Who wants what, and what was tried: at most three sentences, her own words quoted. */
const askedFor = (events: readonly ConversationEvent[], language: Language): string => {
  const words = summaryWords[language];
  const asked = openQuestionOf(events) ?? lastQuestionOf(events);
  if (!asked) {
    const before = previousSummary(events);
    return [words.nothingSaid, ...(before ? [words.before(before)] : [])].join(words.gap);
  }
  const main = mainSentence(asked.text);
  const more = supportingSentence(events, asked.text, main);
  return [
    words.asks(quoted(main)),
    ...(more ? [words.alsoSaid(quoted(more))] : []),
    triedSentence(events, language),
  ].join(words.gap);
};

const previousSummary = (events: readonly ConversationEvent[]): string | undefined => {
  const opened = events.find((event) => event.kind === 'conversation-opened');
  return opened?.words.summary && quoted(opened.words.summary);
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
 * A conversation in at most three sentences, in the customer's language: what she wanted, what the firm said last, how it
 * ended. For the wrap-up, and for the conversation that follows.
 */
export const summaryOf = (events: readonly ConversationEvent[]): string => {
  const words = summaryWords[languageSpoken(events)];
  const asked = lastQuestionOf(events);
  const ending = endingOf(events);
  return [
    asked ? words.wanted(quoted(mainSentence(asked.text))) : words.wantedPerson,
    ...lastSaid(events),
    ...(ending ? [words.ended(ending)] : []),
  ].join(words.gap);
};

const lastSaid = (events: readonly ConversationEvent[]): string[] => {
  const words = summaryWords[languageSpoken(events)];
  const agent = events.findLast((event) => event.kind === 'agent-said');
  if (agent) return [words.colleagueSaid(agent.words.agentName, quoted(firstSentence(agent.words.text)))];
  return triedIn(events).length > 0 ? [words.botAnswered(triedIn(events).at(-1)?.sources[0]?.title ?? '')] : [];
};

const firstSentence = (text: string): string => text.match(/^[^。！？!?\n]*/)?.[0]?.trim() || text;

const endingOf = (events: readonly ConversationEvent[]): Ending | undefined => {
  const last = events.findLast((event) =>
    ['closed', 'promised', 'returned-to-bot', 'went-on-with-bot'].includes(event.kind),
  );
  if (last?.kind === 'closed') return { kind: 'closed', reason: last.reason, disposition: last.disposition };
  if (last?.kind === 'promised') return { kind: 'promised', promise: last.promise, dueAt: last.dueAt };
  return last ? { kind: 'returned' } : undefined;
};
