import { type Asked, type ByModel, byModel } from '#functions/answer/by-model';
import { voiceOf } from '#shared/answering/persona/voice';
import { currentBook } from '#shared/cost/price-book';
import type { AnswerCache } from '#shared/models/answer-cache';
import type { BudgetStore } from '#shared/models/budget';
import type { ChatEvent, ChatModel, ChatRequest } from '#shared/models/chat-model';
import { begun, ended, failed } from '#shared/models/closing';
import type { Timer } from '#shared/models/deadlines';
import { processGates } from '#shared/models/gates';
import { type LadderNeeds, ladder, type Rung } from '#shared/models/ladder';
import { ModelChoice, type ModelChoices } from '#shared/models/settings';
import { memoryAnswerCache } from '#test/fakes/memory-answer-cache';
import { memoryBudget } from '#test/fakes/memory-budget';
import type { Caller } from '../world/calls.ts';
import type { NewEntry } from '../world/host.ts';
import { Struck } from '../world/host.ts';

/** How a run's models are: what one conversation may spend on them. */
export type ModelsOfRun = { conversationUsd: string };

const choice = ModelChoice.parse({
  models: {
    kind: 'bedrock',
    small: 'gpt-4o-mini',
    large: 'gpt-4o',
    maxTokens: 300,
    firstTokenMs: 3000,
    totalMs: 6000,
  },
});
const CHOSEN = { version: 'choice-1', choice };
/** Where the published choice cannot be read, the environment's own holds: the same models here. */
const OWN = { version: 'environment', choice };

/** The models of one run and what is kept of them between turns: sums, answers, and what the gates have learnt. */
export class ModelService {
  readonly budget: BudgetStore = memoryBudget();
  readonly cache: AnswerCache = memoryAnswerCache();
  readonly gates = processGates();
  readonly conversationUsd: string;
  readonly record: (entry: NewEntry) => void;
  /** A model as the ladder gets it in this invocation: a planted bug may put its own around it. */
  asAsked: (model: ChatModel, invocation: number) => ChatModel = (model) => model;

  constructor({ conversationUsd }: ModelsOfRun, record: (entry: NewEntry) => void) {
    this.conversationUsd = conversationUsd;
    this.record = record;
  }
}

/** Longer than any deadline of a call. */
const LATE_MS = 30_000;
const WAIT_MS = 200;

/** What a model has to say: mostly what its first article says; now and then it does not know, or it invents. */
const replyOf = ({ messages }: ChatRequest, share: number): string => {
  const last = messages.at(-1);
  const shown = last?.role === 'user' ? last.text : '';
  const text = /^\[1\] .*\n(.*)$/m.exec(shown)?.[1] ?? '';
  const [first = '', ...rest] = text.split(/(?<=\.) /);
  const claims = [first, ...rest].map((claim) => ({ text: claim, cites: [1] }));
  if (share < 0.7) return JSON.stringify({ known: true, claims });
  if (share < 0.8) return JSON.stringify({ known: false });
  if (share < 0.9) return JSON.stringify({ known: true, claims: [{ text: 'Returning costs ¥73.19.', cites: [1] }] });
  return JSON.stringify({ known: true, claims: [{ text: first, cites: [9] }] });
};

const PIECE = 40;
const piecesOf = (text: string): string[] => text.match(new RegExp(`.{1,${PIECE}}`, 'gs')) ?? [];

/** A model behind the network: its faults are drawn where it is called, and show while it is read. */
const modelPort = (name: string, caller: Caller): ChatModel => ({
  identity: { provider: 'simulated', model: name, priceKey: name },
  async *stream(request): AsyncGenerator<ChatEvent> {
    const running = begun();
    const called = await caller.call('model.stream', (fault) => ({ fault })).catch(throttledOnly);
    if (!called) return yield* failed(request, running, { kind: 'throttled', retryAfterMs: WAIT_MS });
    const { fault } = called;
    const share = caller.random();
    const seconds = share < 0.8 ? caller.random() : caller.random() * 2.5;
    await caller.sleep(fault === 'late-first-token' ? LATE_MS : 100 + seconds * 1000);
    running.stop = 'end';
    if (fault === 'no-words') return yield* ended(request, running);
    if (fault === 'tool-loop') {
      const call = { id: caller.newId(), name: 'find-order', input: {} };
      running.calls.push(call);
      yield { type: 'tool-call', call };
      return yield* ended(request, running);
    }
    const pieces = piecesOf(replyOf(request, caller.random()));
    for (const [i, text] of pieces.entries()) {
      // The connection ends in the midst of the answer, without a word why.
      if (fault === 'cut' && i === Math.floor(pieces.length / 2)) {
        delete running.stop;
        break;
      }
      running.text += text;
      yield { type: 'text-delta', text };
      await caller.sleep(fault === 'late-end' ? LATE_MS : 20 + caller.random() * 60);
    }
    yield* ended(request, running);
  },
});

