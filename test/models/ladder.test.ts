import { describe, expect, test } from 'vitest';
import { add } from '#shared/cost/decimal';
import type { Reading } from '#shared/cost/meters';
import { currentBook } from '#shared/cost/price-book';
import { type ChatRequest, maxTokens } from '#shared/models/chat-model';
import { processGates } from '#shared/models/gates';
import { type Climb, type LadderNeeds, ladder, type Rung } from '#shared/models/ladder';
import type { ModelCall } from '#shared/models/telemetry';
import { genAiAttributes } from '#shared/models/telemetry';
import { manualTimer } from '#test/fakes/manual-timer';
import { memoryAnswerCache } from '#test/fakes/memory-answer-cache';
import { memoryBudget } from '#test/fakes/memory-budget';
import { endlessModel, type Reply, scriptedModel } from '#test/fakes/scripted-model';

const SECRET = '我的电话是13800138000';
const request: ChatRequest = {
  system: 'Answer.',
  messages: [{ role: 'user', text: SECRET }],
  tools: [{ name: 'find_order', description: 'Finds an order.', input: { type: 'object' } }],
  maxTokens: maxTokens(800),
  temperature: 0,
  cache: [],
};
const deadlines = { firstTokenMs: 4000, totalMs: 25_000 };
const purse = { scope: 'shop', day: '2026-11-20', conversationId: 'thread-1' };
const limits = { turnUsd: '0.02', conversationUsd: '0.05', dayUsd: '20' };
const good: Climb['judge'] = () => ({ good: true });
const unsureSmall: Climb['judge'] = (_, rung) => (rung === 'small' ? { good: false, why: 'unsure' } : { good: true });
const key = { brand: 'shop', hash: 'h' };
const kept = { text: 'kept', articleIds: ['a'], from: 'small' };

const scene = ({ small, large, ...changed }: { small?: Reply[]; large?: Reply[] } & Partial<LadderNeeds> = {}) => {
  let clock = 1_000_000;
  const told: { call: ModelCall; readings: readonly Reading[] }[] = [];
  const faults: unknown[] = [];
  const slept: number[] = [];
  const models = {
    small: scriptedModel({ model: 'gpt-4o-mini', priceKey: 'gpt-4o-mini' }, ...(small ?? [{ text: 'small' }])),
    large: scriptedModel({ model: 'gpt-4.1-mini', priceKey: 'gpt-4.1-mini' }, ...(large ?? [{ text: 'large' }])),
  };
  const rungs: Rung[] = [
    { name: 'small', model: models.small, deadlines },
    { name: 'large', model: models.large, deadlines },
  ];
  const needs: LadderNeeds = {
    rungs,
    cache: memoryAnswerCache(),
    budget: memoryBudget(),
    book: currentBook,
    gates: processGates(),
    timer: manualTimer(),
    now: () => clock,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      clock += milliseconds;
    },
    random: () => 0.5,
    tell: (call, readings) => told.push({ call, readings }),
    tellFault: (error) => faults.push(error),
    ...changed,
  };
  const climb = (more: Partial<Climb> = {}) => ladder(needs)({ request, judge: good, purse, limits, ...more });
  return { ...models, needs, told, faults, slept, climb, pass: (ms: number) => (clock += ms) };
};

