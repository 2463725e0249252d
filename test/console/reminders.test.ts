import { expect, test } from 'vitest';
import { articles } from '#functions/articles/step';
import { ArticlesAsk } from '#shared/protocol/articles';
import { memoryArticles } from '#test/fakes/memory-articles';
import type { DeskTools } from '../../console/desk/use-desk.tsx';
import { dueOn } from '../../console/knowledge/days.ts';
import { hersFirst, isHers, remindersOf } from '../../console/knowledge/reminders.ts';

const ann = { subject: 'editor-ann', name: 'Ann', groups: ['knowledge-editor'] };
const TODAY = '2026-11-21';

/** The cloud's own step on a table in memory, as a console asks it. */
function library() {
  const world = { down: false };
  const builds = { questions: async () => [], putQuestion: async () => {}, dropQuestion: async () => false };
  const step = articles({
    articles: memoryArticles().store,
    builds,
    queue: { build: async () => {} },
    newVersion: () => 'next',
    now: () => `${TODAY}T09:00:00.000Z`,
    tellFailure: () => {},
  });
  const ask = (body: unknown) => step(ArticlesAsk.parse(body), { ...ann, origin: '', sourceIp: '' });
  const bearer = async (_: string, init?: RequestInit) => {
    if (world.down) throw new TypeError('the line is broken');
    const { status, body } = await ask(JSON.parse(String(init?.body)));
    return new Response(JSON.stringify(body), { status });
  };
  const tools = { bearer, httpUrl: 'https://cloud.example', who: ann } as unknown as DeskTools;
  const texts = { en: { title: 'How long?', questions: [], answer: 'Within 30 days.' } };
  const save = (id: string, more: object, seen = 0) =>
    ask({ act: 'save', id, seen, content: { texts, tags: [], ...more } });
  return { world, tools, ask, save };
}

test('she is reminded of what is due for review or ends within a week, from its day on, hers counted apart', async () => {
  const { tools, save } = library();
  await save('review-today', { owner: ' ann ', reviewBy: TODAY });
  await save('review-tomorrow', { owner: 'Ann', reviewBy: '2026-11-22' });
  await save('ends-in-a-week', { owner: 'Bo', validUntil: '2026-11-28' });
  await save('ends-later', { validUntil: '2026-11-29' });
  await save('ended', { owner: 'editor-ann', validUntil: '2026-11-01' });
  await save('both', { reviewBy: '2026-01-01', validUntil: TODAY });

  expect(await remindersOf(tools, TODAY)).toEqual({ due: 4, mine: 2, more: false });
  expect(await remindersOf(tools, '2026-11-22')).toEqual({ due: 6, mine: 3, more: false });
});

test('a reminder is gone when its day moves or the article is retired, and follows it through its states', async () => {
  const { tools, ask, save } = library();
  await save('moved', { reviewBy: TODAY });
  await save('retired', { validUntil: TODAY });
  await save('told', { owner: 'Ann', reviewBy: TODAY });
  await ask({ act: 'submit', id: 'told', seen: 1 });
  await ask({ act: 'publish', id: 'told', seen: 2 });
  expect(await remindersOf(tools, TODAY)).toMatchObject({ due: 3 });

  await save('moved', { reviewBy: '2027-11-21' }, 1);
  await ask({ act: 'retire', id: 'retired', seen: 1 });

  expect(await remindersOf(tools, TODAY)).toEqual({ due: 1, mine: 1, more: false });
});

test('more than are counted is said, and what cannot be read is no count', async () => {
  const { world, tools, save } = library();
  for (let n = 0; n < 101; n += 1) await save(`due-${n}`, { reviewBy: TODAY });
  expect(await remindersOf(tools, TODAY)).toEqual({ due: 100, mine: 0, more: true });

  world.down = true;
  expect(await remindersOf(tools, TODAY)).toBeUndefined();
});

test('the week goes over the end of a month and of a year', () => {
  expect(dueOn('2026-12-28')).toEqual({ reviewDue: '2026-12-28', endsBy: '2027-01-04' });
});

test('hers stand before the others, and an article without an owner is nobody’s', () => {
  const owners = ['Bo', 'ANN', undefined, 'editor-ann', 'Annette'].map((owner) => ({ ...(owner && { owner }) }));

  expect(hersFirst(owners, ann).map(({ owner }) => owner)).toEqual(['ANN', 'editor-ann', 'Bo', undefined, 'Annette']);
  expect(isHers(undefined, { subject: '', name: '' })).toBe(false);
});
