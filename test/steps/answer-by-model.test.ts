import { describe, expect, test } from 'vitest';
import type { EventOf } from '#events/conversation';
import { byModel } from '#functions/answer/by-model';
import { answer } from '#functions/answer/step';
import type { AnswersBy } from '#shared/answering/by-model';
import { Persona } from '#shared/answering/persona/persona';
import { voiceOf } from '#shared/answering/persona/voice';
import { turnOf } from '#shared/conversation/turn';
import { currentBook } from '#shared/cost/price-book';
import type { ChatModel } from '#shared/models/chat-model';
import { processGates } from '#shared/models/gates';
import { ladder } from '#shared/models/ladder';
import { ModelChoice } from '#shared/models/settings';
import { manualTimer } from '#test/fakes/manual-timer';
import { memoryAnswerCache } from '#test/fakes/memory-answer-cache';
import { memoryBudget } from '#test/fakes/memory-budget';
import { ScriptedKnowledge } from '#test/fakes/scripted-knowledge';
import { endlessModel, type Reply, scriptedModel } from '#test/fakes/scripted-model';
import { CONVERSATION, CUSTOMER, handingOff, type Scene, scene } from './scene.ts';

const TEXT = 'You may return things within 30 days of their delivery. A refund takes 5 working days.';
const persona = (more: object = {}) =>
  Persona.parse({ brand: 'lantern', version: '1', name: { en: 'Lumi' }, look: { colour: '#1c7ed6' }, ...more });

const says = (text: string, cites = [1]): Reply => ({
  text: JSON.stringify({ known: true, claims: [{ text, cites }] }),
});
const WORDED = 'You have 30 days from delivery to return things.';
const honest = says(WORDED);
const inventor = says('Returning costs ¥73.19.');
const ignorant: Reply = { text: '{"known": false}' };
const throttled: Reply = { failure: { kind: 'throttled' } };

type Options = {
  models: ChatModel[];
  answers?: AnswersBy;
  sure?: 'sure' | 'unsure';
  persona?: Persona | undefined;
  choice?: object;
  /** Runs while a model is asked; what it returns is how many milliseconds the model has taken. */
  meanwhile?: () => Promise<number>;
  budgets?: { turnUsd: string; conversationUsd: string; dayUsd: string };
};

const ample = { turnUsd: '1', conversationUsd: '1', dayUsd: '1' };
const models = { kind: 'bedrock', small: 'm.small', large: 'm.large' };

/** One conversation whose turns ask these models: the small one first where there are two. */
const answering = (options: Options) => {
  const { answers = 'model', sure = 'sure', choice = { models }, budgets = ample, meanwhile } = options;
  const stage = scene();
  const knowledge = new ScriptedKnowledge(TEXT, sure);
  const unanswered: string[] = [];
  const looks = manualTimer();
  let thought = 0;
  let choicesRead = 0;
  const now = () => new Date(Date.parse(stage.now()) + thought).toISOString();
  const slow = (model: ChatModel): ChatModel => ({
    ...model,
    async *stream(request, signal) {
      thought += (await meanwhile?.()) ?? 0;
      yield* model.stream(request, signal);
    },
  });
  const rungs = options.models.map((model, i) => ({
    name: i < options.models.length - 1 ? 'small' : 'large',
    model: slow(model),
    deadlines: { firstTokenMs: 4000, totalMs: 9000 },
  }));
  const cache = memoryAnswerCache();
  const voice = voiceOf(options.persona);
  const asked = byModel({
    answers,
    choices: {
      current: async () => {
        choicesRead += 1;
        return { version: 'environment', choice: ModelChoice.parse(choice) };
      },
    },
    ladderOf: () =>
      ladder({
        rungs,
        cache,
        budget: memoryBudget(),
        book: currentBook,
        gates: processGates(),
        timer: () => () => undefined,
        now: () => Date.parse(now()),
        sleep: async () => undefined,
        random: () => 0,
        tell: () => undefined,
        tellFault: (error) => {
          throw error;
        },
      }),
    budgets,
    voice,
    now,
    timer: looks,
    tellUnanswered: (because, tried) => unanswered.push(`${because} ${tried.map(({ why }) => why).join(' ')}`.trim()),
  });
  const run = answer({
    ...stage,
    knowledge,
    articles: knowledge.articles,
    now,
    sleep: async () => undefined,
    settleMs: 0,
    timeZone: 'Asia/Shanghai',
    tellFailure: () => undefined,
    handingOff: ({ reason }, _texts, at) => handingOff({ reason })(at),
    voice,
    byModel: asked,
  });
  const says = async (text: string): Promise<EventOf<'bot-said'>> => {
    await stage.tells(text);
    await take();
    return stage.eventsOf(CONVERSATION).at(-1) as EventOf<'bot-said'>;
  };
  const take = async (): Promise<void> => {
    const turn = turnOf(await stage.head());
    if (!turn) throw new Error('nothing is open');
    await run(turn);
  };
  return { stage, knowledge, looks, says, take, unanswered, cache, choicesRead: () => choicesRead };
};

