import { readFileSync } from 'node:fs';
import { beforeAll, expect, inject, test } from 'vitest';
import { seedKnowledge } from '#local/seed';
import type { ArticleRecord } from '#shared/knowledge/lifecycle/record';
import type { BuildsAnswer, ConflictsAnswer } from '#shared/protocol/builds';
import type { Intent } from '#shared/protocol/intents';
import type { TryAnswer } from '#shared/protocol/try';
import { customerOn } from '#test/bench/customer-on';
import { cloudStage } from '#test/scenario/cloud-stage';
import type { Stage } from '#test/scenario/stage';

const cloud = inject('cloud');
const ID = 'returns-unopened-food';
const QUESTION = 'Is milk powder returnable?';

let stage: Stage;
let bearer: string;
let seeded: number;
beforeAll(async () => {
  stage = await cloudStage(cloud);
  seeded = await seedKnowledge(cloud);
  bearer = await stage.signIn('kim');
});

/** An editor's ask, through the product's own door. */
const asks = async <T = { article: ArticleRecord }>(path: string, body: object): Promise<T> => {
  const answer = await stage.ask({ method: 'POST', path, bearer, body });
  if (answer.status !== 200) throw new Error(`${JSON.stringify(body).slice(0, 200)}: ${JSON.stringify(answer)}`);
  return answer.body as T;
};
const article = (ask: object) => asks('/knowledge/articles', { id: ID, ...ask });

/** What the bench says the bot would say. */
const tried = (ask: object = {}) => asks<TryAnswer>('/knowledge/try', { question: QUESTION, ...ask });

const WITHIN_MS = 30_000;

const intents = <T = object>(body: object) => asks<T>('/knowledge/intents', body);

/** What the bot says to a customer who has not asked before, and what it cites. */
const told = async (question = QUESTION): Promise<{ text: string; cites: string[]; handedOff?: string }> => {
  const customer = await customerOn(stage);
  try {
    await customer.say(question);
    for (const ends = performance.now() + WITHIN_MS; performance.now() < ends; await stage.wait(50)) {
      await customer.catchUp();
      const events = customer.screen.eventsOf(customer.conversationId);
      const handedOff = events.find((event) => event.kind === 'handed-off');
      if (handedOff?.kind === 'handed-off') return { text: '', cites: [], handedOff: handedOff.reason };
      const said = events.find(({ kind }) => kind === 'bot-said');
      if (said?.kind !== 'bot-said') continue;
      return { text: said.words.text, cites: said.words.sources.map(({ articleId }) => articleId) };
    }
    throw new Error(`no answer of the bot within ${WITHIN_MS} ms`);
  } finally {
    customer.hangUp();
  }
};

test('withdrawn, an article is no longer answered from in the very next turn; published again, it is', async () => {
  expect((await told()).cites).toContain(ID);
  const { version } = await tried();

  const { article: gone } = await article({ act: 'withdraw', note: 'the lawyers ask for it' });
  expect((await told()).cites).not.toContain(ID);
  expect((await tried({ version })).candidates).toContainEqual(
    expect.objectContaining({ articleId: ID, servable: 'withdrawn' }),
  );

  const { article: submitted } = await article({ act: 'submit', seen: gone.n });
  await article({ act: 'publish', seen: submitted.n });
  // The version built since the withdrawal may be without it; the one after the builds of both acts has it again.
  await asks('/knowledge/publish', { act: 'build' });
  expect((await told()).cites).toContain(ID);
}, 120_000);

test('a corrected figure is in the very next answer, and a rolled back one in the one after', async () => {
  const { article: before } = await article({ act: 'read' });
  const { en, zh } = before.content.texts;
  if (!en) throw new Error('the demo has no English text');
  const texts = { en: { ...en, answer: en.answer.replace('7 days', '9 days') }, zh };

  const { article: corrected } = await article({
    act: 'correct',
    seen: before.n,
    content: { ...before.content, texts },
  });
  const { text } = await told();
  expect(text).toContain('within 9 days');
  expect((await tried()).plan.text).toBe(text);

  await article({ act: 'roll-back', seen: corrected.n, version: before.newest });
  expect((await told()).text).toContain('within 7 days');
});

