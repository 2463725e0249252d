import { describe, expect, test } from 'vitest';
import { publish } from '#functions/publish/step';
import type { Article } from '#shared/knowledge/article';
import { type Act, decide } from '#shared/knowledge/lifecycle/decide';
import type { Caller } from '#shared/runtime/http-answer';
import { memoryArticles } from '#test/fakes/memory-articles';
import { MemoryPublisher } from '#test/fakes/memory-publisher';
import { publishingOn } from '#test/fakes/memory-publishing';
import { content } from '#test/knowledge/lifecycle/contents';

const caller = (...groups: string[]): Caller => ({ subject: 'kim', name: 'Kim', groups, origin: '', sourceIp: '' });
const editor = caller('knowledge-editor');

const article = (id: string, answer = 'Within 30 days.', more: Partial<Article> = {}): Article => ({
  id,
  version: 1,
  tags: ['returns'],
  texts: { en: { title: `What about ${id}?`, questions: [], answer } },
  ...more,
});

/** An editor, her table and her index; the clock moves a second at each look. */
const desk = () => {
  const { store, world } = memoryArticles();
  const publisher = new MemoryPublisher();
  let seconds = 0;
  const now = () => new Date(Date.parse('2026-11-20T09:00:00.000Z') + 1000 * seconds++).toISOString();
  let versions = 0;
  const newVersion = () => {
    versions += 1;
    return `v${versions}`;
  };
  const publishing = publishingOn({ articles: store, publisher, newVersion, now });
  const step = publish(publishing);
  const does = async (id: string, act: Act) => {
    const before = await store.record(id);
    const decided = decide(id, before, act, { by: { id: 'kim', name: 'Kim' }, at: now() });
    if ('refused' in decided) throw new Error(JSON.stringify(decided));
    await store.write({ ...(before && { before }), ...decided });
  };
  const brings = async (...articles: Article[]) => (await step({ articles }, editor)).body as { importId: string };
  return { store, world, publisher, step, does, brings, ...publishing };
};

test.each(['knowledge-editor', 'admin'])('%s brings a base, and a version of it is live', async (group) => {
  const { step, publisher, store } = desk();

  const { status, body } = await step({ articles: [article('a'), article('b')] }, caller(group));

  expect(status).toBe(200);
  expect(body).toEqual({ version: 'v2', articles: 2, importId: 'v1', written: 2, unchanged: 0, retired: 0 });
  expect(publisher.serves).toEqual(['a', 'b']);
  expect(await store.record('a')).toMatchObject({ n: 1, state: 'published', by: { id: 'kim', name: 'Kim' } });
});

test('who is no editor publishes nothing and brings nothing', async () => {
  const { step, publisher, store } = desk();

  for (const ask of [{ articles: [article('a')] }, { act: 'build' as const }, { act: 'imports' as const }])
    expect(await step(ask, caller('agent', 'supervisor'))).toMatchObject({
      status: 403,
      body: { code: 'not-allowed' },
    });
  expect([publisher.built.size, await store.allServed()]).toEqual([0, []]);
});

test('brought again unchanged, nothing gets a new version; what differs gets one, and what is missing is retired', async () => {
  const { brings, store, publisher } = desk();
  await brings(article('a'), article('b'), article('c'));

  const again = await brings(article('a'), article('b', 'Within 14 days.'));

  expect(again).toMatchObject({ written: 1, unchanged: 1, retired: 1 });
  expect((await store.record('a'))?.n).toBe(1);
  expect(await store.record('b')).toMatchObject({ n: 2, served: { n: 2 } });
  expect(await store.record('c')).toMatchObject({ n: 2, state: 'retired' });
  expect(publisher.serves).toEqual(['a', 'b']);
});

test('what somebody wrote by hand is not an import’s to take away', async () => {
  const { does, brings, publisher } = desk();
  for (const act of [{ act: 'save', content: content() }, { act: 'submit' }, { act: 'publish' }] as Act[])
    await does('by-hand', act);

  await brings(article('a'));

  expect(publisher.serves).toEqual(['a', 'by-hand']);
});

test('an article that a file calls withdrawn is kept and not served', async () => {
  const { brings, store, publisher } = desk();
  await brings(article('a'), article('b'));

  await brings(article('a', undefined, { withdrawn: true }), article('b'), article('c', 'x', { withdrawn: true }));

  expect(publisher.serves).toEqual(['b']);
  expect([(await store.record('a'))?.state, (await store.record('c'))?.state]).toEqual(['retired', 'draft']);
});

