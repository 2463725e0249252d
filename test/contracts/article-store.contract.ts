import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Content } from '#shared/knowledge/lifecycle/content';
import { type Act, decide } from '#shared/knowledge/lifecycle/decide';
import type { ArticleRecord } from '#shared/knowledge/lifecycle/record';
import type { ArticleStore, Change } from '#shared/store/article-store';
import { content } from '#test/knowledge/lifecycle/contents';

const kim = { id: 'kim', name: 'Kim' };
const someone = () => `article-${randomUUID()}`;

const change = (id: string, before: ArticleRecord | undefined, act: Act, at = '2026-11-20T09:00:00.000Z'): Change => {
  const decided = decide(id, before, act, { by: kim, at });
  if ('refused' in decided) throw new Error(`${act.act}: ${JSON.stringify(decided)}`);
  return { ...(before && { before }), ...decided };
};
const save = (answer?: string, more?: Partial<Content>): Act => ({ act: 'save', content: content(answer, more) });
const bring = (answer?: string, more?: Partial<Content>): Act => ({ act: 'import', content: content(answer, more) });

/** What every store of articles must do. */
export const articleStoreContract = (name: string, open: () => Promise<ArticleStore>) => {
  /** These acts, one after another; the record after the last. */
  const done = async (store: ArticleStore, id: string, ...acts: Act[]): Promise<ArticleRecord> => {
    let record: ArticleRecord | undefined;
    for (const act of acts) {
      const one = change(id, record, act);
      expect(await store.write(one)).toBe('written');
      record = one.record;
    }
    if (!record) throw new Error('nothing was done');
    return record;
  };
  const published = [save(), { act: 'submit' }, { act: 'publish' }] as Act[];

  describe(name, () => {
    test('a record is read as it was written, with a draft beside the text that is served', async () => {
      const store = await open();
      const id = someone();

      const record = await done(store, id, ...published, save('A draft.', { owner: 'kim', reviewBy: '2027-01-01' }));

      expect(await store.record(id)).toEqual(record);
      expect(record.served?.content).toEqual(content());
      expect(await store.records([id, someone()])).toEqual(new Map([[id, record]]));
      expect(await store.record(someone())).toBeUndefined();
    });

    test('every version is kept, newest first, page by page', async () => {
      const store = await open();
      const id = someone();
      await done(store, id, ...published, { act: 'correct', content: content('31 days.'), note: 'the law' });

      const first = await store.versions(id, { limit: 3 });
      const rest = await store.versions(id, { limit: 3, below: first.at(-1)?.n ?? 0 });

      expect([...first, ...rest].map(({ n, act }) => [n, act])).toEqual([
        [4, 'correct'],
        [3, 'publish'],
        [2, 'submit'],
        [1, 'save'],
      ]);
      expect(await store.version(id, 4)).toEqual(first[0]);
      expect(first[0]).toMatchObject({ by: kim, note: 'the law', content: content('31 days.') });
      expect(await store.version(id, 5)).toBeUndefined();
    });

    test('of two who write over the same version one is lost, and nothing of it is kept', async () => {
      const store = await open();
      const id = someone();
      const before = await done(store, id, ...published);
      const rivals = ['one', 'two'].map((answer) => change(id, before, { act: 'correct', content: content(answer) }));

      const outcomes = await Promise.all(rivals.map((one) => store.write(one)));

      expect(outcomes.toSorted()).toEqual(['lost', 'written']);
      const won = rivals[outcomes.indexOf('written')];
      expect((await store.served([id])).get(id)).toEqual(won?.record.served);
      expect((await store.versions(id, { limit: 9 })).map(({ n }) => n)).toEqual([4, 3, 2, 1]);
    });

    test('of two who make the same new article one is lost', async () => {
      const store = await open();
      const id = someone();

      const outcomes = await Promise.all(
        [save('one'), save('two')].map((act) => store.write(change(id, undefined, act))),
      );

      expect(outcomes.toSorted()).toEqual(['lost', 'written']);
    });

    test('served is what was published, until the very write that withdraws it', async () => {
      const store = await open();
      const [draft, live, gone, retired] = [someone(), someone(), someone(), someone()];
      await done(store, draft, save());
      await done(store, live, ...published, save('A draft.'));
      await done(store, gone, ...published, { act: 'withdraw', note: 'wrong' });
      await done(store, retired, ...published, { act: 'retire' });

      expect(await store.served([draft, live, gone, retired, live])).toEqual(
        new Map([[live, { n: 3, content: content() }]]),
      );
      const all = (await store.allServed()).map(({ id }) => id);
      expect(all).toContain(live);
      for (const id of [draft, gone, retired]) expect(all).not.toContain(id);
    });

    test('nothing is asked for nothing', async () => {
      expect(await (await open()).served([])).toEqual(new Map());
    });

    test('the list of a state has each of its articles once, page by page, by owner and by review', async () => {
      const store = await open();
      const owner = `owner-${randomUUID()}`;
      const days = ['2027-01-01', '2027-01-02', '2027-01-03', '2027-01-04', '2027-01-05'];
      for (const reviewBy of days) await done(store, someone(), save(undefined, { owner, reviewBy }));
      await done(store, someone(), save(undefined, { owner }), { act: 'submit' });
      const pages: string[][] = [];
      let after: string | undefined;
      do {
        const { articles, next } = await store.list({ state: 'draft', owner, limit: 2, ...(after && { after }) });
        pages.push(articles.map(({ reviewBy = '' }) => reviewBy));
        after = next;
      } while (after);

      expect(pages.map(({ length }) => length)).toEqual([2, 2, 1]);
      expect(pages.flat().toSorted()).toEqual(days);
      const due = await store.list({ state: 'draft', owner, limit: 9, reviewDue: '2027-01-02' });
      expect(due.articles.map(({ reviewBy }) => reviewBy).toSorted()).toEqual(days.slice(0, 2));
      expect(due).not.toHaveProperty('next');

      const id = someone();
      await done(store, id, save(undefined, { owner, reviewBy: '2028-01-01', validUntil: '2027-06-01' }));
      const ending = { state: 'draft', owner, limit: 9, endsBy: '2027-06-01' } as const;
      expect((await store.list(ending)).articles.map((one) => one.id)).toEqual([id]);
      const dayBefore = { ...ending, endsBy: '2027-05-31' };
      expect((await store.list(dayBefore)).articles).toEqual([]);
      // Either is a reason, and one whose validity does not end is not due by it.
      const either = await store.list({ ...ending, reviewDue: '2027-01-01' });
      expect(either.articles.map(({ reviewBy }) => reviewBy).toSorted()).toEqual(['2027-01-01', '2028-01-01']);
    });

    test('an article stands in the list of its present state only, with what is served of it', async () => {
      const store = await open();
      const owner = `owner-${randomUUID()}`;
      const id = someone();
      await done(store, id, save(undefined, { owner }), { act: 'submit' }, { act: 'publish' });

      const listed = async (state: 'draft' | 'in-review' | 'published') =>
        (await store.list({ state, owner, limit: 9 })).articles;

      expect(await listed('draft')).toEqual([]);
      expect(await listed('in-review')).toEqual([]);
      expect(await listed('published')).toEqual([
        {
          id,
          n: 3,
          state: 'published',
          title: 'How long may I return things?',
          audience: 'both',
          source: 'written',
          served: 3,
          owner,
          at: '2026-11-20T09:00:00.000Z',
        },
      ]);
    });

    test('many are written at once; who was overtaken is named, and costs the others nothing', async () => {
      const store = await open();
      const ids = Array.from({ length: 60 }, someone);
      const [overtaken = ''] = ids.slice(20, 21);
      await done(store, overtaken, save());
      const importId = `import-${randomUUID()}`;
      const changes = ids.map((id) => ({ ...change(id, undefined, bring('x'.repeat(2000))), importId }));

      expect(await store.writeAll(changes)).toEqual({ lost: [overtaken] });

      const others = ids.filter((id) => id !== overtaken);
      expect([...(await store.served(ids)).keys()].toSorted()).toEqual(others.toSorted());
      expect(await store.importRows(importId)).toEqual(others.toSorted().map((id) => ({ id, after: 1 })));
      expect((await store.record(overtaken))?.state).toBe('draft');
    });

    test('an import that writes an article twice keeps what stood before the first time', async () => {
      const store = await open();
      const [fresh, old] = [someone(), someone()];
      const importId = `import-${randomUUID()}`;
      const before = await done(store, old, bring('old'));
      const first = [change(fresh, undefined, bring('one')), change(old, before, bring('one'))];
      await store.writeAll(first.map((one) => ({ ...one, importId })));

      const again = first.map(({ record }) => change(record.id, record, bring('two')));
      await store.writeAll(again.map((one) => ({ ...one, importId })));

      const rows = [
        { id: fresh, after: 2 },
        { id: old, before: 1, after: 3 },
      ];
      expect(await store.importRows(importId)).toEqual(rows.toSorted((a, b) => (a.id < b.id ? -1 : 1)));
    });

    test('what the batches of an import name is known, and is no row of it', async () => {
      const store = await open();
      const importId = `import-${randomUUID()}`;
      await store.nameInImport(importId, ['a', 'b']);
      await store.nameInImport(importId, ['b', 'a']);
      await store.nameInImport(importId, ['c']);

      expect(await store.namedInImport(importId)).toEqual(new Set(['a', 'b', 'c']));
      expect(await store.importRows(importId)).toEqual([]);
      expect(await store.namedInImport(`import-${randomUUID()}`)).toEqual(new Set());
    });

    test('articles of the largest size are written in as many transactions as they need', async () => {
      const store = await open();
      const ids = Array.from({ length: 12 }, someone);
      const zh = { title: '问', questions: [], answer: '答'.repeat(20_000) };
      const texts = { zh, en: { ...zh, answer: 'a'.repeat(20_000) } };

      const { lost } = await store.writeAll(ids.map((id) => change(id, undefined, bring('', { texts }))));

      expect(lost).toEqual([]);
      expect((await store.records(ids)).size).toBe(12);
    });

    test('an import is found by its id and among the newest, and can be taken back once', async () => {
      const store = await open();
      const id = `29991231t235959999z-${randomUUID()}`;
      const one = { id, at: '2026-11-20T09:00:00.000Z', by: kim, written: 2, unchanged: 1, retired: 0 };
      await store.putImport({ ...one, state: 'running' });
      await store.putImport({ ...one, state: 'done' });

      const taken = await Promise.all([store.takeImport(id), store.takeImport(id)]);

      expect(taken.toSorted()).toEqual([false, true]);
      expect(await store.import(id)).toEqual({ ...one, state: 'undone' });
      expect((await store.imports(5)).map((found) => found.id)).toContain(id);
      expect(await store.import(`import-${randomUUID()}`)).toBeUndefined();
    });
  });
};