test('an import that retires the whole base is taken back whole; the pointer goes back and forth', async () => {
  const alone = {
    id: 'only-this',
    version: 1,
    tags: [],
    texts: { en: { title: 'Only this?', questions: [], answer: 'Yes.' } },
  };
  const { versions: earlier } = await asks<{ versions: object[] }>('/knowledge/articles', { act: 'versions', id: ID });
  const { importId, retired, version } = await asks<{ importId: string; retired: number; version: string }>(
    '/knowledge/import',
    { articles: [alone] },
  );
  expect(retired).toBe(seeded);
  expect((await told()).cites).toEqual([]);

  const undone = await asks<{ undone: number; articles: number; version: string; changedSince: string[] }>(
    '/knowledge/publish',
    { act: 'undo-import', importId },
  );
  expect(undone).toMatchObject({ undone: seeded + 1, changedSince: [], articles: seeded });
  expect((await told()).cites).toContain(ID);
  const { versions } = await asks<{ versions: object[] }>('/knowledge/articles', { act: 'versions', id: ID });
  expect(versions.slice(2)).toEqual(earlier);

  expect((await tried({ version })).candidates.map(({ articleId }) => articleId)).not.toContain(ID);
  await asks('/knowledge/publish', { act: 'roll-back', version });
  expect((await told()).cites).not.toContain(ID);
  await asks('/knowledge/publish', { act: 'roll-back', version: undone.version });
  expect((await told()).cites).toContain(ID);
}, 120_000);

test('intents are learned through the door, act in the next turn, and are shown on the bench; gone, nothing is left of them', async () => {
  const demo = JSON.parse(readFileSync('local/demo/intents.json', 'utf8')) as Intent[];
  const wish = 'Wholesale prices please, we want to buy 200 pieces for my company';
  try {
    await intents({ act: 'import', intents: demo, whole: true });
    expect(await intents({ act: 'publish' })).toMatchObject({ trained: true, live: { intents: demo.length } });
    expect((await told(wish)).handedOff).toBe('intent');
    const { intent, handoff } = await tried({ question: wish });
    expect(intent).toMatchObject({ name: 'wholesale', outOfScope: false });
    expect(intent?.why.length).toBeGreaterThan(0);
    expect(handoff).toMatchObject({ reason: 'intent' });

    const { n } = await intents<{ n: number }>({
      act: 'save',
      seen: 1,
      intent: { name: 'wholesale', examples: { en: ['wholesale prices please', 'bulk order'], zh: ['批发'] } },
    });
    expect(await intents({ act: 'publish' })).toMatchObject({ trained: true });
    expect(await intents({ act: 'versions', name: 'wholesale' })).toMatchObject({ versions: [{ n }, { n: 1 }] });
    expect((await told(wish)).handedOff).toBeUndefined();
    expect(await intents({ act: 'list' })).toMatchObject({ changed: false });
  } finally {
    await intents({ act: 'import', intents: [], whole: true });
    await intents({ act: 'publish' });
  }
  expect(await tried({ question: wish })).not.toHaveProperty('intent');
}, 120_000);

test('a new article is found without a build being asked for; the build is listed, with what its questions said', async () => {
  const id = 'whale-song';
  const text = 'How do whales sing?';
  const { question } = await asks<{ question: { id: string } }>('/knowledge/articles', {
    act: 'record-question',
    text,
    language: 'en',
    articleId: ID,
  });
  expect(await asks('/knowledge/articles', { act: 'questions' })).toMatchObject({
    questions: [{ id: question.id, text }],
  });
  await asks('/knowledge/articles', { act: 'drop-question', id: question.id });

  const content = {
    tags: [],
    texts: { en: { title: text, questions: ['what does a whale sing'], answer: 'Low and long.' } },
  };
  const { article: saved } = await asks('/knowledge/articles', { act: 'save', id, seen: 0, content });
  const { article: submitted } = await asks('/knowledge/articles', { act: 'submit', id, seen: saved.n });
  await asks('/knowledge/articles', { act: 'publish', id, seen: submitted.n });

  await expect
    .poll(async () => (await tried({ question: text })).candidates[0]?.articleId, { timeout: WITHIN_MS })
    .toBe(id);
  const { builds, live } = await asks<BuildsAnswer>('/knowledge/publish', { act: 'builds' });
  expect(builds.find(({ version }) => version === live)).toMatchObject({ state: 'live', report: { worseCount: 0 } });
  const { pairs } = await asks<ConflictsAnswer>('/knowledge/articles', { act: 'conflicts' });
  expect(pairs.every(({ one, other }) => one.id < other.id)).toBe(true);
  await asks('/knowledge/articles', { act: 'retire', id, seen: submitted.n + 1 });
}, 120_000);

test('an agent reads what the bot is served, and may not change it', async () => {
  const ana = await stage.signIn('ana');
  const ask = (body: object) => stage.ask({ method: 'POST', path: '/knowledge/articles', bearer: ana, body });

  expect(await ask({ act: 'read', id: ID })).toMatchObject({ status: 200, body: { article: { id: ID } } });
  expect(await ask({ act: 'list', state: 'published', limit: 2 })).toMatchObject({
    status: 200,
    body: { next: expect.any(String) },
  });
  expect(await ask({ act: 'withdraw', id: ID, note: 'x' })).toMatchObject({ status: 403 });
});
