import { access, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { embeddedPublisher, knowledgeSnapshots, type Snapshot } from '#shared/search/snapshot';

/** A pointer that can be moved, files that can fail, and a record of what was opened and closed. */
async function warmFunction() {
  const folder = await mkdtemp(join(tmpdir(), 'baton-test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const seen = { fetched: [] as string[], closed: [] as string[] };
  const world = { live: undefined as { version: string; key: string } | undefined, held: '', broken: false };
  const open = (): KnowledgeIndex => {
    const version = world.held || (world.live?.version ?? '');
    return { version, search: async () => [], close: () => seen.closed.push(version) };
  };
  const fetchFile = async (key: string): Promise<string> => {
    seen.fetched.push(key);
    if (world.broken) throw new Error('the bucket is away');
    const file = join(folder, `${seen.fetched.length}.sqlite`);
    await writeFile(file, '');
    return file;
  };
  const go = (version: string) => {
    world.live = { version, key: `knowledge/${version}` };
  };
  const openDelta = open;
  const source = knowledgeSnapshots({ pointer: async () => world.live, fetchFile, open, openDelta });
  return { ...source, world, seen, go, folder };
}

test('a version is fetched once, however many turns ask for it at the same time or later', async () => {
  const { current, go, seen } = await warmFunction();
  go('1');

  const [one, two] = await Promise.all([current(), current()]);
  const later = await current();

  expect(one).toBe(two);
  expect(later).toBe(one);
  expect(seen.fetched).toEqual(['knowledge/1']);
});

test('a moved pointer is followed by the next turn, back as well as forth', async () => {
  const { current, go } = await warmFunction();
  const versions: string[] = [];

  for (const version of ['1', '2', '1']) {
    go(version);
    versions.push((await current()).version);
  }

  expect(versions).toEqual(['1', '2', '1']);
});

test('the version before the present one stays open for turns that began with it; the one before that is closed', async () => {
  const { current, go, seen } = await warmFunction();
  go('1');
  await current();
  go('2');
  await current();
  expect(seen.closed).toEqual([]);

  go('3');
  await current();

  expect(seen.closed).toEqual(['1']);
});

test('a version that cannot be fetched fails its turn: an older one is not served in its place', async () => {
  const { current, go, world } = await warmFunction();
  go('1');
  await current();
  go('2');
  world.broken = true;

  await expect(current()).rejects.toThrow(/bucket is away/);
  world.broken = false;
  expect((await current()).version).toBe('2');
});

test('a file that holds another version than the pointer says is refused and closed', async () => {
  const { current, go, world, seen } = await warmFunction();
  go('2');
  world.held = '1';

  await expect(current()).rejects.toThrow(/names knowledge version 2, but knowledge\/2 holds 1/);
  expect(seen.closed).toEqual(['1']);
});

test('the local copy is gone once it is open', async () => {
  const { current, go, folder } = await warmFunction();
  go('1');
  await current();

  await expect(access(join(folder, '1.sqlite'))).rejects.toThrow(/ENOENT/);
});

test('two publishers of one version at the same time: one is refused, and its file is not the one in use', async () => {
  const versions = new Map<string, Snapshot>();
  const put: string[] = [];
  const register = {
    live: async () => undefined,
    find: async () => undefined,
    add: async (snapshot: Snapshot) => !versions.has(snapshot.version) && !!versions.set(snapshot.version, snapshot),
    makeLive: async () => {},
    versions: async () => [...versions.keys()],
  };
  const fetchFile = async () => '';
  const putFile = async (key: string) => void put.push(key);
  const ids = ['id1', 'id2'];
  const newId = () => ids.shift() ?? '';
  const publisher = embeddedPublisher({
    register,
    putFile,
    fetchFile,
    now: () => '2026-07-01T00:00:00.000Z',
    newId,
    limit: 10,
  });

  const results = [await publisher.publish([], '1'), await publisher.publish([], '1')];

  expect(results).toEqual([{ published: '1', kind: 'full' }, { refused: 'version-exists' }]);
  expect(put).toEqual(['knowledge/1-id1.sqlite', 'knowledge/1-id2.sqlite']);
  expect(versions.get('1')?.key).toBe('knowledge/1-id1.sqlite');
});

test.each(['', 'Two', 'a/b', '../1', 'none', 'x'.repeat(61)])('"%s" is no name of a version', async (version) => {
  const never = async () => {
    throw new Error('asked');
  };
  const register = { live: never, find: never, add: never, makeLive: never, versions: never };
  const publisher = embeddedPublisher({ register, putFile: never, fetchFile: never, now: () => '', limit: 1 });

  await expect(publisher.publish([], version)).rejects.toThrow(RangeError);
  await expect(publisher.activate(version)).rejects.toThrow(RangeError);
});
