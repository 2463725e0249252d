import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { buildEmbeddedIndex, openEmbeddedDelta, openEmbeddedIndex, requireFts5 } from '#shared/search/embedded';
import { embeddedPublisher, knowledgeSnapshots, type Snapshot } from '#shared/search/snapshot';
import { vectorBytes, vectorFileIn, vectorPublisher, vectorSource } from '#shared/search/vector-file';
import { hybridSearchContract } from '#test/contracts/hybrid-search.contract';
import { knowledgeIndexContract } from '#test/contracts/knowledge-index.contract';
import { ScriptedEmbedder, scriptedEmbedding } from '#test/fakes/scripted-embedder';

async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), 'baton-test-'));
  onTestFinished(() => rm(made, { recursive: true, force: true }));
  return made;
}

/** Versions in memory, files in a folder. */
async function emptyBase(limit = 1000) {
  const place = await mkdtemp(join(tmpdir(), 'baton-test-'));
  const versions = new Map<string, Snapshot>();
  let live: Snapshot | undefined;
  let copies = 0;
  const register = {
    live: async () => live,
    find: async (version: string) => versions.get(version),
    add: async (snapshot: Snapshot) => !versions.has(snapshot.version) && !!versions.set(snapshot.version, snapshot),
    makeLive: async (snapshot: Snapshot) => {
      live = snapshot;
    },
    versions: async () => [...versions.keys()].sort().reverse(),
  };
  const stored = (key: string) => join(place, key.replaceAll('/', '-'));
  const files = {
    put: (key: string, file: string) => copyFile(file, stored(key)),
    fetch: async (key: string) => {
      copies += 1;
      await copyFile(stored(key), join(place, `copy-${copies}`));
      return join(place, `copy-${copies}`);
    },
  };
  return {
    publisher: embeddedPublisher({
      register,
      putFile: files.put,
      fetchFile: files.fetch,
      now: () => '2026-07-01T00:00:00.000Z',
      limit,
    }),
    source: knowledgeSnapshots({
      pointer: register.live,
      fetchFile: files.fetch,
      open: openEmbeddedIndex,
      openDelta: openEmbeddedDelta,
    }),
    fetched: () => copies,
    files,
    close: () => rm(place, { recursive: true, force: true }),
  };
}

knowledgeIndexContract('embedded', () => emptyBase());

hybridSearchContract('embedded', async (embedding) => {
  const { publisher, source, files, close } = await emptyBase();
  const needs = { embedding, putFile: files.put, fetchFile: files.fetch, tellFault: () => undefined };
  return { publisher: vectorPublisher(publisher, needs), source: vectorSource(source, needs), close };
});

test('a version whose vectors cannot be read is searched by words, its fault is told, and they are not asked for again', async () => {
  const { publisher, source, files, close } = await emptyBase();
  onTestFinished(close);
  const embedding = scriptedEmbedding(new ScriptedEmbedder((text) => text));
  const faults: unknown[] = [];
  const hybrid = vectorSource(source, { embedding, fetchFile: files.fetch, tellFault: (error) => faults.push(error) });
  const article = {
    id: 'a',
    version: 1,
    tags: [],
    texts: { en: { title: 'Refunds?', questions: [], answer: 'Yes.' } },
  };
  await publisher.publish([article], '1');
  await publisher.activate('1');

  const [first, again] = [await hybrid.current(), await hybrid.current()];
  const hits = await first.search('refunds', { language: 'en', limit: 5, at: '2026-07-01' });

  expect(hits.map(({ articleId }) => articleId)).toEqual(['a']);
  expect(again).toBe(first);
  expect(faults).toHaveLength(1);
});

test('vectors are read as they were written, and a file that is cut short is refused', () => {
  const facts = { model: 'm', dimensions: 2, weight: 0.3, asked: 9, right: 4, rightFused: 7 };
  const entry = { articleId: '退货', version: 1, language: 'zh' as const, title: '怎么退？', answer: '好。', tags: [] };
  const file = { version: '1', facts, entries: [entry, entry], matrix: Float32Array.of(1, 0, 0.6, 0.8) };

  const bytes = vectorBytes(file);

  expect(vectorFileIn(Buffer.concat([Buffer.alloc(3), bytes]).subarray(3))).toEqual(file);
  expect(() => vectorFileIn(bytes.subarray(0, -4))).toThrow('3 numbers for 2 entries');
});