describe('who is asked', () => {
  test('the small model alone, where its answer is good', async () => {
    const { climb, large } = scene();

    expect(await climb()).toMatchObject({ outcome: 'answered', rung: 'small', answer: { text: 'small' }, tried: [] });
    expect(large.asked).toHaveLength(0);
  });

  test('the large one too, where the small one is unsure', async () => {
    expect(await scene().climb({ judge: unsureSmall })).toMatchObject({
      rung: 'large',
      tried: [{ rung: 'small', why: 'unsure' }],
    });
  });

  test('nobody else where all are unsure: what comes next is extractive', async () => {
    const judge: Climb['judge'] = () => ({ good: false, why: 'blocked: invented a price' });

    expect(await scene().climb({ judge })).toMatchObject({
      outcome: 'none',
      because: 'unsure',
      tried: [{ why: 'blocked: invented a price' }, { why: 'blocked: invented a price' }],
    });
  });

  test('the large one first for a hard question, and not the small one after it is unsure', async () => {
    const { climb, small } = scene();

    expect(await climb({ startAt: 'large', judge: () => ({ good: false, why: 'unsure' }) })).toMatchObject({
      because: 'unsure',
    });
    expect(small.asked).toHaveLength(0);
  });

  test('the small one stands in for a large one that is down', async () => {
    const { climb } = scene({ large: [{ failure: { kind: 'unavailable' } }] });

    expect(await climb({ startAt: 'large' })).toMatchObject({ outcome: 'answered', rung: 'small' });
  });

  test('nobody after a provider’s filter has refused', async () => {
    const { climb, large } = scene({ small: [{ failure: { kind: 'refused' } }] });

    expect(await climb()).toMatchObject({ outcome: 'none', because: 'failed' });
    expect(large.asked).toHaveLength(0);
  });

  test('nobody where no model is configured', async () => {
    expect(await scene({ rungs: [] }).climb()).toEqual({ outcome: 'none', because: 'failed', costUsd: '0', tried: [] });
  });
});

describe('again', () => {
  test.each(['throttled', 'unavailable', 'cut-stream'] as const)(
    '%s is tried once more after a jittered wait',
    async (kind) => {
      const { climb, slept, small } = scene({ small: [{ failure: { kind } }, { text: 'second' }] });

      expect(await climb()).toMatchObject({ rung: 'small', answer: { text: 'second' } });
      expect(slept).toEqual([200]);
      expect(small.asked).toHaveLength(2);
    },
  );

  test.each(['timeout-total', 'malformed', 'too-long', 'misconfigured'] as const)(
    '%s is not tried again',
    async (kind) => {
      const { climb, small } = scene({ small: [{ failure: { kind } }] });

      expect(await climb()).toMatchObject({ rung: 'large', tried: [{ rung: 'small', why: kind }] });
      expect(small.asked).toHaveLength(1);
    },
  );

  test('a wait longer than a customer has is not waited for', async () => {
    const { climb, slept } = scene({ small: [{ failure: { kind: 'throttled', retryAfterMs: 20_000 } }] });

    expect(await climb()).toMatchObject({ rung: 'large' });
    expect(slept).toEqual([]);
  });

  test('nothing is asked when the turn’s time is over', async () => {
    const { climb, pass, needs, large } = scene();
    const judge: Climb['judge'] = (_, rung) => {
      if (rung === 'small') pass(25_000);
      return { good: false, why: 'unsure' };
    };
    await climb({ judge });

    expect(large.asked).toHaveLength(0);
    expect(needs.rungs).toHaveLength(2);
  });
});

describe('a model that is down', () => {
  test('is left alone after some failures, and asked again after its rest', async () => {
    const { climb, small, pass } = scene({ small: [{ failure: { kind: 'malformed' } }] });
    for (let i = 0; i < 8; i += 1) expect(await climb()).toMatchObject({ rung: 'large' });
    expect(small.asked).toHaveLength(5);

    pass(15_000);
    await climb();

    expect(small.asked).toHaveLength(6);
  });

  test('is not asked beyond this process’s own quota', async () => {
    const { climb, needs, small } = scene();
    const rungs = needs.rungs.map((rung) => ({ ...rung, quota: { tokensPerMinute: 1000, burndown: 1 } }));
    const limited = ladder({ ...needs, rungs });
    const asked = { request, judge: good, purse, limits };
    await limited(asked);

    expect(await limited(asked)).toMatchObject({ tried: [{ rung: 'small', why: 'throttled: own-quota' }] });
    expect(small.asked).toHaveLength(1);
    expect(await climb()).toMatchObject({ rung: 'small' });
  });
});

