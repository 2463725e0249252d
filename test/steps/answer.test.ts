import { expect, test } from 'vitest';
import type { EventOf } from '#events/conversation';
import { answer } from '#functions/answer/step';
import { type Turn, turnOf } from '#shared/conversation/turn';
import type { ServerFrameOf } from '#shared/protocol/frames';
import { contentOf, ScriptedKnowledge } from '#test/fakes/scripted-knowledge';
import { busy, CONVERSATION, CUSTOMER, handingOff, type Scene, scene } from './scene.ts';

const SENTENCES = Array.from(
  { length: 6 },
  (_, i) => `You may return things within ${30 + i} days of their delivery. `,
);
const TEXT = SENTENCES.join('').trim();

/** The step with a clock that only moves when the step sleeps, or a frame is pushed. */
const answering = (stage: Scene, { knowledge = new ScriptedKnowledge(TEXT), pushMs = 0 } = {}) => {
  let milliseconds = 0;
  const slept: number[] = [];
  const now = () => new Date(Date.parse(stage.now()) + milliseconds).toISOString();
  const inner = stage.sockets.meanwhile;
  stage.sockets.meanwhile = async () => {
    milliseconds += pushMs;
    await inner();
  };
  const run = answer({
    ...stage,
    knowledge,
    articles: knowledge.articles ?? new ScriptedKnowledge(TEXT).articles,
    now,
    sleep: async (ms) => {
      slept.push(ms);
      milliseconds += ms;
    },
    settleMs: 600,
    timeZone: 'Asia/Shanghai',
    tellFailure: () => undefined,
    handingOff: ({ reason }, _texts, at) => handingOff({ reason })(at),
  });
  return { run, knowledge, slept };
};
const turn = async (stage: Scene): Promise<Turn> => {
  const open = turnOf(await stage.head());
  if (!open) throw new Error('nothing is open');
  return open;
};
const screen = async (stage: Scene) => stage.desk.putSocket({ role: 'customer', id: CUSTOMER }, 'tab-1', stage.now());
const deltas = (stage: Scene) =>
  stage.sockets.to('tab-1').filter((frame): frame is ServerFrameOf<'delta'> => frame.type === 'delta');
const saidBy = (stage: Scene, kind: string) => stage.eventsOf(CONVERSATION).filter((event) => event.kind === kind);

test('a question is answered from an article, and the answer names its source and its confidence', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  const { run, knowledge } = answering(stage);

  await run(await turn(stage));

  const said = stage.eventsOf(CONVERSATION).at(-1) as EventOf<'bot-said'>;
  expect(said).toMatchObject({
    kind: 'bot-said',
    turn: `${CONVERSATION}-1-0`,
    answersUpTo: 2,
    outcome: 'answered',
    knowledgeVersion: '20261120t090000000z',
    words: { text: TEXT, sources: [{ articleId: 'return-window', version: 3 }] },
  });
  expect(said.confidence).toBeGreaterThan(0.9);
  expect(knowledge.searched).toMatchObject([{ language: 'en', at: '2026-11-20' }]);
});

test('the day of the shop decides what is valid, not the day in Greenwich', async () => {
  const stage = scene();
  stage.pass(8 * 3600);
  await stage.tells('How long may I return things?');
  const { run, knowledge } = answering(stage);

  await run(await turn(stage));

  expect(knowledge.searched).toMatchObject([{ at: '2026-11-21' }]);
});

test('where no article is sure enough the bot says so, and counts the miss', async () => {
  const stage = scene();
  await stage.tells('Do you sell submarines?');

  await answering(stage, { knowledge: new ScriptedKnowledge(TEXT, 'unsure') }).run(await turn(stage));

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ outcome: 'unknown', words: { sources: [] } });
  expect(await stage.head()).toMatchObject({ misses: 1, owner: { kind: 'bot' } });
});

test('the third miss in a row is a handoff instead of a third excuse', async () => {
  const stage = scene();
  const { run } = answering(stage, { knowledge: new ScriptedKnowledge(TEXT, 'unsure') });
  for (const what of ['submarines', 'castles', 'volcanoes']) {
    await stage.tells(`Do you sell ${what}?`);
    await run(await turn(stage));
  }

  expect(stage.kinds().filter((kind) => kind === 'bot-said')).toHaveLength(2);
  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' }, handoff: { reason: 'bot-missed' } });
  expect(stage.matching.rung).toMatchObject([{ skill: 'general' }]);
});

test('asked for in words, a person comes without a search and without an answer', async () => {
  const stage = scene();
  await stage.tells('I want to talk to a human');
  const { run, knowledge } = answering(stage);

  await run(await turn(stage));

  expect(await stage.head()).toMatchObject({
    owner: { kind: 'queue' },
    handoff: { reason: 'customer-asked-in-words' },
  });
  expect(knowledge.searched).toEqual([]);
  expect(stage.kinds()).not.toContain('bot-said');
  expect(stage.matching.rung).toHaveLength(1);
});

