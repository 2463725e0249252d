import { beforeEach, describe, expect, test } from 'vitest';
import { publish } from '#functions/publish/step';
import { type BatchAsk, BatchAsk as BatchSchema, type ImportArticle, ImportAsk } from '#shared/protocol/import';
import type { Caller } from '#shared/runtime/http-answer';
import { memoryArticles } from '#test/fakes/memory-articles';
import { MemoryPublisher } from '#test/fakes/memory-publisher';
import { publishingOn } from '#test/fakes/memory-publishing';

const kim: Caller = { subject: 'kim', name: 'Kim', groups: ['knowledge-editor'], origin: '', sourceIp: '' };

const article = (id: string, answer = 'Within 30 days.', more: Partial<ImportArticle> = {}): ImportArticle => ({
  id,
  tags: [],
  texts: { en: { title: `What about ${id}?`, questions: [], answer } },
  ...more,
});

/** One editor before an empty base; her clock is moved by hand. */
const office = () => {
  const { store, world } = memoryArticles();
  const publisher = new MemoryPublisher();
  const clock = { at: Date.parse('2026-11-20T09:00:00.000Z') };
  let versions = 0;
  const newVersion = () => {
    versions += 1;
    return `v${versions}`;
  };
  const now = () => new Date(clock.at).toISOString();
  const step = publish(publishingOn({ articles: store, publisher, newVersion, now }));
  const batch = async (articles: ImportArticle[], more: Partial<BatchAsk> = {}) => {
    const { status, body } = await step({ articles, mode: 'merge', last: false, ...more }, kim);
    return { status, body: body as { importId: string; refused?: string } };
  };
  const undo = (importId: string) => step({ act: 'undo-import', importId }, kim);
  const states = async (...ids: string[]) => {
    const records = await store.records(ids);
    return ids.map((id) => records.get(id)?.state ?? 'none').join(' ');
  };
  return { store, world, publisher, clock, step, batch, undo, states };
};

let world: ReturnType<typeof office>;
beforeEach(() => {
  world = office();
});

