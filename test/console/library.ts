import { articles } from '#functions/articles/step';
import { ArticlesAsk } from '#shared/protocol/articles';
import type { HttpAnswer } from '#shared/runtime/http-answer';
import type { Asking, DeskServer } from '#test/fakes/desk-server';
import { memoryArticles } from '#test/fakes/memory-articles';

export const editor: Asking = { subject: 'editor-kim', name: 'Kim', groups: ['knowledge-editor'] };

/** The knowledge behind a console's server: the cloud's own step on a table in memory. */
export function libraryOf(server: DeskServer) {
  const { store } = memoryArticles();
  const needs = {
    articles: store,
    builds: { questions: async () => [], putQuestion: async () => {}, dropQuestion: async () => false },
    queue: { build: async () => {} },
    newVersion: () => 'next',
    now: () => new Date().toISOString(),
    tellFailure: (error: unknown) => {
      throw error;
    },
  };
  const step = articles(needs);
  const asked: { act: string; by: string }[] = [];
  const world = { fails: undefined as number | undefined };
  const run = (ask: unknown, who: Asking): Promise<HttpAnswer> =>
    step(ArticlesAsk.parse(ask), { ...who, origin: '', sourceIp: '' });
  server.posts.set('/knowledge/articles', async (ask, who) => {
    if (world.fails) return { status: world.fails, body: {} };
    asked.push({ act: (ask as { act: string }).act, by: who.name });
    return run(ask, who);
  });

  /** An act as another editor would do it; it must be accepted. */
  const act = async (ask: { act: string; id: string } & Record<string, unknown>, who = editor): Promise<void> => {
    const { n = 0 } = (await store.record(ask.id)) ?? {};
    const { status, body } = await run({ seen: n, ...ask }, who);
    if (status !== 200) throw new Error(`${ask.act} ${ask.id}: ${JSON.stringify(body)}`);
  };
  const draft = (id: string, texts: object, more: object = {}) =>
    act({ act: 'save', id, content: { texts, tags: [], ...more } });
  const published = async (id: string, texts: object, more: object = {}) => {
    await draft(id, texts, more);
    await act({ act: 'submit', id });
    await act({ act: 'publish', id });
  };
  return { store, world, asked, act, draft, published };
}
export type Library = ReturnType<typeof libraryOf>;
