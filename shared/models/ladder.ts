import { add } from '#shared/cost/decimal';
import type { Reading } from '#shared/cost/meters';
import type { PriceBook } from '#shared/cost/price-book';
import { countedTokens, type Quota, reservedTokens } from './admission.ts';
import type { AnswerCache, CachedAnswer, CacheKey } from './answer-cache.ts';
import { type BudgetLimits, type BudgetStore, ceilingsOf, fitsTurn, type Purse } from './budget.ts';
import {
  type Answer,
  type ChatEvent,
  type ChatModel,
  type ChatRequest,
  type Collected,
  collect,
  type Failure,
  type FailureKind,
  NO_USAGE,
} from './chat-model.ts';
import { type Deadlines, type Timer, withDeadlines } from './deadlines.ts';
import type { Gates } from './gates.ts';
import { costOf, mostOf, readingsOf } from './prices.ts';
import type { ModelCall } from './telemetry.ts';
import { inputTokens } from './tokens.ts';
import { askWithTools, type RunTool } from './tool-loop.ts';

export type Rung = { name: string; model: ChatModel; deadlines: Deadlines; quota?: Quota };

export type LadderNeeds = {
  /** Cheapest first. */
  rungs: readonly Rung[];
  cache: AnswerCache;
  budget: BudgetStore;
  book: PriceBook;
  gates: Gates;
  timer: Timer;
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** 0 to 1, for waits. */
  random: () => number;
  /** Each call of a model, answered or not, and what it has used. */
  tell: (call: ModelCall, readings: readonly Reading[]) => void;
  /** Budget or cache cannot be reached. The turn goes on without the cache, and without a model where the budget is unknown. */
  tellFault: (error: unknown) => void;
};

/** Whether an answer may be said. `keep`: what may be said again to the same question. */
export type Judgement = { good: true; keep?: CachedAnswer } | { good: false; why: string };

export type Climb = {
  request: ChatRequest;
  /** Decides what is unsure or blocked; then a larger model is asked. */
  judge: (answer: Answer, rung: string) => Judgement;
  purse: Purse;
  limits: BudgetLimits;
  /** No key, no cache: a follow-up or a personal question. */
  cacheKey?: CacheKey | undefined;
  keepMs?: number;
  runTool?: RunTool;
  /** The first rung to ask, for a question known to be hard. @default the cheapest */
  startAt?: string;
  /** All rungs together. @default 25,000 */
  totalMs?: number;
  signal?: AbortSignal;
};

/** Why a rung gave no answer: a failure, the budget, or the judge's own word. */
export type Tried = { rung: string; why: string };
export type Climbed =
  | { outcome: 'cached'; answer: CachedAnswer; costUsd: '0'; tried: readonly [] }
  | { outcome: 'answered'; rung: string; answer: Answer; costUsd: string; tried: readonly Tried[] }
  /** The extractive engine is next, and after it a person. */
  | {
      outcome: 'none';
      because: 'unsure' | 'budget' | 'failed' | 'cancelled';
      costUsd: string;
      tried: readonly Tried[];
    };

const KEEP_MS = 24 * 3600_000;
const TOTAL_MS = 25_000;
const TRIES = 2;
/** A wait that is told to be longer is not waited for: another rung is asked. */
const LONGEST_WAIT_MS = 1500;
const FIRST_WAIT_MS = 400;
/** Nothing has been said to anybody before an answer is whole, so these may be asked again. The rest would only happen again. */
const worthAnotherTry = new Set<FailureKind>(['throttled', 'unavailable', 'cut-stream']);

type Over = { over: 'turn' | 'conversation' | 'day' | 'unknown' };
type Outcome = Collected | Over;

/** Cache, then the cheapest model that gives a good answer, within budget and time; else nothing, and why. Never throws for them. */
export const ladder =
  (needs: LadderNeeds) =>
  async (climb: Climb): Promise<Climbed> => {
    const cached = await fromCache(needs, climb);
    if (cached) return { outcome: 'cached', answer: cached, costUsd: '0', tried: [] };
    const spending = { usd: '0', until: needs.now() + (climb.totalMs ?? TOTAL_MS) };
    const tried: Tried[] = [];
    const none = (because: Extract<Climbed, { outcome: 'none' }>['because']): Climbed => ({
      outcome: 'none',
      because,
      costUsd: spending.usd,
      tried,
    });
    let left = inOrder(needs.rungs, climb.startAt);
    let because: 'unsure' | 'budget' | 'failed' = 'failed';
    for (let rung = left[0]; rung; rung = left[0]) {
      const here = rung;
      left = left.slice(1);
      let over: Over | undefined;
      const answer = await askWithTools(
        async (request) => {
          const outcome = await askRung(needs, climb, here, request, spending);
          if (!('over' in outcome)) return outcome;
          over = outcome;
          return { outcome: 'failed', failure: { kind: 'unavailable', code: 'budget' }, text: '', usage: undefined };
        },
        climb.request,
        climb.runTool,
      );
      if (over) {
        tried.push({ rung: here.name, why: `budget-${over.over}` });
        if (because !== 'unsure') because = 'budget';
        continue;
      }
      if (answer.outcome === 'failed') {
        const { kind, code } = answer.failure;
        tried.push({ rung: here.name, why: code ? `${kind}: ${code}` : kind });
        if (kind === 'cancelled') return none('cancelled');
        // The same filter stands before every model of a provider, and a second opinion on what it refused is not wanted.
        if (kind === 'refused') return none('failed');
        continue;
      }
      const judged = climb.judge(answer, here.name);
      if (judged.good) {
        if (judged.keep) await keep(needs, climb, judged.keep);
        return { outcome: 'answered', rung: here.name, answer, costUsd: spending.usd, tried };
      }
      tried.push({ rung: here.name, why: judged.why });
      because = 'unsure';
      // A smaller one would be no surer.
      left = left.filter((other) => needs.rungs.indexOf(other) > needs.rungs.indexOf(here));
    }
    return none(because);
  };

