import { describe, expect, test } from 'vitest';
import { articles } from '#functions/articles/step';
import { ArticlesAsk } from '#shared/protocol/articles';
import type { Caller } from '#shared/runtime/http-answer';
import type { ArticleStore } from '#shared/store/article-store';
import { memoryArticles } from '#test/fakes/memory-articles';
import { editingOn } from '#test/fakes/memory-publishing';
import { content } from '#test/knowledge/lifecycle/contents';

const ID = 'return-window';
const caller = (name: string, ...groups: string[]): Caller => ({
  subject: name,
  name,
  groups,
  origin: '',
  sourceIp: '',
});
const kim = caller('kim', 'knowledge-editor');
const NOW = '2026-11-20T09:00:00.000Z';

type Sent = { act: string; id?: string; [field: string]: unknown };
type Told = {
  status: number;
  body: { article: { n: number; state: string; served?: object } } & Record<string, unknown>;
};

/** An editor's desk: each ask as it crosses the wire. */
const desk = (wrap: (store: ArticleStore) => ArticleStore = (store) => store) => {
  const { store } = memoryArticles();
  const { needs, ...editing } = editingOn(wrap(store), () => NOW);
  const step = articles(needs);
  const asks = async (ask: Sent, who = kim): Promise<Told> =>
    (await step(ArticlesAsk.parse({ id: ID, ...ask }), who)) as Told;
  /** Draft, review, published: version 3. */
  const published = async (more = {}) => {
    await asks({ act: 'save', seen: 0, content: content('Within 30 days.', more) });
    await asks({ act: 'submit', seen: 1 });
    return asks({ act: 'publish', seen: 2 });
  };
  return { store, asks, published, ...editing };
};

test('an article is written, reviewed and published, and each act says who and when', async () => {
  const { asks, published } = desk();

  const { status, body } = await published();

  expect(status).toBe(200);
  expect(body).toMatchObject({ article: { id: ID, n: 3, state: 'published' }, version: { act: 'publish', at: NOW } });
  const { versions } = (await asks({ act: 'versions' })).body as unknown as { versions: object[] };
  expect(versions).toMatchObject([
    { n: 3, act: 'publish', by: { id: 'kim', name: 'kim' } },
    { n: 2, act: 'submit' },
    { n: 1, act: 'save', content: content() },
  ]);
});

test('agents and supervisors read, and change nothing; whoever is neither reads nothing', async () => {
  const { asks, published, store } = desk();
  await published();
  const [agent, finance] = [caller('ana', 'agent'), caller('fin', 'finance')];

  expect(await asks({ act: 'read' }, agent)).toMatchObject({ status: 200, body: { article: { n: 3 } } });
  expect(await asks({ act: 'list', state: 'published' }, caller('sue', 'supervisor'))).toMatchObject({ status: 200 });
  expect(await asks({ act: 'withdraw', note: 'x' }, agent)).toMatchObject({
    status: 403,
    body: { code: 'not-allowed' },
  });
  expect(await asks({ act: 'read' }, finance)).toMatchObject({ status: 403, body: { code: 'not-allowed' } });
  expect((await store.record(ID))?.n).toBe(3);
});

test('withdrawn without a look at who wrote meanwhile, the article is served no more', async () => {
  const { asks, published, store } = desk();
  await published();
  await asks({ act: 'save', seen: 3, content: content('A draft.') });

  expect((await asks({ act: 'withdraw', note: 'the figure is wrong' })).status).toBe(200);

  expect(await store.served([ID])).toEqual(new Map());
  expect((await store.record(ID))?.content).toEqual(content('A draft.'));
});

test('an act that was overtaken is decided again; its fence then says by whom', async () => {
  let overtaken = false;
  const { asks, published, store } = desk((inner) => ({
    ...inner,
    async write(change) {
      if (overtaken || change.version.act !== 'correct') return inner.write(change);
      overtaken = true;
      await asks({ act: 'save', seen: 3, content: content('Somebody’s draft.') }, caller('root', 'admin'));
      return inner.write(change);
    },
  }));
  await published();

  expect(await asks({ act: 'correct', seen: 3, content: content('31 days.') })).toMatchObject({
    status: 409,
    body: { refused: 'stale-version', newest: 4, by: { name: 'root' } },
  });
  expect((await store.record(ID))?.served?.n).toBe(3);
});

