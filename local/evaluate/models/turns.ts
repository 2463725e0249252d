import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AnswersBy,
  judged,
  judgementOf,
  type ModelTurn,
  requestOf,
  wantsModel,
  worded,
} from '#shared/answering/by-model';
import { voiceOf } from '#shared/answering/persona/voice';
import { answerTurn, type BotPlan, queryOf } from '#shared/answering/plan';
import { currentBook } from '#shared/cost/price-book';
import { maxTokens } from '#shared/models/chat-model';
import { realTimer } from '#shared/models/deadlines';
import { processGates } from '#shared/models/gates';
import { type Climbed, ladder } from '#shared/models/ladder';
import { type RungNeeds, rungsOf } from '#shared/models/rungs';
import type { ModelCall } from '#shared/models/telemetry';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { memoryAnswerCache } from '#test/fakes/memory-answer-cache';
import { memoryBudget } from '#test/fakes/memory-budget';
import { DAY } from '../retrieval.ts';
import { type Candidate, languageOf, type Question } from './suite.ts';

/** As many articles as a turn of the bot looks at, and as long as it may think. */
const HITS = 5;
const TURN_MS = 14_000;

/** One question answered by one model's turn. */
export type Turn = {
  question: Question;
  plan: BotPlan;
  /** The model that worded it; undefined where the articles spoke for themselves. */
  by: string | undefined;
  /** Why rungs gave no answer that may be said, in order: a failure's kind, or the judge's word. */
  refused: { why: string; judged: boolean }[];
  /** Whether a model was asked at all. */
  asked: boolean;
  firstTokenMs: number | undefined;
  totalMs: number;
  costUsd: number;
};

const floorOf = async (index: KnowledgeIndex, { ask }: Question): Promise<ModelTurn> => {
  const language = languageOf(ask);
  const words = [{ seq: 1, text: ask }];
  const query = queryOf(words, []);
  const hits = await index.search(query, { language, limit: HITS, at: DAY, withdrawn: new Set() });
  const floor = answerTurn({ query, words, history: [], language, hits, misses: 0 });
  return { floor, words, history: [], language, hits, strategy: { rule: 'calm', slow: false } };
};

type Outcome = Omit<Turn, 'question' | 'totalMs'>;
type Ask = (turn: ModelTurn, number: number) => Promise<Outcome>;

const NOBODY: Ask = async ({ floor }) => ({
  plan: floor,
  by: undefined,
  refused: [],
  asked: false,
  firstTokenMs: undefined,
  costUsd: 0,
});

/** Kinds of failure as the ladder tells them stand before a colon; a budget that is spent is one, too. */
const FAILED =
  /^(?:throttled|timeout-first-token|timeout-total|cut-stream|malformed|refused|too-long|unavailable|misconfigured|cancelled|budget-\w+)(?::|$)/;

/** A model asked as a turn of the bot asks it: its ladder, its deadlines, its breaker; but no answer is kept from one to the next. */
function asking({ models, name }: Candidate, { answers, budgetUsd, rungs }: Asking): Ask {
  const calls: { call: ModelCall; at: number }[] = [];
  const climb = ladder({
    rungs: rungsOf(models, rungs),
    cache: memoryAnswerCache(),
    budget: memoryBudget(),
    book: currentBook,
    gates: processGates(),
    timer: realTimer,
    now: rungs.now,
    sleep: (milliseconds) => sleep(milliseconds),
    random: Math.random,
    tell: (call) => calls.push({ call, at: rungs.now() }),
    tellFault: (error) => {
      throw error;
    },
  });
  const { persona, toneOn } = voiceOf(undefined);
  const limits = { turnUsd: String(budgetUsd), conversationUsd: String(budgetUsd), dayUsd: String(budgetUsd) };
  return async (turn, number) => {
    if (!wantsModel(turn, answers)) return NOBODY(turn, number);
    const began = rungs.now();
    calls.length = 0;
    let plan: BotPlan | undefined;
    const climbed = await climb({
      request: requestOf(turn, { persona, tone: toneOn('web'), maxTokens: maxTokens(models.maxTokens) }),
      judge: (answer, rung) => {
        const said = judged(turn, answer);
        const model = rung === 'small' && models.small ? models.small : models.large;
        if (!('blocked' in said)) plan = worded(turn.floor, said, { name: model, choice: 'evaluate' });
        return judgementOf(said, model);
      },
      purse: { scope: name, day: DAY, conversationId: String(number) },
      limits,
      totalMs: TURN_MS,
    });
    const last = calls.findLast(({ call }) => call.firstTokenMs !== undefined);
    const firstTokenMs = last && last.at - last.call.durationMs + (last.call.firstTokenMs ?? 0) - began;
    return {
      plan: plan ?? turn.floor,
      by: plan?.model?.name,
      refused: refusedOf(climbed),
      asked: true,
      firstTokenMs,
      costUsd: Number(climbed.costUsd),
    };
  };
}

const refusedOf = ({ tried }: Climbed): Turn['refused'] => tried.map(({ why }) => ({ why, judged: !FAILED.test(why) }));

/** A client that cannot even be made fails at each question, as one that cannot be reached does. */
function prepared(candidate: Candidate, how: Asking): Ask {
  try {
    return asking(candidate, how);
  } catch (error) {
    return async () => Promise.reject(error);
  }
}

export type Asking = { answers: AnswersBy; budgetUsd: number; rungs: RungNeeds };

/**
 * Every question as the first words of a conversation, one after the other. Without a candidate the articles answer alone. What breaks
 * in a model is its own failure: the next question is asked all the same.
 */
export async function turnsOf(
  index: KnowledgeIndex,
  questions: readonly Question[],
  candidate: Candidate | undefined,
  how: Asking,
): Promise<Turn[]> {
  const ask = candidate ? prepared(candidate, how) : NOBODY;
  const turns: Turn[] = [];
  for (const [number, question] of questions.entries()) {
    const began = how.rungs.now();
    const turn = await floorOf(index, question);
    const outcome = await ask(turn, number).catch(
      async (error: unknown): Promise<Outcome> => ({
        ...(await NOBODY(turn, number)),
        refused: [{ why: `broken: ${error instanceof Error ? error.name : 'unknown'}`, judged: false }],
        asked: true,
      }),
    );
    turns.push({ question, ...outcome, totalMs: how.rungs.now() - began });
  }
  return turns;
}