describe('budget', () => {
  test('a turn that is spent asks nobody else', async () => {
    const { climb, large } = scene({ small: [{ text: 'x', usage: { output: 33_000 } }] });

    expect(await climb({ judge: unsureSmall })).toMatchObject({
      outcome: 'none',
      because: 'unsure',
      tried: [{ why: 'unsure' }, { rung: 'large', why: 'budget-turn' }],
    });
    expect(large.asked).toHaveLength(0);
  });

  test('from four fifths of a conversation on only the small model is asked, then none, and nothing is thrown', async () => {
    const { climb, needs } = scene();
    await needs.budget.reserve(purse, '0.041', limits as never);
    expect(await climb({ judge: unsureSmall })).toMatchObject({
      tried: [{ why: 'unsure' }, { why: 'budget-conversation' }],
    });
    expect(await climb()).toMatchObject({ rung: 'small' });

    await needs.budget.settle(purse, '0', '0.0089');

    expect(await climb()).toMatchObject({ outcome: 'none', because: 'budget' });
  });

  test('what was reserved is replaced by what was used', async () => {
    const { climb, needs } = scene();
    const climbed = await climb();

    expect(climbed.costUsd).toBe('0.00021');
    expect(await needs.budget.spent(purse)).toEqual({ conversationUsd: '0.00021', dayUsd: '0.00021' });
  });

  test('10,000 messages spend no more than the day’s budget and one turn, even where each answer is ten times too long', async () => {
    const long = { text: 'x', usage: { output: 8000 } };
    const { needs } = scene({ small: [long], large: [long] });
    const tight = { ...limits, dayUsd: '0.5' };
    const served: string[] = [];
    for (let i = 0; i < 10_000; i += 1) {
      const one = { ...purse, conversationId: `flood-${i}` };
      const { outcome } = await ladder(needs)({ request, judge: unsureSmall, purse: one, limits: tight });
      served.push(outcome);
    }
    const { dayUsd } = await needs.budget.spent(purse);

    expect(Number(dayUsd)).toBeLessThanOrEqual(0.5 + 0.02);
    expect(Number(dayUsd)).toBeGreaterThan(0.4);
    expect(new Set(served)).toEqual(new Set(['answered', 'none']));
  });

  test('where the budget cannot be asked no model is, and the turn goes on', async () => {
    const down = async () => Promise.reject(new Error('no table'));
    const budget = { ...memoryBudget(), reserve: down };
    const { climb, faults, small } = scene({ budget });

    expect(await climb()).toMatchObject({ outcome: 'none', because: 'budget', tried: [{ why: 'budget-unknown' }, {}] });
    expect(faults).toHaveLength(2);
    expect(small.asked).toHaveLength(0);
  });
});

describe('cache', () => {
  test('what was kept is said again, for nothing', async () => {
    const { climb, small } = scene();
    const judge: Climb['judge'] = () => ({ good: true, keep: kept });
    await climb({ judge, cacheKey: key });

    expect(await climb({ judge, cacheKey: key })).toEqual({ outcome: 'cached', answer: kept, costUsd: '0', tried: [] });
    expect(small.asked).toHaveLength(1);
  });

  test('nothing is kept without a key, nor what is not good', async () => {
    const cache = memoryAnswerCache();
    const { climb } = scene({ cache });
    await climb({ judge: () => ({ good: true, keep: kept }) });
    await climb({ judge: () => ({ good: false, why: 'unsure' }), cacheKey: key });

    expect(cache.size()).toBe(0);
  });

  test('a cache that is down is told and missed', async () => {
    const cache = { get: () => Promise.reject(new Error('down')), put: () => Promise.reject(new Error('down')) };
    const { climb, faults } = scene({ cache });

    expect(await climb({ cacheKey: key, judge: () => ({ good: true, keep: kept }) })).toMatchObject({ rung: 'small' });
    expect(faults).toHaveLength(2);
  });
});

describe('tools', () => {
  const call = { call: { name: 'find_order', input: { order: '1' } } };

  test('a tool’s result goes back to the model that asked for it', async () => {
    const { climb, small } = scene({ small: [call, { text: 'shipped' }] });

    expect(await climb({ runTool: async () => ({ content: 'in transit' }) })).toMatchObject({
      answer: { text: 'shipped' },
    });
    expect(small.asked[1]?.messages.slice(1)).toMatchObject([
      { role: 'assistant', toolCalls: [{ name: 'find_order' }] },
      { role: 'tool', results: [{ id: 'call-1', content: 'in transit' }] },
    ]);
  });

  test('a model that asks for the same again goes round in circles, and is left', async () => {
    let ran = 0;
    const runTool = async () => {
      ran += 1;
      return { content: 'in transit' };
    };

    expect(await scene({ small: [call] }).climb({ runTool })).toMatchObject({
      rung: 'large',
      tried: [{ rung: 'small', why: 'malformed: tool-loop' }],
    });
    expect(ran).toBe(1);
  });

  test('a model that always asks for something else is left after some rounds', async () => {
    let n = 0;
    const other = () => ({ call: { name: 'find_order', input: { order: String(n++) } } });
    const { climb } = scene({ small: Array(20).fill(other) as never });
    let ran = 0;
    const runTool = async () => {
      ran += 1;
      return { content: '' };
    };

    expect(await climb({ runTool })).toMatchObject({ tried: [{ why: 'malformed: tool-loop' }] });
    expect(ran).toBe(4);
  });
});