test('a Node.js whose SQLite lacks FTS5 is told what to do', () => {
  const without = () => ({
    exec: () => {
      throw new Error('no such module: fts5');
    },
    close: () => {},
  });

  expect(() => requireFts5(without)).toThrow(/no FTS5.*search: opensearch/);
  expect(() => requireFts5()).not.toThrow();
});

test('an index file is never written twice', async () => {
  const file = join(await folder(), 'one.sqlite');
  buildEmbeddedIndex([], { version: '1', file });

  expect(() => buildEmbeddedIndex([], { version: '2', file })).toThrow(/never written twice/);
  const index = openEmbeddedIndex(file);
  expect(index.version).toBe('1');
  index.close();
});

test('the same articles give the same file, byte for byte', async () => {
  const place = await folder();
  const [one, two] = [join(place, 'one'), join(place, 'two')];
  const article = {
    id: 'a',
    version: 1,
    tags: [],
    texts: { en: { title: 'Refunds?', questions: ['money back'], answer: 'Yes.' } },
  };

  buildEmbeddedIndex([article], { version: '1', file: one });
  buildEmbeddedIndex([article], { version: '1', file: two });

  expect((await readFile(one)).equals(await readFile(two))).toBe(true);
});

test.each([
  ['text', 'no database at all, but long enough to be read as one if anybody tried to do that'],
  ['nothing', ''],
])('a file of %s is refused by name', async (_kind, content) => {
  const file = join(await folder(), 'other.sqlite');
  await writeFile(file, content);

  expect(() => openEmbeddedIndex(file)).toThrow(/other\.sqlite is no knowledge index/);
});

const numbered = (n: number, answer = `Shelf${n} is in hall${n}.`) => ({
  id: `shelf-${n}`,
  version: 1,
  tags: [],
  texts: { en: { title: `Where is shelf${n}?`, questions: [], answer } },
});

test('a difference is a small file beside the whole one, which a warm function has fetched once', async () => {
  const { publisher, source, fetched, close } = await emptyBase();
  onTestFinished(close);
  const all = Array.from({ length: 30 }, (_, n) => numbered(n));
  await publisher.publish(all, '1');
  await publisher.activate('1');
  await source.current();
  expect(fetched()).toBe(1);

  for (const version of ['2', '3']) {
    const changed = { ...numbered(7, `Told by ${version}.`), version: Number(version) };
    const built = await publisher.publish(all.with(7, changed), version, { version: '1', changed: [changed.id] });
    expect(built).toEqual({ published: version, kind: 'delta' });
    await publisher.activate(version);
    const [hit] = await (await source.current()).search('where is shelf7', {
      language: 'en',
      limit: 1,
      at: '2026-07-01',
    });
    expect(hit).toMatchObject({ answer: `Told by ${version}.`, version: Number(version) });
  }
  // The whole one once by each of the two, and each difference by the one that serves.
  expect(fetched()).toBe(4);
});

test('a difference beside one that is no whole version, or not there, is built whole', async () => {
  const { publisher, close } = await emptyBase();
  onTestFinished(close);
  await publisher.publish([numbered(1)], '1');
  await publisher.publish([numbered(1), numbered(2)], '2', { version: '1', changed: ['shelf-2'] });

  for (const [version, since] of [
    ['3', '2'],
    ['4', 'nobody'],
  ] as const)
    expect(await publisher.publish([numbered(1)], version, { version: since, changed: ['shelf-2'] })).toMatchObject({
      kind: 'full',
    });
});

test('more entries than the limit are refused with both numbers, and nothing is built', async () => {
  const { publisher, close } = await emptyBase(2);
  onTestFinished(close);

  const refused = await publisher.publish([numbered(1), numbered(2), numbered(3)], '1');

  expect(refused).toEqual({ refused: 'too-many-entries', found: 3, limit: 2 });
  expect(await publisher.versions()).toEqual({ versions: [] });
});