const QUESTION = 'How long may I return things?';

describe('a turn of an environment with models', () => {
  test('is worded by the model, with the articles it cites as sources and the choice that named it', async () => {
    const model = scriptedModel({}, honest);
    const { says: hears, choicesRead } = answering({ models: [model] });

    const said = await hears(QUESTION);

    expect(said).toMatchObject({
      kind: 'bot-said',
      outcome: 'answered',
      model: { name: 'm.large', choice: 'environment' },
      words: { text: WORDED, sources: [{ articleId: 'return-window', version: 3 }] },
    });
    expect(model.asked).toHaveLength(1);
    expect(choicesRead()).toBe(1);
  });

  test.each<[string, Reply[], string]>([
    ['that invents a price', [inventor], 'unsure figure'],
    ['that does not know', [ignorant], 'unsure unknown'],
    ['that cites what was not found', [says('You have 30 days.', [2])], 'unsure unknown-source'],
    ['that writes no claims', [{ text: 'You have 30 days.' }], 'unsure unreadable'],
    ['that is throttled twice', [throttled, throttled], 'failed throttled'],
    ['that calls tools for ever', [{ call: { name: 'find', input: {} } }], 'failed malformed: tool-loop'],
  ])('says what its article says after a model %s', async (_, replies, why) => {
    const { says: hears, unanswered } = answering({ models: [scriptedModel({}, ...replies)] });

    const said = await hears(QUESTION);

    expect(said.words).toEqual({ text: TEXT, sources: [expect.objectContaining({ articleId: 'return-window' })] });
    expect(said.model).toBeUndefined();
    expect(unanswered).toEqual([why]);
  });

  test('asks the large model after a small one that was blocked', async () => {
    const { says: hears } = answering({ models: [scriptedModel({}, inventor), scriptedModel({}, honest)] });

    expect(await hears(QUESTION)).toMatchObject({ model: { name: 'm.large' }, words: { text: WORDED } });
  });

  test('offers a person where neither articles nor models know', async () => {
    const { says: hears, unanswered } = answering({ models: [scriptedModel({}, ignorant)], sure: 'unsure' });

    expect(await hears('Do you sell boats?')).toMatchObject({
      outcome: 'unknown',
      words: { text: expect.stringContaining('Shall I bring in a colleague'), sources: [] },
    });
    expect(unanswered).toHaveLength(1);
  });

  test('answers from an article of which the search was not sure, where a model can', async () => {
    const { says: hears } = answering({ models: [scriptedModel({}, honest)], sure: 'unsure', answers: 'extractive' });

    expect(await hears('Sending stuff back, how long?')).toMatchObject({
      outcome: 'answered',
      words: { text: WORDED },
    });
  });

  test('asks no model for a sure answer where articles shall speak for themselves', async () => {
    const model = scriptedModel({}, honest);
    const { says: hears, choicesRead } = answering({ models: [model], answers: 'extractive' });

    expect((await hears(QUESTION)).words.text).toBe(TEXT);
    expect([model.asked.length, choicesRead()]).toEqual([0, 0]);
  });

  test.each(['hello', 'LT-20261101-0042'])('asks no model about "%s"', async (text) => {
    const model = scriptedModel({}, honest);
    const { says: hears } = answering({ models: [model] });
    await hears(text);

    expect(model.asked).toHaveLength(0);
  });

  test('asks no model while a published choice names none', async () => {
    const model = scriptedModel({}, honest);
    const { says: hears } = answering({ models: [model], choice: { models: { kind: 'none' } } });

    expect((await hears(QUESTION)).words.text).toBe(TEXT);
    expect(model.asked).toHaveLength(0);
  });

  test('asks no model when the budget is spent', async () => {
    const model = scriptedModel({}, honest);
    const budgets = { turnUsd: '0.000001', conversationUsd: '1', dayUsd: '1' };
    const { says: hears, unanswered } = answering({ models: [model], budgets });

    expect((await hears(QUESTION)).words.text).toBe(TEXT);
    expect(unanswered).toEqual(['budget budget-turn']);
  });

  test('shows a model no telephone number and no mail address, neither new nor old', async () => {
    const model = scriptedModel({}, honest);
    const { says: hears } = answering({ models: [model] });
    await hears('I am anna.lee@example.com, how long may I return things?');
    await hears('Call me at 13812345678. How long may I return shoes?');

    const shown = JSON.stringify(model.asked);
    expect(model.asked).toHaveLength(2);
    expect(shown).not.toMatch(/anna\.lee|13812345678/);
    expect(shown).toContain('138****5678');
  });

  test('gives the same answer again without a call, to a question that stands by itself', async () => {
    const model = scriptedModel({}, honest);
    const { says: hears, cache } = answering({ models: [model] });
    await hears(QUESTION);

    expect(await hears('how long may I return things')).toMatchObject({ words: { text: WORDED } });
    expect([model.asked.length, cache.size()]).toEqual([1, 1]);
  });

  test('does not give an answer again whose article was corrected since', async () => {
    const corrected = 'You may return things within 14 days of their delivery.';
    const model = scriptedModel({}, honest, says(corrected));
    const { says: hears, knowledge } = answering({ models: [model] });
    await hears(QUESTION);
    const former = knowledge.serving.get('return-window');
    if (!former) throw new Error('the article is not served');
    const texts = { en: { ...former.content.texts.en, title: 'How long may I return things?', answer: corrected } };
    knowledge.serving.set('return-window', { n: 4, content: { ...former.content, texts } } as typeof former);

    expect(await hears(QUESTION)).toMatchObject({
      words: { text: corrected, sources: [{ articleId: 'return-window', version: 4 }] },
    });
    expect(model.asked).toHaveLength(2);
  });

  test('says nothing and shows nothing where somebody took over while the model was writing', async () => {
    const parts: { stage?: Scene } = {};
    const { stage, take } = answering({
      models: [scriptedModel({}, honest)],
      meanwhile: async () => {
        await parts.stage?.so('asks');
        return 3000;
      },
    });
    parts.stage = stage;
    await stage.desk.putSocket({ role: 'customer', id: CUSTOMER }, 'tab-1', stage.now());
    await stage.tells(QUESTION);
    await take();

    expect(stage.kinds()).not.toContain('bot-said');
    expect(stage.kinds()).not.toContain('answer-cut');
    expect(stage.sockets.to('tab-1')).toEqual([]);
  });

  test('stops a model that is still writing when a look sees that somebody took over, and shows nothing', async () => {
    const identity = { provider: 'openai', model: 'gpt-4o-mini', priceKey: 'gpt-4o-mini' };
    const model = endlessModel(identity, 'You may');
    const { stage, take, looks, unanswered } = answering({ models: [model] });
    await stage.desk.putSocket({ role: 'customer', id: CUSTOMER }, 'tab-1', stage.now());
    await stage.tells(QUESTION);
    const taken = take();
    await model.begun;
    // It is the turn's still: the model writes on, and is looked after again.
    expect(looks.ring(1000)).toBe(true);
    await expect.poll(() => looks.ring(1000)).toBe(true);
    await stage.so('asks');
    await expect.poll(() => looks.ring(1000)).toBe(true);
    await taken;

    expect(unanswered).toEqual(['cancelled cancelled']);
    expect(stage.kinds()).not.toContain('bot-said');
    expect(stage.sockets.to('tab-1')).toEqual([]);
    expect(looks.ring(1000)).toBe(false);
  });

  test('goes on with its model where a look fails', async () => {
    const { stage, take, looks } = answering({
      models: [scriptedModel({}, honest)],
      meanwhile: async () => {
        const { head } = stage.store;
        stage.store.head = () => Promise.reject(new Error('throttled'));
        looks.ring(1000);
        await expect.poll(() => looks.ring(1000)).toBe(true);
        stage.store.head = head;
        return 0;
      },
    });
    await stage.tells(QUESTION);
    await take();

    expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'bot-said', words: { text: WORDED } });
  });

  test('is ended by its own deadline: the next model is not asked when the time is over', async () => {
    const large = scriptedModel({}, honest);
    const { says: hears, unanswered } = answering({
      models: [scriptedModel({}, ignorant), large],
      meanwhile: async () => 15_000,
    });

    expect((await hears(QUESTION)).words.text).toBe(TEXT);
    expect(large.asked).toHaveLength(0);
    expect(unanswered).toEqual(['unsure unknown timeout-total: turn']);
  });
});

