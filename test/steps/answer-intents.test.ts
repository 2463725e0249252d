import { expect, test } from 'vitest';
import type { EventOf } from '#events/conversation';
import { sortByModel } from '#functions/answer/sort-by-model';
import { answer } from '#functions/answer/step';
import { learned } from '#functions/intents/learn';
import type { HandingOff } from '#shared/conversation/bot';
import { turnOf } from '#shared/conversation/turn';
import { packetOf } from '#shared/handoff/prepare';
import type { Climb, Climbed } from '#shared/models/ladder';
import { viewOf } from '#shared/protocol/reader';
import type { IntentsAt } from '#shared/search/knowledge-index';
import type { IntentSet } from '#shared/understanding/intents/reading';
import { ScriptedKnowledge } from '#test/fakes/scripted-knowledge';
import { CONVERSATION, handingOff, type Scene, scene } from './scene.ts';

const phrases = (...en: string[]) => ({ en, zh: [] });
const { set } = learned(
  [
    {
      name: 'returns',
      examples: phrases('may I return things', 'how long may I return it', 'I want to return this'),
      skill: 'returns',
    },
    {
      name: 'wholesale',
      examples: phrases('wholesale prices for 200 pieces', 'bulk order for my company', 'buy in bulk'),
      handOff: true,
    },
    { name: 'invoice', examples: phrases('I need an invoice', 'send me the invoice', 'invoice for my company please') },
  ],
  undefined,
);

type More = { live?: IntentSet | undefined; unsure?: boolean; sort?: Parameters<typeof answer>[0]['sortByModel'] };

/** The bot's turn over one article and these intents; what it asks of a person is kept. */
const answering = (stage: Scene, { live = set, unsure, sort }: More = {}) => {
  const asked: Parameters<Parameters<typeof answer>[0]['handingOff']>[] = [];
  const places: (IntentsAt | undefined)[] = [];
  const knowledge = new ScriptedKnowledge('Within 30 days.', unsure ? 'unsure' : 'sure');
  const run = answer({
    ...stage,
    knowledge: {
      current: async () => ({ ...(await knowledge.current()), intents: { version: 'v', key: 'intents/v' } }),
    },
    articles: knowledge.articles,
    sleep: async () => {},
    settleMs: 600,
    timeZone: 'Asia/Shanghai',
    tellFailure: () => undefined,
    handingOff: (...of): HandingOff => {
      asked.push(of);
      return handingOff({ reason: of[0].reason, skill: of[3]?.skill ?? 'general' })(of[2]);
    },
    intents: async (at) => {
      places.push(at);
      return live;
    },
    ...(sort && { sortByModel: sort }),
  });
  const turn = async (): Promise<void> => {
    const open = turnOf(await stage.head());
    if (!open) throw new Error('nothing is open');
    await run(open);
  };
  return { turn, asked, places };
};
const last = <K extends 'bot-said' | 'handed-off'>(stage: Scene, kind: K) =>
  stage.eventsOf(CONVERSATION).findLast((event) => event.kind === kind) as unknown as EventOf<K>;

test('what the words were taken for stands beside the answer, for the firm and not for the customer', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  const { turn, places } = answering(stage);

  await turn();

  const said = last(stage, 'bot-said');
  expect(said.intent).toMatchObject({ name: 'returns', outOfScope: false, version: set.version });
  expect(places).toEqual([{ version: 'v', key: 'intents/v' }]);
  expect(viewOf(said, 'agent')).toMatchObject({ intent: { name: 'returns' } });
  expect(viewOf(said, 'customer')).not.toHaveProperty('intent');
});

test('without intents nothing is recorded', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');

  const { turn } = answering(stage, { live: { ...set, model: { ...set.model, intents: [] } } });
  await turn();

  expect(last(stage, 'bot-said')).not.toHaveProperty('intent');
});

test('a matter that goes to a person at once is not answered', async () => {
  const stage = scene();
  await stage.tells('wholesale prices for 200 pieces');
  const { turn, asked } = answering(stage);

  await turn();

  expect(last(stage, 'handed-off')).toMatchObject({ reason: 'intent', intent: { name: 'wholesale' } });
  expect(last(stage, 'bot-said')).toBeUndefined();
  expect(asked).toMatchObject([
    [{ rule: 'intent wholesale' }, expect.anything(), expect.anything(), { name: 'wholesale' }],
  ]);
});