test('an import is taken back whole: every article as it stood, what it alone had brought retired', async () => {
  const { brings, does, step, store, publisher } = desk();
  await brings(article('a'), article('b'));
  await does('b', { act: 'save', content: content('A draft.') });
  const before = await store.records(['a', 'b']);
  const { importId } = await brings(article('a', 'Wrong.'), article('b', 'Wrong.'), article('c'));
  expect(publisher.serves).toEqual(['a', 'b', 'c']);

  const { status, body } = await step({ act: 'undo-import', importId }, editor);

  expect([status, body]).toMatchObject([200, { undone: 3, changedSince: [], importId }]);
  expect(publisher.serves).toEqual(['a', 'b']);
  for (const [id, was] of before)
    expect(await store.record(id)).toMatchObject({ content: was.content, state: was.state, served: was.served });
  expect(await store.record('c')).toMatchObject({ state: 'retired', n: 2 });
  expect(await step({ act: 'undo-import', importId }, editor)).toMatchObject({ status: 409 });
});

test('what was changed after the import stays as it is, and is named', async () => {
  const { brings, does, step, store } = desk();
  const { importId } = await brings(article('a'), article('b'));
  await does('a', { act: 'correct', content: content('By hand.') });

  const { body } = await step({ act: 'undo-import', importId }, editor);

  expect(body).toMatchObject({ undone: 1, changedSince: ['a'] });
  expect((await store.record('a'))?.served?.content).toEqual(content('By hand.'));
});

test('imports are listed newest first, with who, when and how many', async () => {
  const { brings, step } = desk();
  await brings(article('a'));
  await brings(article('a'), article('b'));

  const { body } = await step({ act: 'imports' }, editor);

  expect(body).toMatchObject({
    imports: [
      { id: 'v3', written: 1, unchanged: 1, state: 'done', by: { name: 'Kim' } },
      { id: 'v1', written: 1, state: 'done' },
    ],
  });
});

describe('nothing is written', () => {
  test.each([
    ['of a base with an article at fault', [article('a'), article('b', '<script>')], 'articles-refused'],
    ['of a base that names an article twice', [article('a'), article('a')], 'article-twice'],
  ])('%s, and the faults are named', async (_, articles, refused) => {
    const { step, store, publisher } = desk();

    const { status, body } = await step({ articles }, editor);

    expect([status, body]).toMatchObject([400, { refused }]);
    expect(JSON.stringify(body)).toMatch(/"field":"texts.en.answer"|"ids":\["a"\]/);
    expect([publisher.built.size, await store.allServed()]).toEqual([0, []]);
  });

  test('while an import may still be running, or where there is none', async () => {
    const { step, store } = desk();
    const one = { id: 'v9', at: '2026-11-20T09:00:00.000Z', by: editor, written: 0, unchanged: 0, retired: 0 };
    await store.putImport({ ...one, by: { id: 'kim', name: 'Kim' }, state: 'running' });

    expect(await step({ act: 'undo-import', importId: 'v9' }, editor)).toMatchObject({ status: 409 });
    expect(await step({ act: 'undo-import', importId: 'v8' }, editor)).toMatchObject({ status: 404 });
  });
});

test('a build holds what is served to the bot, and nothing else', async () => {
  const { does, step, publisher } = desk();
  const published = async (id: string, more = {}) => {
    for (const act of [
      { act: 'save', content: content('30 days.', more) },
      { act: 'submit' },
      { act: 'publish' },
    ] as Act[])
      await does(id, act);
  };
  await published('both');
  await published('desk', { audience: 'agents' });
  await published('gone');
  await does('gone', { act: 'withdraw', note: 'wrong' });
  await does('draft', { act: 'save', content: content() });

  const { body } = await step({ act: 'build' }, editor);

  expect(body).toMatchObject({ version: 'v1', articles: 1 });
  expect(publisher.built.get('v1')).toEqual([
    { id: 'both', version: 3, tags: ['returns'], texts: content('30 days.').texts },
  ]);
});

test('back to an older version is one move of the pointer; a version that was never built is refused', async () => {
  const { brings, step, publisher } = desk();
  await brings(article('a'));
  await brings(article('b'));

  expect(await step({ act: 'roll-back', version: 'v2' }, editor)).toMatchObject({ status: 200 });
  expect(publisher).toMatchObject({ live: 'v2' });
  for (const version of ['v7', '../x'])
    expect(await step({ act: 'roll-back', version }, editor)).toMatchObject({
      status: 404,
      body: { refused: 'unknown-version' },
    });
});

test('a version that exists already fails loudly and puts nothing else live', async () => {
  const { step, publisher } = desk();
  publisher.built.set('v1', []);

  await expect(step({ act: 'build' }, editor)).rejects.toThrow('v1');
  expect(publisher.live).toBe('');
});