describe('what is told', () => {
  test('every call with its tokens, also the one that failed, and their sum is the cost', async () => {
    const { climb, told } = scene({
      small: [{ failure: { kind: 'cut-stream' }, usage: { output: 10 } }, { text: 'x' }],
    });
    const { costUsd } = await climb();

    expect(told.map(({ call }) => [call.rung, call.attempt, call.outcome])).toEqual([
      ['small', 1, 'failed'],
      ['small', 2, 'answered'],
    ]);
    expect(told.flatMap(({ readings }) => readings.map(({ meter }) => meter))).toEqual([
      'model:gpt-4o-mini:input',
      'model:gpt-4o-mini:output',
      'model:gpt-4o-mini:input',
      'model:gpt-4o-mini:output',
    ]);
    expect(costUsd).toBe(add(['0.000156', '0.00021']));
  });

  test('no word of the customer or the model', async () => {
    const { climb, told } = scene({ small: [{ text: `you said ${SECRET}` }] });
    await climb();

    const lines = JSON.stringify(told.map(({ call, readings }) => [genAiAttributes(call), readings]));
    expect(lines).not.toContain('13800138000');
    expect(lines).not.toContain('you said');
  });
});

describe('who does not want the answer any more', () => {
  test('pays for what was read and written up to then, and asks nobody else', async () => {
    const small = endlessModel({ provider: 'openai', model: 'gpt-4o-mini', priceKey: 'gpt-4o-mini' }, 'You may return');
    const { climb, large, told, needs } = scene();
    const given = new AbortController();
    const rungs = needs.rungs.map((rung) => (rung.name === 'small' ? { ...rung, model: small } : rung));
    const climbed = ladder({ ...needs, rungs })({ request, judge: good, purse, limits, signal: given.signal });
    await small.begun;
    given.abort();

    expect(await climbed).toMatchObject({ outcome: 'none', because: 'cancelled' });
    expect(large.asked).toHaveLength(0);
    const [{ call, readings } = { call: undefined, readings: [] }] = told;
    expect(call).toMatchObject({ failure: { kind: 'cancelled' }, usage: { estimated: true } });
    expect(readings.filter(({ quantity, estimated }) => Number(quantity) > 0 && estimated)).toHaveLength(2);
    const { conversationUsd } = await needs.budget.spent(purse);
    expect(Number(conversationUsd)).toBeGreaterThan(0);
    expect((await climb()).outcome).toBe('answered');
  });

  test('asks no model at all, and reserves nothing, when that is known before', async () => {
    const { climb, small, large, told, needs } = scene();

    expect(await climb({ signal: AbortSignal.abort() })).toMatchObject({ outcome: 'none', because: 'cancelled' });
    expect([small.asked.length, large.asked.length, told.length]).toEqual([0, 0, 0]);
    expect(await needs.budget.spent(purse)).toMatchObject({ conversationUsd: '0' });
  });
});

test('a request without a limit of tokens does not compile, and a limit that is none is refused', () => {
  const { maxTokens: _, ...unlimited } = request;
  // @ts-expect-error maxTokens is missing
  const wrong: ChatRequest = unlimited;
  // @ts-expect-error a bare number is not a considered limit
  const bare: ChatRequest = { ...request, maxTokens: 800 };

  expect([wrong, bare]).toHaveLength(2);
  for (const none of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 64_001])
    expect(() => maxTokens(none)).toThrow('maxTokens is');
});
