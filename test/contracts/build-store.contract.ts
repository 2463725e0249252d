import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { RecordedQuestion } from '#shared/protocol/builds';
import type { BuildRecord, BuildStore } from '#shared/store/build-store';

const by = { id: 'kim', name: 'Kim' };
const AT = '2026-11-20T09:00:00.000Z';
const built = (version: string, more: Partial<BuildRecord> = {}): BuildRecord => ({
  version,
  at: AT,
  by,
  state: 'building',
  articles: 3,
  changed: 1,
  kind: 'full',
  ...more,
});

/** What keeps builds, manifests and questions must do, whichever it is. Others may have written into the same place. */
export const buildStoreContract = (name: string, open: () => Promise<BuildStore>) =>
  describe(name, () => {
    test('a build is kept under its version, and what is put later takes its place', async () => {
      const store = await open();
      const version = randomUUID();
      expect(await store.build(version)).toBeUndefined();

      await store.putBuild(built(version));
      const ended = built(version, {
        state: 'built',
        kind: 'delta',
        base: 'v0',
        differs: { a: 2, gone: 0 },
        endedAt: AT,
      });
      await store.putBuild(ended);

      expect(await store.build(version)).toEqual(ended);
    });

    test('builds are listed newest first, page by page', async () => {
      const store = await open();
      // After everything that another test has put.
      const prefix = `z${Date.now()}`;
      const versions = Array.from({ length: 5 }, (_, n) => `${prefix}-${n}`);
      for (const version of versions) await store.putBuild(built(version));

      const first = await store.builds({ limit: 2 });
      const second = await store.builds({ limit: 2, below: first[1]?.version });

      expect([...first, ...second].map(({ version }) => version)).toEqual(versions.slice(1).reverse());
    });

    test('a manifest of twenty thousand articles comes back whole', async () => {
      const store = await open();
      const version = randomUUID();
      const manifest = new Map(Array.from({ length: 20_000 }, (_, n) => [`article-${n}-${'x'.repeat(60)}`, n + 1]));
      expect(await store.manifest(version)).toBeUndefined();

      await store.putManifest(version, manifest);

      expect(await store.manifest(version)).toEqual(manifest);
    });

    test('an empty manifest is one, too', async () => {
      const store = await open();
      const version = randomUUID();

      await store.putManifest(version, new Map());

      expect(await store.manifest(version)).toEqual(new Map());
    });

    test('a question is kept by its id, listed in the order of ids, and dropped once', async () => {
      const store = await open();
      const ids = Array.from({ length: 3 }, (_, n) => `${randomUUID()}-${n}`).sort();
      const question = (id: string): RecordedQuestion => ({
        id,
        text: '能退吗',
        language: 'zh',
        articleId: 'a',
        by,
        at: AT,
      });
      for (const id of ids) await store.putQuestion(question(id));

      const all = await store.questions({ limit: 1000 });
      const page = await store.questions({ limit: 1, after: ids[0] });

      expect(all.filter(({ id }) => ids.includes(id))).toEqual(ids.map(question));
      expect(page[0] && page[0].id > (ids[0] ?? '')).toBe(true);
      expect([await store.dropQuestion(ids[0] ?? ''), await store.dropQuestion(ids[0] ?? '')]).toEqual([true, false]);
      for (const id of ids) await store.dropQuestion(id);
    });
  });
