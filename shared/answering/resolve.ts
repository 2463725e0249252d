import type { ConversationEvent } from '#events/conversation';
import { bare } from '#shared/understanding/plain';
import { answerToOffer, rejectsAnswer } from '#shared/understanding/replies';
import { askedWhich, type Exchange, earlierOf, exchangesOf, joined, type Spoken, titlesOf } from './exchanges.ts';
import {
  type Correction,
  chosenOf,
  correctionOf,
  isFollowUp,
  isOther,
  meantBy,
  onlyTells,
  points,
  predicates,
} from './follow-up.ts';
import { smallTalkOf, withoutCourtesy } from './small-talk.ts';
import { type Kind, type Subject, subjectsIn } from './subjects.ts';

/**
 * How her words depend on what was said before. `alone`: not at all. `chosen`: one of two titles. `told`: a number or a contact by
 * itself. `rejected`: the last answer was none. `narrowed`, `corrected` and `continued`: another case of the same question, the
 * question as it was meant, a further question about the same.
 */
export type Dependence = 'alone' | 'chosen' | 'told' | 'rejected' | 'narrowed' | 'corrected' | 'continued';

/**
 * Her words as a question that stands by itself. `question`: what a follow-up to them would follow. `named`: what she has named in
 * asking on, by the numbers of its subjects.
 */
export type Resolved = { query: string; question: string; how: Dependence; named: readonly number[] };

/** What stands before a turn: her last question, and what narrowed it since without taking anything's place in it. */
type Before = { question: string; narrowed?: string };

const whole = ({ question, narrowed }: Before): string => (narrowed ? `${question} ${narrowed}` : question);

/**
 * What to search for: all unanswered words as one question, without their courtesies, together with what they leave unsaid.
 * `history` is what happened before these words.
 */
export const resolve = (words: readonly Spoken[], history: readonly ConversationEvent[]): Resolved => {
  const exchanges = exchangesOf(history);
  return resolved(joined(words), beforeOf(history), exchanges, askedWhich(history)).result;
};

/** The question that stood last, as it was meant. Small talk in between does not end it. */
export const questionBefore = (history: readonly ConversationEvent[]): string | undefined => {
  const before = beforeOf(history);
  return before && whole(before);
};

/** The first words of a conversation may follow what she asked in the one before it. */
const beforeOf = (history: readonly ConversationEvent[]): Before | undefined => {
  const exchanges = exchangesOf(history);
  const { question } = earlierOf(history);
  let before: Before | undefined = question ? { question } : undefined;
  for (const [place, { words, answer }] of exchanges.entries()) {
    const text = joined(words);
    const asks =
      answer?.outcome !== 'small-talk' && smallTalkOf(text) === undefined && answerToOffer(text) === undefined;
    if (!asks || bare(text) === '') continue;
    const earlier = exchanges.slice(0, place);
    before = resolved(text, before, earlier, titlesOf(earlier.at(-1)?.answer)).next ?? before;
  }
  return before;
};

type Step = { result: Resolved; next: Before | undefined };

const resolved = (
  said: string,
  before: Before | undefined,
  exchanges: readonly Exchange[],
  titles: readonly [string, string] | undefined,
): Step => {
  const text = withoutCourtesy(said);
  const chosen = (titles && chosenOf(text, titles)) ?? otherOf(text, exchanges);
  if (chosen) return step('chosen', chosen, { question: chosen });
  const correction = correctionOf(text);
  const depends = correction !== undefined || isFollowUp(text);
  if (!before || !depends) return step('alone', text, { question: text });
  if (onlyTells(text)) return step('told', `${whole(before)} ${text}`, before);
  if (rejectsAnswer(text) && !correction) return step('rejected', whole(before), before);
  return dependent(text, correction, before);
};

const step = (how: Dependence, query: string, next: Before, named: readonly Subject[] = []): Step => ({
  result: { query, question: whole(next), how, named: named.filter(changes).map(({ n }) => n) },
  next,
});

/** "The other one": of the two titles she was last asked to choose between, the one that was not told. */
const otherOf = (text: string, exchanges: readonly Exchange[]): string | undefined => {
  if (!isOther(text)) return undefined;
  const titles = exchanges.map(({ answer }) => titlesOf(answer)).findLast((found) => found !== undefined);
  const told = exchanges.at(-1)?.answer?.words.sources[0]?.title;
  return titles?.find((title) => title !== told);
};