test('several messages are one answer', async () => {
  const stage = scene();
  await stage.tells('hello', false);
  await stage.tells('how long may I return things', false);
  const last = await stage.tells('the blue ones?');

  await answering(stage).run(await turn(stage));

  expect(saidBy(stage, 'bot-said')).toMatchObject([{ answersUpTo: last.askedUpTo }]);
});

test('unfinished words are waited for until the customer has been quiet, finished ones are not', async () => {
  const stage = scene();
  await stage.tells('how long', false);
  const unfinished = answering(stage);
  await unfinished.run(await turn(stage));
  expect(unfinished.slept).toEqual([600]);

  await stage.tells('How long may I return things?', true);
  const finished = answering(stage);
  await finished.run(await turn(stage));
  expect(finished.slept.filter((ms) => ms > 50)).toEqual([]);
});

test('a customer who never stops typing is waited for three seconds at most', async () => {
  const stage = scene();
  await stage.tells('and', false);
  let typed = 0;
  const store = {
    ...stage.store,
    tail: async (id: string, after: number) => {
      typed += 1;
      if (typed < 30) await stage.tells(`and ${typed}`, false);
      return stage.store.tail(id, after);
    },
  };
  const { run, slept } = answering({ ...stage, store } as Scene);

  await run(await turn(stage));

  expect(slept.reduce((sum, ms) => sum + ms, 0)).toBeLessThanOrEqual(3000);
  expect(saidBy(stage, 'bot-said')).toHaveLength(1);
});

test('the answer is shown piece by piece, and the pieces are the answer', async () => {
  const stage = scene();
  await screen(stage);
  await stage.tells('How long may I return things?');

  await answering(stage, { pushMs: 60 }).run(await turn(stage));

  expect(deltas(stage).length).toBeGreaterThan(1);
  expect(
    deltas(stage)
      .map(({ text }) => text)
      .join(''),
  ).toBe(TEXT);
  for (const { offset, turn: id, epoch } of deltas(stage))
    expect([id, epoch, offset]).toEqual([`${CONVERSATION}-1-0`, 1, expect.any(Number)]);
  expect(deltas(stage).map(({ offset }) => offset)).toEqual(
    deltas(stage).map((_, i) =>
      deltas(stage)
        .slice(0, i)
        .reduce((sum, { text }) => sum + text.length, 0),
    ),
  );
});

test('pieces that come fast are sent together: two frames, not one a sentence', async () => {
  const stage = scene();
  await screen(stage);
  await stage.tells('How long may I return things?');

  const { run, slept } = answering(stage);
  await run(await turn(stage));

  expect(deltas(stage)).toHaveLength(2);
  expect(slept).toEqual([50]);
});

test('without an open screen nothing is streamed, and the answer stands in the log', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');

  await answering(stage).run(await turn(stage));

  expect(stage.sockets.pushed).toEqual([]);
  expect(saidBy(stage, 'bot-said')).toHaveLength(1);
});

test('a screen that closes meanwhile costs the answer nothing', async () => {
  const stage = scene();
  await screen(stage);
  stage.sockets.gone.add('tab-1');
  await stage.tells('How long may I return things?');

  await answering(stage).run(await turn(stage));

  expect(saidBy(stage, 'bot-said')).toHaveLength(1);
});

test('a person asked for while the answer streams: it stops, and what was read of it stays on record', async () => {
  const stage = scene();
  await screen(stage);
  await stage.tells('How long may I return things?');
  stage.sockets.meanwhile = async () => {
    if ((await stage.head()).owner.kind === 'bot') await stage.so('asks');
  };

  await answering(stage, { pushMs: 600 }).run(await turn(stage));

  const shown = deltas(stage)
    .map(({ text }) => text)
    .join('');
  expect(shown.length).toBeLessThan(TEXT.length);
  expect(stage.kinds()).not.toContain('bot-said');
  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'answer-cut', words: { text: shown } });
});

test('a person asked for between the last piece and the append: the answer is refused and kept as cut', async () => {
  const stage = scene();
  await screen(stage);
  await stage.tells('How long may I return things?');
  const open = await turn(stage);
  const knowledge = new ScriptedKnowledge('Thirty days.');
  stage.sockets.meanwhile = async () => {
    if ((await stage.head()).owner.kind === 'bot') await stage.so('asks');
  };

  await answering(stage, { knowledge }).run(open);

  expect(stage.kinds()).not.toContain('bot-said');
  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({ kind: 'answer-cut', words: { text: 'Thirty days.' } });
});