test('who asks for a person goes to the skill of what she asked before, and the packet names it', async () => {
  const stage = scene();
  await stage.tells('I want to return this');
  const { turn } = answering(stage);
  await turn();
  await stage.tells('a human agent please');

  await turn();

  expect(last(stage, 'handed-off')).toMatchObject({ reason: 'customer-asked-in-words', skill: 'returns' });
  const head = await stage.head();
  const packet = packetOf(stage.eventsOf(CONVERSATION), head, stage.now());
  expect(packet.intent).toMatchObject({ name: 'returns', by: 'classifier', version: set.version });
});

test('a model is asked only where the classifier is unsure, and both verdicts are recorded', async () => {
  const stage = scene();
  const texts: string[] = [];
  const sort: More['sort'] = async ({ read, text }) => {
    texts.push(text);
    return { ...read, model: { name: 'small-1', choice: 'c', intent: 'invoice', sure: 0.9 } };
  };
  const { turn } = answering(stage, { sort });
  await stage.tells('I want to return this');
  await turn();
  expect(texts).toEqual([]);

  await stage.tells('something about my company');
  await turn();

  expect(texts).toEqual(['something about my company']);
  expect(last(stage, 'bot-said').intent).toMatchObject({
    name: expect.any(String),
    confidence: expect.any(Number),
    model: { name: 'small-1', intent: 'invoice' },
  });
});

const read = { name: 'invoice', confidence: 0.4, outOfScope: false, version: 'v' };
const NAMED = { kind: 'bedrock', small: 'small-1', large: 'large-1', maxTokens: 500 } as never;

/** A sorting model that answers so; what the ladder was asked is kept. */
const sorting = (text: string | undefined, models = NAMED) => {
  const climbs: Climb[] = [];
  const sort = sortByModel({
    choices: { current: async () => ({ version: 'choice-1', choice: { models, brands: {} } }) },
    ladderOf: () => async (climb) => {
      climbs.push(climb);
      const none = { outcome: 'none', because: 'budget', costUsd: '0', tried: [] } satisfies Climbed;
      if (text === undefined) return none;
      const reply = { outcome: 'answered', text, stop: 'end', toolCalls: [], usage: undefined } as never;
      if (!climb.judge(reply, 'small').good) return { ...none, because: 'unsure' };
      return { outcome: 'answered', rung: 'small', answer: reply, costUsd: '0', tried: [] };
    },
    budgets: {} as never,
    brand: 'shop',
    tellUnanswered: () => {},
  });
  const asks = () =>
    sort({ set, read, text: 'my number is 13800138000', conversationId: CONVERSATION, day: '2026-11-20' });
  return { asks, climbs };
};

test.each([
  ['{"intent": "wholesale", "sure": 0.8}', { intent: 'wholesale', sure: 0.8 }],
  ['Sure: {"intent": "none", "sure": 0.7}', { intent: null, sure: 0.7 }],
])('a model’s %s is recorded beside what was read', async (text, said) => {
  expect(await sorting(text).asks()).toEqual({ ...read, model: { name: 'small-1', choice: 'choice-1', ...said } });
});

test.each([['{"intent": "weather", "sure": 1}'], ['{"intent": "invoice", "sure": 7}'], ['no idea'], [undefined]])(
  'what cannot be used, or was not said for lack of money, changes nothing: %s',
  async (text) => {
    expect(await sorting(text).asks()).toEqual(read);
  },
);

test('a model is shown names and a few examples, the words masked, and has seconds', async () => {
  const { asks, climbs } = sorting('{"intent": "none", "sure": 0.7}');

  await asks();

  expect(climbs[0]?.request.system).toContain(
    '- wholesale: wholesale prices for 200 pieces / bulk order for my company',
  );
  expect(JSON.stringify(climbs[0]?.request.messages)).not.toContain('13800138000');
  expect(climbs[0]).toMatchObject({ totalMs: 2500 });
});

test('where no model is chosen nobody is asked', async () => {
  const { asks, climbs } = sorting('x', { kind: 'none' } as never);

  expect(await asks()).toEqual(read);
  expect(climbs).toEqual([]);
});
