import type { ConversationEvent } from '#events/conversation';
import { type Exchange, exchangesOf, type Spoken } from '#shared/answering/exchanges';
import { isFollowUp, onlyTells } from '#shared/answering/follow-up';
import { smallTalkOf, withoutCourtesy } from '#shared/answering/small-talk';
import { tokens } from '#shared/knowledge/tokens';
import { bare, sentencesOf } from '#shared/understanding/plain';
import { answerToOffer, rejectsAnswer } from '#shared/understanding/replies';
import { isSettled } from '#shared/understanding/settled';
import { wantsPerson, withoutWish } from '#shared/understanding/wishes';

/** What a message says of the matter itself: no courtesy, no yes or no, no wish for a person. `''` where that is all. */
export const matterOf = (text: string): string => {
  if (smallTalkOf(text) || answerToOffer(text) || rejectsAnswer(text)) return '';
  const rest = withoutCourtesy(withoutWish(text));
  return bare(rest).length < 2 || smallTalkOf(rest) ? '' : rest;
};

const mattersOf = ({ words }: Exchange): Spoken[] =>
  words.map(({ seq, text }) => ({ seq, text: matterOf(text) })).filter(({ text }) => text !== '');

/** Her own words say that the answer before did not settle it. */
const reopens = ({ words }: Exchange): boolean =>
  words.some(({ text }) => rejectsAnswer(text) || wantsPerson(text)) &&
  words.every(({ text }) => matterOf(text) === '');

type Question = { seq: number; text: string };
const questionOf = (matters: readonly Spoken[]): Question | undefined =>
  matters[0] && { seq: matters[0].seq, text: matters.map(({ text }) => text).join(' ') };

/** A number or a follow-up is no question without the one it belongs to. */
const standsAlone = (matters: readonly Spoken[]): boolean =>
  matters.some(({ text }) => !onlyTells(text) && !isFollowUp(text));

/**
 * What the customer still wants to know: her newest question that nobody has answered, or the answered one she has rejected
 * since. `undefined` where everything has its answer, or where she has only asked for a person.
 */
export const openQuestionOf = (events: readonly ConversationEvent[]): Question | undefined => {
  let fragment: Spoken[] = [];
  let reopened = false;
  for (const exchange of exchangesOf(events).toReversed()) {
    const { answer, agent } = exchange;
    if (answer?.outcome === 'small-talk') continue;
    const settled = agent !== undefined || answer?.outcome === 'answered';
    if (settled && !reopened) return questionOf(fragment);
    reopened ||= reopens(exchange);
    const matters = mattersOf(exchange);
    if (standsAlone(matters)) return questionOf([...matters, ...fragment]);
    fragment = [...matters, ...fragment];
  }
  return questionOf(fragment);
};

/** The newest thing she asked, answered or not. */
export const lastQuestionOf = (events: readonly ConversationEvent[]): Question | undefined => {
  const asked = exchangesOf(events)
    .filter(({ answer }) => answer?.outcome !== 'small-talk')
    .map(mattersOf)
    .filter((matters) => matters.length > 0);
  return questionOf(asked.findLast(standsAlone) ?? asked.at(-1) ?? []);
};

/** How many questions and wishes she has put: small talk is none. */
export const turnsOf = (events: readonly ConversationEvent[]): number =>
  exchangesOf(events).filter(
    ({ words, answer }) =>
      words.some(({ text }) => matterOf(text) !== '' || wantsPerson(text)) && answer?.outcome !== 'small-talk',
  ).length;

/** The one sentence of a text that asks: the first that is a question, else the longest. */
export const mainSentence = (text: string): string => {
  const sentences = sentencesOf(text);
  const asking = sentences.find((sentence) => /[?？]/.test(sentence)) ?? sentences.find(isSettled);
  return asking ?? sentences.toSorted((a, b) => b.length - a.length)[0] ?? text;
};

/** Her other sentence that says most about the question: the most words in common with all of it, the newer one of two alike. */
export const supportingSentence = (
  events: readonly ConversationEvent[],
  question: string,
  main: string,
): string | undefined => {
  const wanted = new Set(tokens(question));
  const scored = events
    .flatMap((event) => (event.kind === 'customer-said' ? sentencesOf(matterOf(event.words.text)) : []))
    .filter((sentence) => bare(sentence) !== bare(main) && !onlyTells(sentence) && bare(sentence).length >= 4)
    .map((sentence, place) => {
      const own = new Set(tokens(sentence));
      const shared = [...own].filter((token) => wanted.has(token)).length;
      return { sentence, place, worth: shared / Math.sqrt(Math.max(1, own.size)) };
    });
  return scored.sort((a, b) => b.worth - a.worth || b.place - a.place)[0]?.sentence;
};