test('two versions are shown side by side, word by word', async () => {
  const { asks, published } = desk();
  await published();
  await asks({ act: 'correct', seen: 3, content: content('Within 31 days.') });

  const { body } = await asks({ act: 'diff', from: 3, to: 4 });

  expect(body.diff).toMatchObject({
    fields: [],
    texts: [
      {
        language: 'en',
        answer: [{ kind: 'changed', pieces: expect.arrayContaining([{ kind: 'added', text: '31' }]) }],
      },
    ],
  });
});

test('rolled back with one act, the earlier text is served as a new version', async () => {
  const { asks, published, store } = desk();
  await published();
  await asks({ act: 'correct', seen: 3, content: content('Within 300 days.') });

  expect(await asks({ act: 'roll-back', seen: 4, version: 3 })).toMatchObject({
    status: 200,
    body: { article: { n: 5 } },
  });
  expect((await store.served([ID])).get(ID)).toEqual({ n: 5, content: content() });
});

test('a list comes page by page, and so do the versions', async () => {
  const { asks } = desk();
  for (const id of ['a', 'b', 'c']) await asks({ act: 'save', id, seen: 0, content: content() });

  const first = (await asks({ act: 'list', state: 'draft', limit: 2 })).body as unknown as { next: string };
  const second = (await asks({ act: 'list', state: 'draft', limit: 2, after: first.next })).body;

  expect(first).toMatchObject({ articles: [{ id: 'a' }, { id: 'b' }], next: 'b' });
  expect(second).toEqual({ articles: [expect.objectContaining({ id: 'c' })] });
});

describe('refused, and nothing is written', () => {
  test.each([
    [400, 'content-refused', { act: 'correct', seen: 3, content: content('<script>') }],
    [400, 'note-needed', { act: 'withdraw', note: ' ' }],
    [404, 'unknown-article', { act: 'submit', id: 'nothing', seen: 0 }],
    [404, 'unknown-article', { act: 'read', id: 'nothing' }],
    [404, 'unknown-version', { act: 'restore', seen: 3, version: 9 }],
    [404, 'unknown-version', { act: 'diff', from: 1, to: 9 }],
    [409, 'stale-version', { act: 'save', seen: 2, content: content('x') }],
    [409, 'wrong-state', { act: 'submit', seen: 3 }],
    [409, 'nothing-changed', { act: 'correct', seen: 3, content: content() }],
  ] as [number, string, Sent][])('%i %s (%#)', async (status, code, ask) => {
    const { asks, published, store } = desk();
    await published();

    expect(await asks(ask)).toMatchObject({ status, body: { refused: code } });
    expect((await store.record(ID))?.n).toBe(3);
  });

  test('409 not-served, where there is nothing to correct', async () => {
    const { asks } = desk();
    await asks({ act: 'save', seen: 0, content: content() });

    expect(await asks({ act: 'correct', seen: 1, content: content('x') })).toMatchObject({
      status: 409,
      body: { refused: 'not-served' },
    });
  });
});

test.each([
  [{ act: 'save', id: 'Not A Slug', seen: 0, content: {} }, 'id'],
  [{ act: 'list', state: 'published', limit: 101 }, 'limit'],
  [{ act: 'reject', id: ID, seen: 1 }, 'note'],
  [{ act: 'correct', id: ID, content: {} }, 'seen'],
  [{ act: 'delete', id: ID }, 'act'],
])('%j is not understood, and the field is named', (ask, field) => {
  const read = ArticlesAsk.safeParse(ask);

  expect(read.error?.issues[0]?.path).toEqual([field]);
});

