import type { ConversationEvent, EventOf } from '#events/conversation';
import { offeredPerson } from '#shared/answering/exchanges';
import { moodOf } from '#shared/understanding/emotion';
import { answerToOffer } from '#shared/understanding/replies';
import { type TopicFound, topicOf } from '#shared/understanding/topics';
import { wantsPerson } from '#shared/understanding/wishes';

/** What is known of a turn when it is decided whether a person comes. */
export type Signals = {
  /** The customer asks for a person in these words. */
  wantsPerson: boolean;
  /** The bot has just offered one, and she says yes. */
  acceptsOffer: boolean;
  topic?: TopicFound;
  /** Scores of her messages since a person was last with her, oldest first, -1 to 1; the newest ones are this turn's. */
  scores: readonly number[];
  /** How many of them are this turn's. */
  fresh: number;
  /** Answers in a row in which the bot did not know. */
  misses: number;
};

/** Messages whose mood still counts. */
const REMEMBERED = 6;

type Said = Pick<EventOf<'customer-said'>, 'words'>;

/** Her words up to a return to the bot had their person already. */
const sincePerson = (history: readonly ConversationEvent[]): readonly ConversationEvent[] =>
  history.slice(history.findLastIndex(({ kind }) => kind === 'returned-to-bot' || kind === 'went-on-with-bot') + 1);

/** Reads the signals of a turn: `words` are the unanswered ones, `history` is what happened before them. */
export const signalsOf = (words: readonly Said[], history: readonly ConversationEvent[], misses: number): Signals => {
  const texts = words.map((said) => said.words.text);
  const earlier = sincePerson(history).flatMap((event) => (event.kind === 'customer-said' ? [event.words.text] : []));
  const scores = [...earlier, ...texts].slice(-REMEMBERED).map((text) => moodOf(text).score);
  const topic = texts.map(topicOf).find((found) => found !== undefined) ?? topicOf(texts.join(' '));
  return {
    wantsPerson: texts.some(wantsPerson),
    acceptsOffer: offeredPerson(history) && texts.some((text) => answerToOffer(text) === 'yes'),
    ...(topic && { topic }),
    scores,
    fresh: Math.min(texts.length, scores.length),
    misses,
  };
};
