import { expect, test } from 'vitest';
import { publish } from '#functions/publish/step';
import { type Act, decide } from '#shared/knowledge/lifecycle/decide';
import type { Build, BuildsAnswer } from '#shared/protocol/builds';
import type { Caller } from '#shared/runtime/http-answer';
import { memoryArticles } from '#test/fakes/memory-articles';
import { MemoryPublisher } from '#test/fakes/memory-publisher';
import { publishingOn } from '#test/fakes/memory-publishing';
import { content } from '#test/knowledge/lifecycle/contents';

const caller = (...groups: string[]): Caller => ({ subject: 'kim', name: 'Kim', groups, origin: '', sourceIp: '' });
const editor = caller('knowledge-editor');
const by = { id: 'kim', name: 'Kim' };

const said = (title: string, answer: string, questions: string[] = []) =>
  content(answer, { texts: { en: { title, questions, answer } } });

/** Articles, builds and an editor; versions are named by their number, the clock stands. */
const office = () => {
  const { store } = memoryArticles();
  const publisher = new MemoryPublisher();
  const clock = { at: Date.parse('2026-11-20T09:00:00.000Z') };
  let versions = 0;
  const newVersion = () => `v${String(++versions).padStart(3, '0')}`;
  const now = () => new Date(clock.at).toISOString();
  const place = publishingOn({ articles: store, publisher, newVersion, now });
  const step = publish(place);
  const acts = async (id: string, ...all: Act[]) => {
    for (const act of all) {
      const before = await store.record(id);
      const decided = decide(id, before, act, { by, at: now() });
      if ('refused' in decided) throw new Error(JSON.stringify(decided));
      await store.write({ ...(before && { before }), ...decided });
    }
  };
  const publishes = (id: string, text = said(`What about ${id}?`, `All about ${id}.`)) =>
    acts(id, { act: 'save', content: text }, { act: 'submit' }, { act: 'publish' });
  const fills = async (count: number) => {
    for (let n = 0; n < count; n += 1)
      await publishes(`article-${n}`, said(`Where is shelf${n}?`, `Shelf${n} is in hall${n}.`));
  };
  const records = (text: string, articleId?: string) =>
    place.builds.putQuestion({ id: text, text, language: 'en', ...(articleId && { articleId }), by, at: now() });
  const builds = async (): Promise<Build[]> =>
    ((await step({ act: 'builds', limit: 20 }, editor)).body as BuildsAnswer).builds;
  /** As an act of the articles' step asks for it. */
  const run = (more: object = { ifChanged: true }) => place.run({ version: newVersion(), by, ...more });
  return { ...place, store, publisher, clock, step, acts, publishes, fills, records, list: builds, run };
};

test('the first version is whole, live at once, and asked nothing', async () => {
  const { fills, run, list, publisher } = office();
  await fills(3);

  await run();

  expect(await list()).toEqual([
    expect.objectContaining({ version: 'v001', state: 'live', kind: 'full', articles: 3, changed: 3, by }),
  ]);
  expect((await list())[0]?.report).toBeUndefined();
  expect(publisher.serves).toHaveLength(3);
});

test('one of many is a difference beside the whole version, and the next one lies beside the same', async () => {
  const { fills, publishes, acts, run, list, publisher } = office();
  await fills(60);
  await run();

  await publishes('news');
  await run();
  await acts('article-1', { act: 'retire' });
  await run();
  await run();

  expect(await list()).toMatchObject([
    { version: 'v003', state: 'live', kind: 'delta', articles: 60, changed: 1 },
    { version: 'v002', state: 'replaced', kind: 'delta', articles: 61, changed: 1 },
    { version: 'v001', state: 'replaced', kind: 'full' },
  ]);
  expect(publisher.since.get('v002')).toEqual({ version: 'v001', changed: ['news'] });
  const since = publisher.since.get('v003');
  expect([since?.version, new Set(since?.changed)]).toEqual(['v001', new Set(['news', 'article-1'])]);
});

test('a change of more than a tenth is built whole', async () => {
  const { fills, publishes, run, list } = office();
  await fills(9);
  await run();

  await publishes('news');
  await run();

  expect((await list())[0]).toMatchObject({ kind: 'full', changed: 1, state: 'live' });
});

test('a difference that has grown to half of what it may be goes live, and everything is built anew behind it', async () => {
  const { fills, publishes, run, list } = office();
  await fills(40);
  await run();
  for (const id of ['one', 'two', 'three']) await publishes(id);

  await run();

  expect(await list()).toMatchObject([
    { kind: 'full', state: 'live', changed: 0, articles: 43 },
    { kind: 'delta', state: 'replaced', changed: 3 },
    { kind: 'full', state: 'replaced' },
  ]);
});

test('where nothing has changed an act’s build makes no version, and an editor’s makes one', async () => {
  const { fills, run, list, step } = office();
  await fills(3);
  await run();

  await run();
  expect(await list()).toHaveLength(1);
  expect(await step({ act: 'build' }, editor)).toMatchObject({ status: 200, body: { state: 'live', articles: 3 } });
  expect((await list())[0]).toMatchObject({ kind: 'full', state: 'live' });
});

test('what agents alone may read is in no version', async () => {
  const { publishes, run, list } = office();
  await publishes('open');
  await publishes('inner', { ...said('Inner?', 'For agents.'), audience: 'agents' });

  await run();

  expect((await list())[0]).toMatchObject({ articles: 1 });
});