test('a person asked for before a word was shown leaves no trace of the answer', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  const open = await turn(stage);
  const { run, knowledge } = answering(stage);
  knowledge.meanwhile = async () => void (await stage.so('asks'));

  await run(open);

  expect(stage.kinds().at(-1)).toBe('handed-off');
});

test('words that came while the answer was made are the next turn; the answer is not thrown away', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  const open = await turn(stage);
  const { run, knowledge } = answering(stage);
  knowledge.meanwhile = async () => void (await stage.tells('And who pays?'));

  await run(open);

  expect(saidBy(stage, 'bot-said')).toMatchObject([{ answersUpTo: 2 }]);
  expect(stage.turns.ids).toEqual([`${CONVERSATION}-1-2`]);
});

test.each([
  ['answered already', ['bot answers']],
  ['taken by a person', ['asks']],
  ['closed', ['closes herself']],
])('a turn that is %s makes no search and writes nothing', async (_, acts) => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  const open = await turn(stage);
  await stage.so(...acts);
  const before = stage.kinds();
  const { run, knowledge } = answering(stage);

  await run(open);

  expect(knowledge.searched).toEqual([]);
  expect(stage.kinds()).toEqual(before);
});

test('a turn of a conversation that is not there does nothing', async () => {
  const stage = scene();

  await answering(stage).run({ id: 'x', conversationId: CONVERSATION, epoch: 1, after: 0 });

  expect(stage.kinds()).toEqual([]);
});

test('the same turn delivered twice is answered once', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  const open = await turn(stage);

  await Promise.all([answering(stage).run(open), answering(stage).run(open)]);

  expect(saidBy(stage, 'bot-said')).toHaveLength(1);
});

test('where too many write at once the turn goes back to its queue', async () => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  const open = await turn(stage);

  await expect(answering({ ...stage, store: busy(stage) } as Scene).run(open)).rejects.toThrow('too many');
});

test('a waiting customer who wanted the bot’s help is answered and keeps her place', async () => {
  const stage = scene();
  await stage.so('says', 'asks', 'keeps the bot');
  await stage.tells('How long may I return things?');

  await answering(stage).run(await turn(stage));

  expect(saidBy(stage, 'bot-said')).toHaveLength(1);
  expect(await stage.head()).toMatchObject({ owner: { kind: 'queue' } });
  expect(await stage.desk.places('general', 10)).toHaveLength(1);
});

test('when the search cannot be reached the bot says so, offers a person, and a yes brings her', async () => {
  const stage = scene();
  await stage.tells('Is milk powder returnable?');
  const broken = { current: async () => Promise.reject(new Error('the bucket does not answer')) };

  await answering(stage, { knowledge: broken as never }).run(await turn(stage));

  expect(stage.eventsOf(CONVERSATION).at(-1)).toMatchObject({
    kind: 'bot-said',
    outcome: 'unknown',
    words: { text: expect.stringContaining("can't look anything up") },
  });
});

const asks = async (knowledge: ScriptedKnowledge) => {
  const stage = scene();
  await stage.tells('How long may I return things?');
  await answering(stage, { knowledge }).run(await turn(stage));
  return stage.eventsOf(CONVERSATION).at(-1);
};
const served = (n: number, more: Parameters<typeof contentOf>[1] = {}) => ({
  n,
  content: contentOf('Within 14 days.', more),
});

test.each([
  ['withdrawn', undefined],
  ['over since yesterday', served(3, { validUntil: '2026-11-19' })],
  ['not yet valid', served(3, { validFrom: '2026-11-21' })],
  ['for agents only', served(3, { audience: 'agents' })],
])('an article that the index still holds and the table says is %s is not answered from', async (_, now) => {
  const knowledge = new ScriptedKnowledge(TEXT);
  knowledge.serving.clear();
  if (now) knowledge.serving.set('return-window', now);

  expect(await asks(knowledge)).toMatchObject({ kind: 'bot-said', outcome: 'unknown', words: { sources: [] } });
  expect(knowledge.asked).toEqual([['return-window']]);
});

test('a figure corrected since the index was built is told as it is now, and cited in its new version', async () => {
  const knowledge = new ScriptedKnowledge(TEXT);
  knowledge.serving.set('return-window', served(4));

  expect(await asks(knowledge)).toMatchObject({
    outcome: 'answered',
    knowledgeVersion: '20261120t090000000z',
    words: { text: 'Within 14 days.', sources: [{ articleId: 'return-window', version: 4 }] },
  });
});

test('what cannot be checked is not served: without the table the bot says that it can look nothing up', async () => {
  const knowledge = new ScriptedKnowledge(TEXT);
  knowledge.tableDown = true;

  expect(await asks(knowledge)).toMatchObject({
    kind: 'bot-said',
    outcome: 'unknown',
    words: { text: expect.stringContaining("can't look anything up"), sources: [] },
  });
});