describe('an import in batches', () => {
  test('is one import: the counts are of all of them, and only the last one puts a version live', async () => {
    const { batch, publisher, store } = world;

    const first = await batch([article('a'), article('b')]);
    const { importId } = first.body;
    expect(first).toEqual({
      status: 200,
      body: { importId, state: 'running', articles: 2, written: 2, unchanged: 0, retired: 0 },
    });
    expect(publisher.built.size).toBe(0);

    const last = await batch([article('c')], { importId, last: true });

    expect(last.body).toMatchObject({ importId, state: 'done', articles: 3, written: 3, unchanged: 0, version: 'v2' });
    expect(publisher.serves).toEqual(['a', 'b', 'c']);
    expect(await store.import(importId)).toMatchObject({ state: 'done', written: 3, by: { name: 'Kim' } });
  });

  test('changes nothing when a batch comes twice', async () => {
    const { batch, store } = world;
    const { importId } = (await batch([article('a')])).body;
    const before = await batch([article('b')], { importId });

    const again = await batch([article('b')], { importId });

    expect(again).toEqual(before);
    expect((await store.record('b'))?.n).toBe(1);
  });

  test('retires, in the whole base, what earlier imports brought and no batch names, at its end and not before', async () => {
    const { batch, states } = world;
    await batch([article('old'), article('kept'), article('a')], { last: true });

    const { importId } = (await batch([article('a')], { mode: 'whole' })).body;
    expect(await states('old', 'kept', 'a')).toBe('published published published');
    const { body } = await batch([article('kept', 'New.')], { mode: 'whole', importId, last: true });

    expect(await states('old', 'kept', 'a')).toBe('retired published published');
    expect(body).toMatchObject({ written: 1, unchanged: 1, retired: 1 });
  });

  test('adds and changes only, where it is merged', async () => {
    const { batch, states } = world;
    await batch([article('old')], { last: true });

    await batch([article('new')], { last: true });

    expect(await states('old', 'new')).toBe('published published');
  });

  test('that stopped half way is shown as running, goes on under its name, and is taken back as a whole', async () => {
    const { batch, step, undo, states } = world;
    await batch([article('a', 'Old.')], { last: true });
    const { importId } = (await batch([article('a', 'Half.')])).body;
    const shown = (await step({ act: 'imports' }, kim)).body as { imports: { id: string; state: string }[] };
    expect(shown.imports.find(({ id }) => id === importId)?.state).toBe('running');
    await batch([article('b'), article('a', 'Whole.')], { importId });

    const { status, body } = await undo(importId);

    expect([status, body]).toMatchObject([200, { undone: 2, changedSince: [] }]);
    expect(await states('a', 'b')).toBe('published retired');
    expect((await world.store.record('a'))?.served?.content.texts.en?.answer).toBe('Old.');
    expect(await batch([article('c')], { importId })).toMatchObject({ status: 409, body: { refused: 'wrong-state' } });
  });

  test('is not taken back while a batch of it is being written, unless that has died', async () => {
    const { store, clock, undo, batch } = world;
    const { importId } = (await batch([article('a')])).body;
    const one = await store.import(importId);
    if (!one) throw new Error('no import');
    await store.putImport({ ...one, busySince: new Date(clock.at).toISOString() });

    expect(await undo(importId)).toMatchObject({ status: 409, body: { refused: 'wrong-state' } });
    clock.at += 6 * 60_000;
    expect(await undo(importId)).toMatchObject({ status: 200 });
  });

  test.each([
    ['an import that is not there', { importId: 'nowhere' }, 404, 'unknown-import'],
    ['an import that was begun in the other mode', { mode: 'whole' as const }, 409, 'wrong-mode'],
  ])('refuses a batch for %s, and writes nothing', async (_, more, status, refused) => {
    const { batch, states } = world;
    const { importId } = (await batch([article('a')])).body;

    const answer = await batch([article('b')], { importId, ...more });

    expect(answer).toMatchObject({ status, body: { refused } });
    expect(await states('b')).toBe('none');
  });

  test('refuses a batch with an article at fault before anything of it is written', async () => {
    const { batch, store } = world;

    const { status, body } = await batch([article('a'), article('b', '<script>')]);

    expect([status, body]).toMatchObject([
      400,
      { refused: 'articles-refused', articles: [{ id: 'b', field: 'texts.en.answer' }] },
    ]);
    expect([await store.imports(5), (await store.records(['a'])).size]).toEqual([[], 0]);
  });

  test('a request that names a mode is never read as the whole base', () => {
    expect(ImportAsk.safeParse({ articles: [article('a')], mode: 'merge' }).success).toBe(false);
    expect(ImportAsk.safeParse({ articles: [article('a')], mode: 'other', last: true }).success).toBe(false);
    expect(BatchSchema.safeParse({ articles: [], mode: 'whole', last: true }).success).toBe(true);
  });
});

describe('an article stands as its file says', () => {
  test.each(['draft', 'in-review', 'retired'] as const)('%s', async (state) => {
    const { batch, states, publisher, store } = world;

    await batch([article('a', 'Text.', { state }), article('b')], { last: true });
    await batch([article('a', 'Text.', { state })], { last: true });

    expect([await states('a'), publisher.serves, (await store.record('a'))?.n]).toEqual([state, ['b'], 1]);
  });

  test('a draft over a text that is served: both, and again without another version', async () => {
    const { batch, store } = world;
    const { texts, tags } = article('a', 'Served.');
    const both = article('a', 'Draft.', { state: 'draft', served: { texts, tags } });

    await batch([both], { last: true });
    await batch([both], { last: true });

    expect(await store.record('a')).toMatchObject({
      n: 2,
      state: 'draft',
      content: { texts: { en: { answer: 'Draft.' } } },
      served: { n: 1, content: { texts: { en: { answer: 'Served.' } } } },
    });
  });

  test('for agents only: it is not built for the bot', async () => {
    const { batch, publisher } = world;

    await batch([article('a', 'Secret.', { audience: 'agents' }), article('b')], { last: true });

    expect(publisher.serves).toEqual(['b']);
  });
});
