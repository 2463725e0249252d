import { expect, test } from 'vitest';
import { type MoveNeeds, moveKnowledge, type Store } from '#local/reindex/move';
import type { Article } from '#shared/knowledge/article';
import type { Hit } from '#shared/search/knowledge-index';

const article = (id: string): Article => ({
  id,
  version: 1,
  tags: [],
  texts: { en: { title: `About ${id}?`, questions: [`tell me of ${id}`], answer: id } },
});
const evidence = { score: 1, amount: 1, strength: 1, margin: 1, coverage: 1, likeness: 1 };
const BASE = ['kettle', 'lamp', 'spoon'].map(article);

/** An engine that finds the article whose name a question ends with; `answers` may make it find another. */
class MemoryStore implements Store {
  readonly built = new Map<string, readonly Article[]>();
  live: string | undefined;
  publishes = 0;
  answers = (id: string): string => id;

  entries = async (version: string) => this.built.get(version)?.length ?? 0;

  readonly publisher: Store['publisher'] = {
    publish: async (articles, version) => {
      this.publishes += 1;
      if (this.built.has(version)) return { refused: 'version-exists' };
      this.built.set(version, articles);
      return { published: version, kind: 'full' };
    },
    activate: async (version) => {
      this.live = version;
      return { activated: version };
    },
    versions: async () => ({ versions: [...this.built.keys()], ...(this.live && { live: this.live }) }),
    open: async (version) => ({
      version,
      search: async (query): Promise<Hit[]> => {
        const found = this.built.get(version)?.find(({ id }) => query.replace('?', '').endsWith(id));
        if (!found) return [];
        const hit = { version: 1, language: 'en' as const, title: '', answer: '', tags: [], score: 1, matched: '' };
        return [{ ...hit, articleId: this.answers(found.id), evidence }];
      },
      close: () => {},
    }),
  };
}

async function scene(more: Partial<MoveNeeds> = {}) {
  const [from, to] = [new MemoryStore(), new MemoryStore()];
  await from.publisher.publish(BASE, 'v7');
  await from.publisher.activate('v7');
  const told: string[] = [];
  const needs = {
    articles: async () => BASE,
    from,
    to,
    day: '2026-07-01',
    sample: 200,
    tell: (line: string) => void told.push(line),
  };
  return { from, to, told, move: () => moveKnowledge({ ...needs, ...more }) };
}

test('the live base is built in the other store under the same name, compared, and made live there', async () => {
  const { to, from, move, told } = await scene();

  expect(await move()).toEqual({ moved: 'v7', entries: 3, asked: 6, different: [] });
  expect([to.live, from.live]).toEqual(['v7', 'v7']);
  expect(told.map((line) => line.split(':')[0])).toEqual([
    'live',
    'served',
    'built',
    'counted',
    'asked',
    'live in the new store',
  ]);
});

test('a run after one that was broken off takes what that one built', async () => {
  const { to, move } = await scene();
  await to.publisher.publish(BASE, 'v7');

  expect(await move()).toMatchObject({ moved: 'v7' });
});

test('a base of another size under the same name is not made live', async () => {
  const { to, move } = await scene();
  await to.publisher.publish(BASE.slice(1), 'v7');

  expect(await move()).toEqual({ refused: 'count', version: 'v7', entries: 2, served: 3 });
  expect(to.live).toBeUndefined();
});

test('an engine that answers otherwise is told with each question, and not made live', async () => {
  const { to, move } = await scene();
  to.answers = (id) => (id === 'lamp' ? 'kettle' : id);

  const moved = await move();

  expect(moved).toMatchObject({ refused: 'answers', asked: 6 });
  expect('different' in moved && moved.different).toEqual([
    { question: 'About lamp?', language: 'en', before: 'lamp', now: 'kettle' },
    { question: 'tell me of lamp', language: 'en', before: 'lamp', now: 'kettle' },
  ]);
  expect(to.live).toBeUndefined();
});

test('without anything live or served there is nothing to move', async () => {
  const { from, to, move } = await scene({ articles: async () => [] });

  expect(await move()).toEqual({ refused: 'nothing-served' });
  from.live = undefined;
  expect(await move()).toEqual({ refused: 'nothing-live' });
  expect(to.publishes).toBe(0);
});

test('the sample is taken evenly and is never larger than asked for', async () => {
  const { move } = await scene({ sample: 3 });

  expect(await move()).toMatchObject({ moved: 'v7', asked: 3 });
});
