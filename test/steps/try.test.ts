import { expect, test } from 'vitest';
import { tryOut } from '#functions/try/step';
import { voiceOf } from '#shared/answering/persona/voice';
import { phrases } from '#shared/answering/phrases';
import { TryAnswer, TryAsk } from '#shared/protocol/try';
import type { Caller } from '#shared/runtime/http-answer';
import type { KnowledgeIndex } from '#shared/search/knowledge-index';
import { contentOf, ScriptedKnowledge } from '#test/fakes/scripted-knowledge';

const NOW = '2026-11-20T20:00:00.000Z';
const TEXT = 'Within 30 days of delivery.';
const caller = (...groups: string[]): Caller => ({ subject: 'eve', name: 'Eve', groups, origin: '', sourceIp: '' });
const eve = caller('knowledge-editor');

/** A bench over one article; `old` is an earlier version of the index, with other words. */
const bench = (knowledge = new ScriptedKnowledge(TEXT)) => {
  const closed: string[] = [];
  const old: KnowledgeIndex = {
    version: 'v-1',
    search: async (query, options) => (await new ScriptedKnowledge('Within 14 days.').current()).search(query, options),
    close: () => closed.push('v-1'),
  };
  const step = tryOut({
    knowledge,
    versions: { open: async (version) => (version === 'v-1' ? old : { refused: 'unknown-version' }) },
    articles: knowledge.articles,
    voice: voiceOf(undefined),
    now: () => NOW,
    timeZone: 'Asia/Shanghai',
    tellFailure: () => undefined,
    handingOff: () => ({ skill: 'returns' }),
  });
  const asks = async (ask: object, who = eve) => {
    const { status, body } = await step(TryAsk.parse({ question: 'How long may I return things?', ...ask }), who);
    return { status, body: body as TryAnswer & { refused?: string } };
  };
  return { asks, knowledge, closed };
};

test('an editor sees what the bot would say, from what, and why', async () => {
  const { asks, knowledge } = bench();

  const { status, body } = await asks({});

  expect(status).toBe(200);
  expect(TryAnswer.parse(body)).toEqual(body);
  expect(body).toMatchObject({
    version: '20261120t090000000z',
    language: 'en',
    day: '2026-11-21',
    plan: { outcome: 'answered', text: TEXT, sources: [{ articleId: 'return-window', version: 3 }] },
    candidates: [{ articleId: 'return-window', matched: 'How long may I return things?', servable: true }],
  });
  expect(body.confidence).toBeGreaterThan(body.threshold);
  expect(body.candidates[0]?.why.map(({ code }) => code)).toEqual(['alike', 'covered', 'ahead', 'strength', 'amount']);
  expect(body).not.toHaveProperty('handoff');
  expect(knowledge.searched).toMatchObject([{ at: '2026-11-21', language: 'en' }]);
});

test.each([
  ['withdrawn', undefined, 3],
  ['agents-only', { audience: 'agents' as const }, 3],
  ['expired', { validUntil: '2026-11-20' }, 3],
  ['not-yet', { validFrom: '2026-12-01' }, 3],
  ['other-language', { texts: { zh: { title: '退货', questions: [], answer: '31 天' } } }, 4],
])('an article that is found and not told says why: %s', async (reason, more, n) => {
  const { asks, knowledge } = bench();
  if (more) knowledge.serving.set('return-window', { n, content: contentOf(TEXT, more) });
  else knowledge.serving.delete('return-window');

  const { body } = await asks({});

  expect(body.candidates).toMatchObject([{ articleId: 'return-window', servable: reason }]);
  expect(body).toMatchObject({ confidence: 0, plan: { outcome: 'unknown', sources: [] } });
});

test('what was corrected since the build is told in its newer words, and the bench says so', async () => {
  const { asks, knowledge } = bench();
  knowledge.serving.set('return-window', { n: 5, content: contentOf('Within 31 days.') });

  const { body } = await asks({});

  expect(body.plan.text).toBe('Within 31 days.');
  expect(body.candidates[0]).toMatchObject({ version: 5 });
  expect(body.candidates[0]?.why).toContainEqual({ code: 'corrected', figure: 5 });
});

test('another day is another day', async () => {
  const { asks, knowledge } = bench();
  knowledge.serving.set('return-window', { n: 3, content: contentOf(TEXT, { validFrom: '2026-12-01' }) });

  expect((await asks({ day: '2026-12-01' })).body.candidates).toMatchObject([{ servable: true }]);
});

test('a version that was built is searched as it is, and closed again; the live one stays open', async () => {
  const { asks, knowledge, closed } = bench();

  const { body } = await asks({ version: 'v-1' });

  expect(body).toMatchObject({ version: 'v-1', plan: { text: 'Within 14 days.' } });
  expect(knowledge.searched).toEqual([]);
  expect(closed).toEqual(['v-1']);
});

test.each(['v-2', '../x'])('a version nobody built is refused: %s', async (version) => {
  expect(await bench().asks({ version })).toMatchObject({ status: 404, body: { refused: 'unknown-version', version } });
});

test('a question that fetches a person says by which rule, and whose', async () => {
  const { body } = await bench().asks({ question: '我要转人工' });

  expect(body).toMatchObject({
    language: 'zh',
    handoff: { reason: 'customer-asked-in-words', rule: 'asks-for-person', skill: 'returns' },
  });
});

test('where the table cannot be asked the bench says what the bot would: that it cannot look things up', async () => {
  const { asks, knowledge } = bench();
  knowledge.tableDown = true;

  const { body } = await asks({});

  expect(body).toMatchObject({ candidates: [], plan: { outcome: 'unknown', text: phrases.en.searchDown } });
});

test('supervisors look, agents and finance do not', async () => {
  const { asks } = bench();

  expect((await asks({}, caller('supervisor'))).status).toBe(200);
  for (const group of ['agent', 'finance']) expect((await asks({}, caller(group))).status).toBe(403);
});