const milk = said('Can I return milk powder?', 'Unopened milk powder goes back within 7 days.', [
  'Is milk powder returnable?',
  'I want to send baby formula back',
]);
/** Takes every word of the other one. */
const thief = said('Can I return milk powder?', 'Milk powder and baby formula: ask a person.', [
  'Is milk powder returnable?',
  'I want to send baby formula back',
  'is the milk powder returnable or not',
  'return milk powder',
]);

test('a version that breaks a recorded question more than is allowed is stopped, and the one before stays live', async () => {
  const { fills, publishes, records, run, step, list, publisher } = office();
  await fills(20);
  await publishes('milk', milk);
  await run();
  for (const text of ['is the milk powder returnable or not', 'return milk powder', 'milk powder back'])
    await records(text, 'milk');

  await publishes('thief', thief);
  await run();

  const [stopped, live] = await list();
  expect(live).toMatchObject({ version: 'v001', state: 'live' });
  expect(stopped).toMatchObject({ version: 'v002', state: 'stopped', changed: 1 });
  expect(stopped?.report?.worse).toContainEqual({
    question: 'return milk powder',
    language: 'en',
    source: 'recorded',
    expected: 'milk',
    before: 'milk',
    got: 'thief',
  });
  expect(stopped?.report?.worseCount).toBeGreaterThan(stopped?.report?.allowed ?? 99);
  expect(publisher.live).toBe('v001');

  const refused = await step({ act: 'build' }, editor);
  expect(refused).toMatchObject({
    status: 409,
    body: { refused: 'build-stopped', report: { asked: expect.any(Number) } },
  });
  expect(await step({ act: 'build', anyway: true }, editor)).toMatchObject({ status: 403 });
  expect(publisher.live).toBe('v001');
  expect(await step({ act: 'build', anyway: true }, caller('admin'))).toMatchObject({
    status: 200,
    body: { state: 'live' },
  });
  expect((await list())[0]).toMatchObject({ state: 'live', anyway: true, report: { worseCount: expect.any(Number) } });
});

test('what must stay unanswered is watched as well, and what comes out better is told', async () => {
  const { fills, publishes, records, run, list } = office();
  await fills(20);
  await run();
  await records('how are the whales singing');
  await records('when does the whale sing', 'whales');

  await publishes('whales', said('How are the whales singing?', 'Low and long.', ['When does a whale sing?']));
  await run();

  const [{ report } = {} as Build] = await list();
  expect(report?.worse).toMatchObject([{ question: 'how are the whales singing', got: 'whales' }]);
  expect(report?.worse[0]).not.toHaveProperty('expected');
  expect(report?.better).toContainEqual(
    expect.objectContaining({
      question: 'when does the whale sing',
      source: 'recorded',
      expected: 'whales',
      got: 'whales',
    }),
  );
});

test('more entries than the engine is good for: refused with what was found, the limit, and how to switch', async () => {
  const { fills, step, publisher, list } = office();
  publisher.limit = 2;
  await fills(3);

  const { status, body } = await step({ act: 'build' }, editor);

  expect([status, body]).toMatchObject([409, { refused: 'too-many-entries', found: 3, limit: 2 }]);
  expect(body).toMatchObject({ advice: expect.stringContaining('search: opensearch') });
  expect(await list()).toMatchObject([{ state: 'failed', why: 'too-many-entries' }]);
});

test('a build that breaks off is recorded as failed and built anew when its message comes again, under another name', async () => {
  const { fills, builds, run, list, publisher, newVersion, run: _, ...place } = office();
  await fills(3);
  const publishOnce = publisher.publish.bind(publisher);
  publisher.publish = async () => {
    throw new TypeError('the bucket is away');
  };
  const message = { version: newVersion(), by };

  await expect(place.queue.build(message, 'x')).rejects.toThrow('the bucket is away');
  expect(await list()).toMatchObject([{ version: 'v001', state: 'failed', why: 'TypeError' }]);
  publisher.publish = publishOnce;
  await place.queue.build(message, 'x');
  await place.queue.build({ version: 'v002', by }, 'y');

  expect(await list()).toMatchObject([
    { version: 'v002', state: 'live' },
    { version: 'v001', state: 'failed' },
  ]);
  expect(await builds.build('v003')).toBeUndefined();
});

test('a roll-back makes an older version live again and the newer one a replaced one; both stay listed', async () => {
  const { fills, publishes, run, step, list } = office();
  await fills(30);
  await run();
  await publishes('news');
  await run();

  await step({ act: 'roll-back', version: 'v001' }, editor);

  expect((await list()).map(({ version, state }) => [version, state])).toEqual([
    ['v002', 'replaced'],
    ['v001', 'live'],
  ]);
});

test('a build that has not ended after a quarter of an hour has died', async () => {
  const { builds, list, clock, now } = office();
  await builds.putBuild({ version: 'v001', at: now(), by, state: 'building', articles: 1, changed: 1, kind: 'full' });
  expect(await list()).toMatchObject([{ state: 'building' }]);

  clock.at += 16 * 60_000;

  expect(await list()).toMatchObject([{ state: 'failed' }]);
});

test('builds come page by page, newest first', async () => {
  const { builds, step, now } = office();
  for (let n = 1; n <= 5; n += 1)
    await builds.putBuild({ version: `v00${n}`, at: now(), by, state: 'built', articles: 1, changed: 1, kind: 'full' });
  const page = async (below?: string) => (await step({ act: 'builds', limit: 2, below }, editor)).body as BuildsAnswer;

  const first = await page();
  const last = await page('v002');

  expect([first.builds.map(({ version }) => version), first.next]).toEqual([['v005', 'v004'], 'v004']);
  expect([last.builds.map(({ version }) => version), last.next]).toEqual([['v001'], undefined]);
});