describe('a brand’s voice', () => {
  const replacing = persona({
    banned: [{ words: ['refund'], instead: 'money back' }],
    competitors: [{ words: ['Acme'], instead: 'another shop' }],
    openings: { en: ['Hi, {name} here, the shop’s bot.'] },
    approved: { apology: { en: ['We are sorry.'] }, offer: { en: ['A person can help: say “person”.'] } },
  });

  test('takes banned words out of what articles say', async () => {
    const { says: hears } = answering({ models: [scriptedModel({}, ignorant)], persona: replacing });

    expect((await hears(QUESTION)).words.text).toBe(TEXT.replace('refund', 'money back'));
  });

  test('takes a competitor out of what a model says', async () => {
    const model = scriptedModel({}, says('Unlike Acme, you may return things within 30 days of delivery.'));
    const { says: hears } = answering({ models: [model], persona: replacing });

    expect((await hears(QUESTION)).words.text).toBe(
      'Unlike another shop, you may return things within 30 days of delivery.',
    );
  });

  test('greets in its own words, and is the model’s name and brand', async () => {
    const model = scriptedModel({}, honest);
    const { says: hears } = answering({ models: [model], persona: replacing });

    expect((await hears('hello')).words.text).toBe('Hi, Lumi here, the shop’s bot.');
    await hears(QUESTION);
    expect(model.asked[0]?.system).toContain('You are Lumi, the customer-service bot of lantern.');
  });

  test('apologises to who is upset, tells the model to be slow, and offers a person once', async () => {
    const model = scriptedModel({}, honest);
    const { says: hears } = answering({ models: [model], persona: replacing });

    const { text } = (await hears('This is terrible and annoying. How long may I return things?')).words;

    expect(text).toMatch(/^We are sorry\. /);
    expect(model.asked[0]?.system).toContain('The customer is upset');
  });

  test('without a persona every text is as it was', async () => {
    const { says: hears } = answering({ models: [scriptedModel({}, ignorant)] });

    expect((await hears('This is terrible and annoying. How long may I return things?')).words.text).toBe(TEXT);
  });
});
