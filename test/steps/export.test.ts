import { expect, test } from 'vitest';
import { exportPage } from '#functions/articles/export';
import { articles as articlesStep } from '#functions/articles/step';
import { bringBatch } from '#functions/publish/bring';
import { type Act, decide } from '#shared/knowledge/lifecycle/decide';
import { ImportArticle } from '#shared/protocol/import';
import type { ArticleStore } from '#shared/store/article-store';
import { memoryArticles } from '#test/fakes/memory-articles';
import { content } from '#test/knowledge/lifecycle/contents';

const by = { id: 'kim', name: 'Kim' };
const now = () => '2026-11-20T09:00:00.000Z';

const acts = async (store: ArticleStore, id: string, ...all: Act[]) => {
  for (const act of all) {
    const before = await store.record(id);
    const decided = decide(id, before, act, { by, at: now() });
    if ('refused' in decided) throw new Error(JSON.stringify(decided));
    await store.write({ ...(before && { before }), ...decided });
  }
};
const save = (answer: string): Act => ({
  act: 'save',
  content: content(answer, { tags: ['a'], owner: 'Kim', reviewBy: '2027-01-01' }),
});
const publish: Act[] = [{ act: 'submit' }, { act: 'publish' }];

/** One article in every state, and one whose draft lies over what is served. */
async function base() {
  const { store } = memoryArticles();
  await acts(store, 'draft', save('Draft.'));
  await acts(store, 'reviewed', save('In review.'), { act: 'submit' });
  await acts(store, 'published', save('Published.'), ...publish);
  await acts(store, 'agents', { act: 'save', content: content('Inside.', { audience: 'agents' }) }, ...publish);
  await acts(store, 'retired', save('Retired.'), ...publish, { act: 'retire' });
  await acts(store, 'both', save('Served.'), ...publish, save('Newer.'));
  return store;
}

async function everything(store: ArticleStore): Promise<ImportArticle[]> {
  const all: ImportArticle[] = [];
  let after: string | undefined;
  do {
    const page = await exportPage(store, after);
    all.push(...page.articles);
    after = page.next;
  } while (after !== undefined);
  return all;
}

test('an export holds every article in every state, as an import reads it', async () => {
  const all = await everything(await base());

  expect(all.map(({ id, state }) => `${id} ${state}`)).toEqual([
    'agents published',
    'published published',
    'reviewed in-review',
    'both draft',
    'draft draft',
    'retired retired',
  ]);
  expect(all.every((one) => ImportArticle.safeParse(one).success)).toBe(true);
  expect(all.filter(({ served }) => served).map(({ id }) => id)).toEqual(['both']);
  expect(all.find(({ id }) => id === 'both')).toMatchObject({
    texts: { en: { answer: 'Newer.' } },
    served: { texts: { en: { answer: 'Served.' } } },
    owner: 'Kim',
  });
});

test('brought into an empty base it stands as it stood, and brought again nothing changes', async () => {
  const all = await everything(await base());
  const { store } = memoryArticles();
  const bring = () =>
    bringBatch(
      { articles: store, now },
      { articles: all, mode: 'whole', last: true },
      by,
      () => `import-${all.length}`,
    );

  await bring();
  expect(await everything(store)).toEqual(all);

  const before = await store.records(all.map(({ id }) => id));
  await bring();
  expect(await store.records(all.map(({ id }) => id))).toEqual(before);
});

test('large articles come in more pages, and none is left out or told twice', async () => {
  const { store } = memoryArticles();
  const zh = { title: '问', questions: [], answer: '答'.repeat(19_000) };
  for (let n = 0; n < 450; n += 1)
    await acts(store, `a-${String(n).padStart(3, '0')}`, { act: 'import', content: content('', { texts: { zh } }) });

  const first = await exportPage(store, undefined);
  const all = await everything(store);

  expect(Buffer.byteLength(JSON.stringify(first))).toBeLessThan(3_000_000);
  expect(all.map(({ id }) => id)).toEqual(Array.from({ length: 450 }, (_, n) => `a-${String(n).padStart(3, '0')}`));
}, 60_000);

test('editors export, agents do not', async () => {
  const needs = { articles: await base(), now } as unknown as Parameters<typeof articlesStep>[0];
  const asks = (group: string) =>
    articlesStep(needs)({ act: 'export' }, { subject: 'x', name: 'X', groups: [group], origin: '', sourceIp: '' });

  expect([(await asks('agent')).status, (await asks('knowledge-editor')).status]).toEqual([403, 200]);
});
