import {
  type AnswersBy,
  type Judged,
  judged,
  judgedAgain,
  judgementOf,
  type ModelTurn,
  requestOf,
  standsAlone,
  wantsModel,
  worded,
} from '#shared/answering/by-model';
import type { Voice } from '#shared/answering/persona/voice';
import type { BotPlan } from '#shared/answering/plan';
import { promptOf } from '#shared/answering/prompts/prompt';
import type { Head } from '#shared/conversation/head';
import { cacheKeyOf } from '#shared/models/answer-cache';
import type { BudgetLimits } from '#shared/models/budget';
import { maxTokens } from '#shared/models/chat-model';
import type { Timer } from '#shared/models/deadlines';
import type { Climb, Climbed } from '#shared/models/ladder';
import { type ModelChoices, type Models, modelsOf, type VersionedChoice } from '#shared/models/settings';
import { watch } from './watch.ts';

type Named = Exclude<Models, { kind: 'none' }>;

type Needs = {
  answers: AnswersBy;
  choices: ModelChoices;
  /** The ladder of these models; `choice` is the version that names them. */
  ladderOf: (models: Named, choice: string) => (climb: Climb) => Promise<Climbed>;
  budgets: BudgetLimits;
  voice: Voice;
  now: () => string;
  timer: Timer;
  /** Why no model has answered; no word of anybody is in it. */
  tellUnanswered: (because: string, tried: Exclude<Climbed, { outcome: 'cached' }>['tried']) => void;
};

export type Asked = ModelTurn & {
  head: Pick<Head, 'conversationId' | 'epoch' | 'channel'>;
  knowledgeVersion: string;
  /** The shop's day. */
  day: string;
  /** Until when there must be an answer, in milliseconds: the function has other things to do after that. */
  until: number;
  /** Whether it is still this turn's to speak: asked while a model thinks. */
  holds: () => Promise<boolean>;
};
/**
 * The turn's answer: a model's where one has given an answer that may be said, else the floor. Nothing where somebody took over
 * while a model was thinking; it was stopped. Never throws for a model.
 */
export type ByModel = (turn: Asked) => Promise<BotPlan | undefined>;

/** With less than this left, what articles say by themselves is said at once. */
const LEAST_MS = 1000;

export const byModel = (needs: Needs): ByModel => {
  const { answers, choices, ladderOf, voice, now, timer } = needs;
  return async (turn) => {
    if (!wantsModel(turn, answers)) return turn.floor;
    const chosen = await choices.current();
    const models = modelsOf(chosen, voice.persona.brand);
    const totalMs = turn.until - Date.parse(now());
    if (models.kind === 'none' || totalMs < LEAST_MS) return turn.floor;
    const climb = ladderOf(models, chosen.version);
    const cacheKey = cacheKeyFor(turn, voice);
    const { signal, end } = watch(turn.holds, timer);
    const plan = await asking(needs, turn, models, chosen, { climb, totalMs, cacheKey, signal }).finally(end);
    return signal.aborted ? undefined : (plan ?? turn.floor);
  };
};

const cacheKeyFor = (turn: Asked, { persona }: Voice) => {
  if (!standsAlone(turn)) return undefined;
  const { name, version } = promptOf('answer');
  return cacheKeyOf({
    brand: persona.brand,
    language: turn.language,
    question: turn.words.map(({ text }) => text).join('\n'),
    knowledgeVersion: turn.knowledgeVersion,
    personaVersion: persona.version,
    promptVersion: `${name}-${version}`,
  });
};

type Attempt = {
  climb: (climb: Climb) => Promise<Climbed>;
  totalMs: number;
  cacheKey: Climb['cacheKey'];
  signal: AbortSignal;
};

const asking = async (
  needs: Needs,
  turn: Asked,
  models: Named,
  chosen: VersionedChoice,
  { climb, totalMs, cacheKey, signal }: Attempt,
): Promise<BotPlan | undefined> => {
  const { budgets, voice, now, tellUnanswered } = needs;
  const { persona } = voice;
  const { head, day, floor, until } = turn;
  let said = { blocked: 'unasked' } as Judged;
  const climbed = await climb({
    request: requestOf(turn, {
      persona,
      tone: voice.toneOn(head.channel),
      maxTokens: maxTokens(models.maxTokens),
    }),
    judge: (answer, rung) => {
      said = judged(turn, answer);
      return judgementOf(said, modelOn(models, rung));
    },
    purse: { scope: persona.brand, day, conversationId: head.conversationId },
    limits: budgets,
    cacheKey,
    totalMs,
    signal,
  });
  if (climbed.outcome === 'none') {
    tellUnanswered(climbed.because, climbed.tried);
    return undefined;
  }
  if (climbed.outcome === 'answered')
    return 'blocked' in said
      ? undefined
      : worded(floor, said, { name: modelOn(models, climbed.rung), choice: chosen.version });
  const { text, articleIds, from } = climbed.answer;
  const again = judgedAgain(turn, text, articleIds);
  if (!('blocked' in again)) return worded(floor, again, { name: from, choice: chosen.version });
  // What it rested on has changed, or is not found any more: a model is asked after all.
  const left = until - Date.parse(now());
  return left < LEAST_MS
    ? undefined
    : asking(needs, turn, models, chosen, { climb, totalMs: left, cacheKey: undefined, signal });
};

const modelOn = ({ small, large }: Named, rung: string): string => (rung === 'small' && small ? small : large);
