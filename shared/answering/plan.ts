import type { Language } from '#events/actor';
import type { ConversationEvent, FactOf, Source } from '#events/conversation';
import { ANSWER_FROM, confidence } from '#shared/knowledge/confidence';
import type { Evidence } from '#shared/knowledge/ranking';
import { tokens } from '#shared/knowledge/tokens';
import { answerToOffer, rejectsAnswer } from '#shared/understanding/replies';
import { type Line, slotsOf } from '#shared/understanding/slots';
import {
  askedWhich,
  type Exchange,
  earlierOf,
  exchangesOf,
  joined,
  lastAnswer,
  offeredPerson,
  type Spoken,
} from './exchanges.ts';
import { onlyTells, pointsAtOrder, toldIn } from './follow-up.ts';
import { phrases } from './phrases.ts';
import { questionBefore, type Resolved, resolve } from './resolve.ts';
import { smallTalkOf } from './small-talk.ts';
import { subjectsIn } from './subjects.ts';

/** What the bot shall say. `sources` stand behind it: one for an answer, two where it asks which is meant, none otherwise. */
export type BotPlan = {
  outcome: FactOf<'bot-said'>['outcome'];
  text: string;
  sources: Source[];
  /** The probability that the answer is right, 0 to 1. */
  confidence: number;
  /** The model that worded it. */
  model?: FactOf<'bot-said'>['model'];
};

/** What a search found, best first, as the plan reads it. */
export type Candidate = {
  articleId: string;
  version: number;
  language: Language;
  title: string;
  answer: string;
  tags: readonly string[];
  evidence: Evidence;
};

export type TurnWords = {
  /** What was searched for: `queryOf` of the same words. */
  query: string;
  /** Everything the customer has said since the last answer. */
  words: readonly Spoken[];
  /** What happened before these words, in order; the last two dozen events suffice. */
  history: readonly ConversationEvent[];
  language: Language;
  /** Valid today: the index leaves out what is not, at every search. */
  hits: readonly Candidate[];
  /** Answers in a row in which the bot did not know, before this one. */
  misses: number;
  /** From this probability on the bot answers. */
  threshold?: number;
  confidenceOf?: (top: Candidate | undefined) => number;
};

/** The events' `text` holds at most this, in UTF-16 units. */
const LONGEST = 7500;
/**
 * Where it is not sure enough to answer, but at least this share of sure, the bot asks which of the two best articles is meant,
 * if the second comes this near to the first. Measured: docs/decisions/071-first-bot.md.
 */
const NEAR = 0.3;
const LIKELY = 0.5;
/** The same words again, by their share of common tokens. */
const ALIKE = 0.6;

export const isTalk = ({ tags }: Candidate): boolean => tags.includes('smalltalk') || tags.includes('small-talk');
const sourceOf = ({ articleId, version, title }: Candidate): Source => ({ articleId, version, title });

/** What to search for: `resolve` says how her words and what was said before become one question. */
export const queryOf = (words: readonly Spoken[], history: readonly ConversationEvent[]): string =>
  resolve(words, history).query;

/** A turn with its words read: as one text, and with what they leave unsaid. */
type Read = TurnWords & Pick<Resolved, 'how' | 'named'> & { text: string };

/** What the bot answers to these words. Pure: the search is done, its hits are an argument. */
export const answerTurn = (words: TurnWords): BotPlan => {
  const { how, named } = resolve(words.words, words.history);
  const turn: Read = { ...words, how, named, text: joined(words.words) };
  const { text, hits, threshold = ANSWER_FROM, confidenceOf = confidence } = turn;
  const [top] = hits;
  const sure = confidenceOf(top);
  const talk = talkOf(turn, text);
  if (talk) return talk;
  const order = pointsAtOrder(text) && orderBefore(turn);
  if (order) return plan('unknown', phrases[turn.language].noted.order(order, aboutOf(turn)), sure);
  const meant = namedOf(turn);
  if (meant && confidenceOf(meant) >= threshold * LIKELY && !isRepeat(turn, meant))
    return answered(turn, meant, confidenceOf(meant));
  if (top && (sure >= threshold || wasChosen(turn, top))) {
    if (!isRepeat(turn, top)) return answered(turn, top, sure);
    // "And for clothes?": the page just quoted is the nearest again, so the one behind it is meant, if it is near enough.
    const others = how === 'alone' ? [] : hits.filter((hit) => !isTalk(hit) && !isRepeat(turn, hit));
    const next = others.find((hit) => confidenceOf(hit) >= threshold);
    return next ? answered(turn, next, confidenceOf(next)) : noMore(turn, text, sure);
  }
  if (onlyTells(text)) return noted(turn, text, sure);
  const rival = top && mayAsk(turn) ? rivalOf(hits, sure, threshold) : undefined;
  return top && rival ? oneOrOther(turn, top, rival, sure) : unknown(turn, sure);
};

const mayAsk = ({ misses, history, text }: Read): boolean =>
  misses === 0 && !askedWhich(history) && !rejectsAnswer(text) && /\p{L}/u.test(text);

/** Two articles fit alike. Where she asks on from one of them it is the other one she wants; else she is asked. */
const oneOrOther = (turn: Read, top: Candidate, rival: Candidate, sure: number): BotPlan => {
  const [other, ...more] = turn.how === 'alone' ? [] : [top, rival].filter((hit) => !isRepeat(turn, hit));
  return other && more.length === 0 ? answered(turn, other, sure) : asksWhich(turn, top, rival, sure);
};

/** The best article whose title speaks of what she has named in asking on: it is preferred to one that does not. */
const namedOf = ({ named, hits, text }: Read): Candidate | undefined => {
  if (named.length === 0 || onlyTells(text)) return undefined;
  const speaks = ({ title }: Candidate): boolean => subjectsIn(title).some(({ n }) => named.includes(n));
  return hits.find((hit) => !isTalk(hit) && speaks(hit));
};