const dependent = (text: string, correction: Correction | undefined, before: Before): Step => {
  const meant = correction?.meant ?? meantBy(text);
  const own = subjectsIn(meant);
  const how = correction ? 'corrected' : 'narrowed';
  if (standsAlone(meant, own, correction)) return step(correction ? 'corrected' : 'alone', meant, { question: meant });
  const base = inLanguageOf(meant, before);
  if (predicates(meant)) {
    const query = continued(meant, own, whole(base));
    // "why?" asks on about the question before it; "how do I cancel it?" is a question of its own, once it is said what "it" is.
    return step('continued', query, own.some(changes) || own.some(isMatter) ? { question: query } : base, own);
  }
  const words = bareCase(meant, own, whole(base));
  const like = own.some(changes) ? own.filter(changes) : own;
  const put = exchangedIn(whole(base), words, like, correction?.denied);
  if (put) return step(how, put, { question: put }, like);
  return step(how, `${base.question} ${words}`, { question: base.question, narrowed: words }, like);
};

/** "International orders" after "can I return it?" is about returns: what is done stands in the question already. */
const bareCase = (meant: string, own: readonly Subject[], base: string): string => {
  const [first, ...more] = own.filter(changes);
  const doing = own.some(isMatter) && subjectsIn(base).some((one) => one.kind === 'matter' || one.kind === 'aspect');
  return first && more.length === 0 && doing ? meant.slice(first.start, first.end) : meant;
};

const changing: readonly Kind[] = ['place', 'goods', 'thing'];
const changes = ({ kind }: Subject): boolean => changing.includes(kind);
const isMatter = ({ kind }: Subject): boolean => kind === 'matter';

/** A whole question of its own, although it begins like a further one: the topic has changed. */
const standsAlone = (meant: string, own: readonly Subject[], correction: Correction | undefined): boolean => {
  if (points(meant)) return false;
  if (predicates(meant)) return own.some(({ kind }) => kind === 'thing' || kind === 'matter');
  return correction !== undefined && new Set(own.map(({ n }) => n)).size >= 2 && own.some(isMatter);
};

/** A further question with what it is about. One that names what is to be done needs the thing only; any other, the whole question. */
const continued = (meant: string, own: readonly Subject[], base: string): string => {
  const about = own.some(isMatter) ? subjectsIn(base).filter(changes) : [];
  if (about.length === 0) return `${base} ${meant}`;
  const words = [...new Set(about.map(({ start, end }) => base.slice(start, end)))].join(' ');
  return `${words} ${meant}`;
};

/** The question before with what is meant in the place of its like; nothing where it has none. */
const exchangedIn = (base: string, meant: string, own: readonly Subject[], denied = ''): string | undefined => {
  const at = denied === '' ? -1 : base.toLowerCase().indexOf(denied.toLowerCase());
  if (at >= 0) return spaced(base.slice(0, at), meant, base.slice(at + denied.length));
  const kinds = new Set<Kind>(own.filter((one) => changes(one) || isMatter(one)).map(({ kind }) => kind));
  const like = subjectsIn(base).filter(({ kind }) => kinds.has(kind));
  const [first] = like;
  if (!first) return undefined;
  const rest = like.slice(1).reduceRight((text, { start, end }) => text.slice(0, start) + text.slice(end), base);
  return spaced(rest.slice(0, first.start), meant, rest.slice(first.end));
};

const isHan = (text: string): boolean => /\p{Script=Han}/u.test(text);
const spaced = (...parts: string[]): string => parts.join(' ').replace(/\s+/g, ' ').trim();

/** The question before in the language of these words: its subjects by their names, where she has changed it. */
const inLanguageOf = (meant: string, before: Before): Before => {
  const base = whole(before);
  if (isHan(meant) === isHan(base)) return before;
  const language = isHan(meant) ? 'zh' : 'en';
  const names = new Set(subjectsIn(base).map(({ name }) => name[language]));
  return names.size > 0 ? { question: [...names].join(' ') } : before;
};