/** From the first one upwards, then what is below it: a smaller model stands in for a larger one that is down. */
const inOrder = (rungs: readonly Rung[], startAt: string | undefined): readonly Rung[] => {
  const first = Math.max(
    0,
    rungs.findIndex(({ name }) => name === startAt),
  );
  return [...rungs.slice(first), ...rungs.slice(0, first).toReversed()];
};

type Spending = { usd: string; until: number };

const askRung = async (
  needs: LadderNeeds,
  climb: Climb,
  rung: Rung,
  request: ChatRequest,
  spending: Spending,
): Promise<Outcome> => {
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await askOnce(needs, climb, rung, request, spending, attempt);
    if ('over' in outcome || outcome.outcome === 'answered' || attempt >= TRIES) return outcome;
    const wait = waitBefore(outcome.failure, needs.random());
    const inTime = wait !== undefined && needs.now() + wait < spending.until;
    if (!inTime || climb.signal?.aborted) return outcome;
    await needs.sleep(wait);
  }
};

/** Full jitter, and not sooner than the service has asked; nothing where another try makes no sense. */
const waitBefore = ({ kind, code, retryAfterMs = 0 }: Failure, random: number): number | undefined => {
  if (!worthAnotherTry.has(kind) || code === 'breaker-open' || retryAfterMs > LONGEST_WAIT_MS) return undefined;
  return retryAfterMs + Math.floor(random * FIRST_WAIT_MS);
};

const failedBefore = (failure: Failure): Collected => ({ outcome: 'failed', failure, text: '', usage: undefined });

const askOnce = async (
  needs: LadderNeeds,
  { purse, limits, signal }: Climb,
  rung: Rung,
  request: ChatRequest,
  spending: Spending,
  attempt: number,
): Promise<Outcome> => {
  const { book, budget, now, tell, tellFault } = needs;
  const { identity } = rung.model;
  const began = now();
  if (signal?.aborted) return failedBefore({ kind: 'cancelled' });
  if (began >= spending.until) return failedBefore({ kind: 'timeout-total', code: 'turn' });
  const input = inputTokens(request);
  const most = mostOf(book, identity.priceKey, input, request.maxTokens);
  if (!fitsTurn(limits, spending.usd, most)) return { over: 'turn' };

  const gate = needs.gates(`${identity.provider} ${identity.model}`, rung.quota);
  const reserved = reservedTokens(input, request.maxTokens);
  const shut = gate.open(reserved, began);
  if (shut) return failedBefore(shut);
  const allowed = await budget
    .reserve(purse, most, ceilingsOf(limits, rung === needs.rungs[0]))
    .catch((error: unknown) => ({ outcome: 'refused' as const, by: 'unknown' as const, told: tellFault(error) }));
  if (allowed.outcome === 'refused') {
    gate.closed({ failure: { kind: 'cancelled' }, reserved, counted: 0 }, now());
    return { over: allowed.by };
  }

  const deadlines = { ...rung.deadlines, totalMs: Math.min(rung.deadlines.totalMs, spending.until - began) };
  const clock: { firstToken?: number } = {};
  const answer = await collect(
    noticing(withDeadlines(rung.model, deadlines, needs.timer).stream(request, signal), () => {
      clock.firstToken ??= now() - began;
    }),
  );

  const failure = answer.outcome === 'failed' ? answer.failure : undefined;
  const usage = answer.usage;
  const counted = rung.quota ? countedTokens(usage ?? NO_USAGE, rung.quota) : 0;
  gate.closed({ failure, reserved, counted }, now());
  const cost = usage ? costOf(book, identity.priceKey, usage) : '0';
  spending.usd = add([spending.usd, cost]);
  const call: ModelCall = {
    identity,
    request,
    rung: rung.name,
    attempt,
    durationMs: now() - began,
    firstTokenMs: clock.firstToken,
    outcome: answer.outcome,
    ...(answer.outcome === 'answered' && { stop: answer.stop }),
    ...(failure && { failure }),
    usage,
  };
  tell(call, usage ? readingsOf(book, identity.priceKey, usage) : []);
  await budget.settle(purse, most, cost).catch(tellFault);
  return answer;
};

async function* noticing(events: AsyncIterable<ChatEvent>, firstToken: () => void): AsyncGenerator<ChatEvent> {
  for await (const event of events) {
    if (event.type === 'text-delta' || event.type === 'tool-call') firstToken();
    yield event;
  }
}

const fromCache = ({ cache, now, tellFault }: LadderNeeds, { cacheKey }: Climb): Promise<CachedAnswer | undefined> =>
  cacheKey
    ? cache.get(cacheKey, now()).catch((error: unknown) => {
        tellFault(error);
        return undefined;
      })
    : Promise.resolve(undefined);

const keep = async (
  { cache, now, tellFault }: LadderNeeds,
  { cacheKey, keepMs = KEEP_MS }: Climb,
  answer: CachedAnswer,
): Promise<void> => {
  if (cacheKey) await cache.put(cacheKey, answer, now() + keepMs).catch(tellFault);
};
