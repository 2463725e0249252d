import type { Language } from '#events/actor';
import type { ConversationEvent, Source } from '#events/conversation';
import type { Answer, MaxTokens } from '#shared/models/chat-model';
import type { Judgement } from '#shared/models/ladder';
import { mask } from '#shared/privacy/mask';
import { earlierOf, lastAnswer, type Spoken } from './exchanges.ts';
import { isFollowUp, onlyTells } from './follow-up.ts';
import { type GroundingSource, groundingOf } from './grounding/grounding.ts';
import { replyOf } from './grounding/reply.ts';
import { nameOf, type Persona, type Tone } from './persona/persona.ts';
import type { Strategy } from './persona/strategy.ts';
import { type BotPlan, type Candidate, isTalk } from './plan.ts';
import { type Asking, answerRequest } from './prompts/answer-request.ts';
import { resolve } from './resolve.ts';

/**
 * `extractive`: a sure answer is given in its article's own words, and a model is asked for what is left. `model`: it words every
 * answer to a question.
 */
export type AnswersBy = 'extractive' | 'model';

/** A turn as the models see it. `floor` is what is said without them. */
export type ModelTurn = {
  floor: BotPlan;
  words: readonly Spoken[];
  history: readonly ConversationEvent[];
  language: Language;
  hits: readonly Candidate[];
  strategy: Strategy;
};

const textOf = (words: readonly Spoken[]): string => words.map(({ text }) => text.trim()).join('\n');

/** What this turn may be answered from, best first: what its search has found, and nothing else. */
export const sourcesOf = (hits: readonly Candidate[]): GroundingSource[] =>
  hits
    .filter((hit) => !isTalk(hit))
    .map(({ articleId, version, title, answer }) => ({ articleId, version, title, text: answer }));

/** Small talk and a number told by itself need no model; neither does a question to which nothing was found. */
export const wantsModel = ({ floor, words, hits }: ModelTurn, by: AnswersBy): boolean => {
  const sure = floor.outcome === 'answered' && floor.sources.length === 1;
  const nothingToSay = floor.outcome === 'small-talk' || onlyTells(textOf(words));
  return !nothingToSay && sourcesOf(hits).length > 0 && !(by === 'extractive' && sure);
};

/** The same question means the same to everybody only where nothing before it matters, and she is calm. */
export const standsAlone = ({ words, history, strategy }: ModelTurn): boolean =>
  strategy.rule === 'calm' &&
  !isFollowUp(textOf(words)) &&
  resolve(words, history).how === 'alone' &&
  lastAnswer(history)?.outcome !== 'unknown';

/** Her question with what it leaves unsaid, as the articles were searched for; nothing where it leaves nothing unsaid. */
const meantBy = ({ words, history }: ModelTurn): string | undefined => {
  const { how, query } = resolve(words, history);
  return how === 'alone' ? undefined : mask(query);
};

/** What customer and bot have said before, personal numbers masked: a provider needs none of them. */
const historyOf = (history: readonly ConversationEvent[]): Asking['history'] =>
  history.flatMap((event): Asking['history'][number][] => {
    if (event.kind === 'customer-said') return [{ from: 'customer', text: mask(event.words.text) }];
    return event.kind === 'bot-said' ? [{ from: 'bot', text: mask(event.words.text) }] : [];
  });

export const requestOf = (turn: ModelTurn, { persona, tone, maxTokens }: Speaking) => {
  const { words, history, language, hits, strategy } = turn;
  return answerRequest({
    name: nameOf(persona, language),
    brand: persona.brand,
    tone,
    language,
    strategy,
    sources: sourcesOf(hits),
    history: historyOf(history),
    question: mask(textOf(words)),
    meant: meantBy(turn),
    earlier: standsAlone(turn) ? undefined : mask(earlierOf(history).summary ?? ''),
    maxTokens,
  });
};
export type Speaking = { persona: Persona; tone: Tone; maxTokens: MaxTokens };

/** An event holds 8,000 characters, and the brand's own lines stand around an answer. */
const LONGEST = 7000;

export type Judged = { text: string; sources: Source[] } | { blocked: string };

const sourceOf = ({ articleId, version, title }: GroundingSource): Source => ({ articleId, version, title });

/** The customer's own words, as a model was shown them: an order's number may be repeated from these. */
const saidBy = ({ words, history }: ModelTurn): string[] => [
  ...historyOf(history).flatMap(({ from, text }) => (from === 'customer' ? [text] : [])),
  mask(textOf(words)),
];

/** What a model has written, held against what this turn has found. */
export const judged = (turn: ModelTurn, { text, stop }: Pick<Answer, 'text' | 'stop'>): Judged => {
  const reply = stop === 'end' ? replyOf(text) : { unreadable: true as const };
  if ('unreadable' in reply) return { blocked: stop === 'max-tokens' ? 'cut-short' : 'unreadable' };
  const grounded = groundingOf(reply, sourcesOf(turn.hits), saidBy(turn));
  if ('blocked' in grounded) return { blocked: grounded.blocked };
  if (grounded.text.length > LONGEST) return { blocked: 'too-long' };
  return { text: grounded.text, sources: grounded.cited.map(sourceOf) };
};

/** An answer that was kept is held against this turn's articles like a new one: they may have changed since. */
export const judgedAgain = (turn: ModelTurn, text: string, articleIds: readonly string[]): Judged => {
  const found = sourcesOf(turn.hits);
  const cites = articleIds.map((id) => found.findIndex(({ articleId }) => articleId === id) + 1);
  if (cites.includes(0)) return { blocked: 'unknown-source' };
  const grounded = groundingOf({ known: true, claims: [{ text, cites }] }, found, []);
  if ('blocked' in grounded) return { blocked: grounded.blocked };
  return { text, sources: grounded.cited.map(sourceOf) };
};

export const judgementOf = (said: Judged, model: string): Judgement =>
  'blocked' in said
    ? { good: false, why: said.blocked }
    : {
        good: true,
        keep: { text: said.text, articleIds: said.sources.map(({ articleId }) => articleId), from: model },
      };

/** The search's own probability stands for the answer's: how sure a model is of itself says nothing. */
export const worded = (
  { confidence }: BotPlan,
  { text, sources }: Exclude<Judged, { blocked: string }>,
  model: NonNullable<BotPlan['model']>,
): BotPlan => ({ outcome: 'answered', text, sources, confidence, model });