const throttledOnly = (error: unknown): undefined => {
  if (!(error instanceof Struck)) throw error;
};

const reads = { spends: [['ddb.rru', 'Units']] } as const;
const writes = { spends: [['ddb.wru', 'Units']] } as const;

const budgetPort = ({ budget }: ModelService, caller: Caller): BudgetStore => ({
  reserve: async (...given) => caller.call('budget.reserve', () => budget.reserve(...given), writes),
  settle: async (...given) => caller.call('budget.settle', () => budget.settle(...given), writes),
  spent: (purse) => budget.spent(purse),
});

const cachePort = ({ cache }: ModelService, caller: Caller): AnswerCache => ({
  get: async (...given) => caller.call('cache.get', () => cache.get(...given), reads),
  put: async (...given) => caller.call('cache.put', () => cache.put(...given), writes),
});

/** As `dynamoChoices` does it: settings that cannot be read are told, and the environment's own hold. */
const choicesPort = (caller: Caller, tellFault: (error: unknown) => void): ModelChoices => ({
  current: () =>
    caller
      .call('choices.current', () => CHOSEN, reads)
      .catch((error: unknown) => {
        tellFault(error);
        return OWN;
      }),
});

/** A timer of the function's own process: where the function has died it rings no more. */
const timerOf =
  (caller: Caller): Timer =>
  (milliseconds, ring) => {
    let stopped = false;
    caller.sleep(milliseconds).then(() => {
      if (!stopped) ring();
    });
    return () => {
      stopped = true;
    };
  };

/** The bot's question to models, as `answer` is wired with it: the product's own ladder, gates, deadlines and judge. */
export const byModelPort = (service: ModelService, caller: Caller): ByModel => {
  const { invocation } = caller;
  const tellFault = (error: unknown): void => {
    if (!(error instanceof Struck)) throw error;
    service.record({ what: 'told-fault', invocation, says: error.message });
  };
  const now = () => Date.parse(caller.now());
  let asking: Pick<Asked, 'head'> | undefined;
  const tell: LadderNeeds['tell'] = ({ rung, outcome, failure }, readings) => {
    for (const reading of readings) caller.spend(reading);
    const came = outcome === 'failed' ? (failure?.code ?? failure?.kind ?? outcome) : outcome;
    const { conversationId = '', epoch = 0 } = asking?.head ?? {};
    service.record({ what: 'asked-model', invocation, conversationId, epoch, rung, came });
  };
  const rung = (name: string, model: string, { firstTokenMs, totalMs }: { firstTokenMs: number; totalMs: number }) =>
    ({
      name,
      model: service.asAsked(modelPort(model, caller), invocation),
      deadlines: { firstTokenMs, totalMs },
    }) satisfies Rung;
  const asks = byModel({
    answers: 'model',
    choices: choicesPort(caller, tellFault),
    ladderOf: (models) =>
      ladder({
        rungs: [...(models.small ? [rung('small', models.small, models)] : []), rung('large', models.large, models)],
        cache: cachePort(service, caller),
        budget: budgetPort(service, caller),
        book: currentBook,
        gates: service.gates,
        timer: timerOf(caller),
        now,
        sleep: (milliseconds) => caller.sleep(milliseconds),
        random: () => caller.random(),
        tell,
        tellFault,
      }),
    budgets: { turnUsd: '0.5', conversationUsd: service.conversationUsd, dayUsd: '1000' },
    voice: VOICE,
    now: () => caller.now(),
    timer: timerOf(caller),
    tellUnanswered: () => undefined,
  });
  return (turn) => {
    asking = turn;
    return asks(turn);
  };
};

const VOICE = voiceOf(undefined);