test('a text that contradicts a served one is written all the same, and both are shown side by side', async () => {
  const { asks, published } = desk();
  await published();

  const { status, body } = await asks({ act: 'save', id: 'window', seen: 0, content: content('Within 14 days.') });

  expect(status).toBe(200);
  expect(body.warnings).toContainEqual(expect.objectContaining({ kind: 'near-duplicate', other: ID }));
  expect((await asks({ act: 'submit', id: 'window', seen: 1 })).body).not.toHaveProperty('warnings');
});

describe('a version is asked for', () => {
  test('by every act that changes what is told, once each, and by no other', async () => {
    const { asks, published, asked } = desk();
    await published();
    expect(asked).toEqual([{ version: 'v1', by: { id: 'kim', name: 'kim' }, ifChanged: true }]);

    await asks({ act: 'save', seen: 3, content: content('A draft.') });
    expect(asked).toHaveLength(1);
    await asks({ act: 'correct', seen: 4, content: content('Within 31 days.') });
    await asks({ act: 'withdraw', note: 'the lawyers ask for it' });
    expect(asked).toHaveLength(3);
  });

  test('and where the queue does not answer the act stands all the same, and the failure is told', async () => {
    const { published, world, failures } = desk();
    world.queueDown = true;

    expect(await published()).toMatchObject({ status: 200, body: { article: { state: 'published' } } });
    expect(failures).toHaveLength(1);
  });
});

describe('real questions', () => {
  const question = { act: 'record-question', text: 'can i bring it back', language: 'en' };
  type Listed = { questions: { id: string; text: string; articleId?: string }[]; next?: string };
  const listed = async ({ asks }: ReturnType<typeof desk>, after?: string) =>
    (await asks({ act: 'questions', after })).body as unknown as Listed;

  test('are recorded once each, with who and when; recorded anew, the newer expectation counts; dropped, they are gone', async () => {
    const place = desk();
    await place.published();

    await place.asks({ ...question, articleId: ID });
    const { body } = await place.asks(question);

    const { id } = (body as unknown as { question: { id: string } }).question;
    expect((await listed(place)).questions).toEqual([
      { id, text: question.text, language: 'en', by: { id: 'kim', name: 'kim' }, at: NOW },
    ]);
    expect(await place.asks({ act: 'drop-question', id })).toMatchObject({ status: 200 });
    expect(await place.asks({ act: 'drop-question', id })).toMatchObject({
      status: 404,
      body: { refused: 'unknown-question' },
    });
    expect((await listed(place)).questions).toEqual([]);
  });

  test('come page by page', async () => {
    const place = desk();
    for (let n = 0; n < 120; n += 1) await place.asks({ ...question, text: `question ${n}` });

    const first = await listed(place);
    const second = await listed(place, first.next);

    expect([first.questions.length, second.questions.length, second.next]).toEqual([100, 20, undefined]);
    expect(new Set([...first.questions, ...second.questions].map(({ text }) => text)).size).toBe(120);
  });

  test('name an article that there is, and are an editor’s to record', async () => {
    const { asks } = desk();

    expect(await asks({ ...question, articleId: 'nobody' })).toMatchObject({ status: 404 });
    expect(await asks(question, caller('ana', 'agent'))).toMatchObject({ status: 403 });
  });
});

test('conflicts of what is served are looked up by whoever works here, both sides with title and words', async () => {
  const { asks } = desk();
  for (const [id, days] of [
    ['window-a', 30],
    ['window-b', 14],
  ] as const) {
    const texts = {
      en: { title: 'How long may I return shoes?', questions: [], answer: `Shoes go back within ${days} days.` },
    };
    await asks({ act: 'save', id, seen: 0, content: { ...content(), texts } });
    await asks({ act: 'submit', id, seen: 1 });
    await asks({ act: 'publish', id, seen: 2 });
  }

  const { status, body } = await asks({ act: 'conflicts' }, caller('ana', 'agent'));

  expect(status).toBe(200);
  expect((body as unknown as { pairs: object[] }).pairs).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        kind: 'number',
        language: 'en',
        one: { id: 'window-a', title: 'How long may I return shoes?', words: 'Shoes go back within 30 days' },
        other: { id: 'window-b', title: 'How long may I return shoes?', words: 'Shoes go back within 14 days' },
      }),
    ]),
  );
});