const plan = (outcome: BotPlan['outcome'], text: string, confidence: number, sources: Source[] = []): BotPlan => ({
  outcome,
  text,
  sources,
  confidence: Math.round(confidence * 1000) / 1000,
});

/** Small talk as a whole message: in the shop's own words where it has written some. */
const talkOf = ({ history, language, hits }: TurnWords, text: string): BotPlan | undefined => {
  if (offeredPerson(history) && answerToOffer(text) === 'no') return plan('small-talk', phrases[language].declined, 1);
  const kind = smallTalkOf(text);
  if (!kind) return undefined;
  // Greetings resemble each other: only the page that is written for this one speaks for the shop.
  const own = hits.find((hit) => isTalk(hit) && hit.language === language && hit.articleId.endsWith(kind));
  const says = own?.answer ?? phrases[language][kind];
  const asked = kind === 'greeting' && exchangesOf(history).length === 0 ? earlierOf(history).question : undefined;
  return plan('small-talk', asked ? `${says}\n\n${phrases[language].again(shortened(asked))}` : says, 1);
};

const wasChosen = ({ how, query }: Read, top: Candidate): boolean => how === 'chosen' && query === top.title;

const answered = ({ language }: TurnWords, top: Candidate, sure: number): BotPlan => {
  if (isTalk(top)) return plan('small-talk', top.answer, sure);
  const text = top.language === language ? top.answer : `${phrases[language].otherLanguage}\n\n${top.answer}`;
  return plan('answered', fitted(text, phrases[language].cut(top.title)), sure, [sourceOf(top)]);
};

/**
 * An answer is given whole: its exceptions stand at its end, and a part without them would be another rule. Only what no
 * message can hold is cut, after a paragraph, and says so.
 */
const fitted = (text: string, notice: string): string => {
  if (text.length <= LONGEST) return text;
  const end = text.lastIndexOf('\n\n', LONGEST);
  return `${text.slice(0, end > 0 ? end : LONGEST).toWellFormed()}\n\n${notice}`;
};

/** It was said before, and is asked for in the same words, by a follow-up to it, or after its rejection: it would only be said twice. */
const isRepeat = ({ history, how, text }: Read, top: Candidate): boolean => {
  const exchanges = exchangesOf(history);
  const gave = ({ answer }: Exchange): boolean =>
    answer?.words.sources.length === 1 && answer.words.sources[0]?.articleId === top.articleId;
  if (rejectsAnswer(text) || onlyTells(text)) return exchanges.some(gave);
  const last = exchanges.at(-1);
  return last !== undefined && gave(last) && (how !== 'alone' || alike(joined(last.words), text) >= ALIKE);
};

const alike = (one: string, other: string): number => {
  const [a, b] = [new Set(tokens(one)), new Set(tokens(other))];
  const shared = [...a].filter((token) => b.has(token)).length;
  return shared / Math.max(1, a.size + b.size - shared);
};

const noMore = (turn: TurnWords, text: string, sure: number): BotPlan =>
  onlyTells(text) ? noted(turn, text, sure) : plan('unknown', phrases[turn.language].noMore, sure);

/** An order number is understood in its context, but only a person can open the order. */
const noted = (turn: TurnWords, text: string, sure: number): BotPlan => {
  const { noted: say } = phrases[turn.language];
  const about = aboutOf(turn);
  const told = slotsOf([
    { seq: 1, from: 'firm', text: 'order number' },
    { seq: 2, from: 'customer', text: toldIn(text) },
  ]);
  const order = told.find(({ name }) => name === 'order-number');
  return plan('unknown', order ? say.order(order.value, about) : say.other(about), sure);
};

/** What her number belongs to. */
const aboutOf = ({ history }: TurnWords): string | undefined => {
  const asked = questionBefore(history);
  return asked && !onlyTells(asked) ? shortened(asked) : undefined;
};

/** The order she named last, in this conversation or in the one before it. */
const orderBefore = ({ history }: TurnWords): string | undefined => {
  const said = history.flatMap((event): Line[] => {
    if (event.kind === 'customer-said') return [{ seq: event.seq, from: 'customer', text: event.words.text }];
    return event.kind === 'bot-said' ? [{ seq: event.seq, from: 'firm', text: event.words.text }] : [];
  });
  const told = slotsOf(said).findLast(({ name }) => name === 'order-number');
  return told?.value ?? earlierOf(history).orders?.at(-1);
};

const shortened = (text: string, longest = 40): string => {
  const characters = [...text.replace(/\s+/g, ' ').replace(/[?？。.!！]+$/, '')];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
};

/** Another article nearly as good as the first, where neither is sure and both belong to the question. */
const rivalOf = (hits: readonly Candidate[], sure: number, threshold: number): Candidate | undefined => {
  const [top, next] = hits;
  if (!top || !next || isTalk(top) || isTalk(next) || top.articleId === next.articleId) return undefined;
  return sure >= threshold * LIKELY && top.evidence.margin <= NEAR ? next : undefined;
};

const asksWhich = ({ language }: TurnWords, top: Candidate, rival: Candidate, sure: number): BotPlan =>
  plan('answered', phrases[language].which(top.title, rival.title), sure, [sourceOf(top), sourceOf(rival)]);

const unknown = ({ history, language, misses }: TurnWords, sure: number): BotPlan => {
  const said = phrases[language].unknown;
  const text = said[Math.min(misses, said.length - 1)] ?? said[0];
  const repeated = lastAnswer(history)?.words.text === text;
  return plan('unknown', repeated ? (said[(misses + 1) % said.length] ?? said[0]) : text, sure);
};
