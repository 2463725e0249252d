import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { figuresOf, isPriced, isRight, reasonsOf } from '#local/evaluate/models/figures';
import { FLOOR, modelsTable, resultOf } from '#local/evaluate/models/models';
import { type Question, readSuite } from '#local/evaluate/models/suite';
import type { Turn } from '#local/evaluate/models/turns';
import { rungsOf } from '#shared/models/rungs';

const folder = mkdtempSync(join(tmpdir(), 'baton-suite-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const suiteOf = (text: string): string => {
  const file = join(folder, 'suite.yaml');
  writeFileSync(file, text);
  return file;
};

test('the ready suite can be read, asks in both languages, and names models that the price book knows', () => {
  const { models, questions, articles } = readSuite('test/data/models-demo/suite.yaml');
  const needs = { bedrock: () => ({ send: () => undefined }) as never, apiKey: async () => '', fetch, now: () => 0 };
  const keys = models.flatMap((one) => rungsOf(one.models, needs).map(({ model }) => model.identity.priceKey));

  expect(keys.filter((key) => !isPriced(key))).toEqual([]);
  expect(questions.filter(({ unanswerable }) => unanswerable).length).toBeGreaterThanOrEqual(8);
  expect(questions.filter(({ ask }) => /\p{Script=Han}/u.test(ask)).length).toBeGreaterThanOrEqual(10);
  const texts = new Map(articles.map(({ id, texts: own }) => [id, JSON.stringify(own)]));
  for (const { article = [], says = [] } of questions)
    for (const words of says)
      expect(
        article.some((id) => texts.get(id)?.replaceAll('*', '').includes(words)),
        words,
      ).toBe(true);
});

const MODEL = '{ name: a, kind: bedrock, large: m }';
test.each([
  ['models: [', 'suite.yaml: '],
  ['name: x\nmodels: []\nquestions: [{ ask: a, says: b }]', 'models: '],
  [`name: x\nmodels: [${MODEL}]\nquestions: [{ ask: a }]`, 'questions.0: either what the answer is'],
  [`name: x\nmodels: [${MODEL}]\nquestions: [{ ask: a, says: b, unanswerable: true }]`, 'questions.0: either'],
  [`name: x\nmodels: [${MODEL}]\nquestions: [{ ask: a, article: no-such }]`, 'no article no-such'],
  [`name: x\nmodels: [${MODEL}, ${MODEL}]\nquestions: [{ ask: a, says: b }]`, 'two named a'],
  ['name: x\nmodels: [{ name: a, kind: none }]\nquestions: [{ ask: a, says: b }]', 'always compared'],
  [
    'name: x\nmodels: [{ name: a, kind: openAiCompatible, large: m, keyEnv: K }]\nquestions: [{ ask: a, says: b }]',
    'models.0.endpoint: an https address',
  ],
])('a suite that cannot be read is told with the place: %j', (text, told) => {
  expect(() => readSuite(suiteOf(text))).toThrow(told);
});

test('a suite may lie beside its knowledge', () => {
  writeFileSync(join(folder, 'kb.jsonl'), '{"id": "hours", "question": "营业时间", "answers": ["九点到六点"]}\n');

  const { articles } = readSuite(
    suiteOf(`name: x\nknowledge: kb.jsonl\nmodels: [${MODEL}]\nquestions: [{ ask: 几点开门, article: hours }]`),
  );

  expect(articles.map(({ id, texts }) => [id, Object.keys(texts)])).toEqual([['hours', ['zh']]]);
  expect(() => readSuite(join(folder, 'nowhere.yaml'))).toThrow('there is no such file');
});

const source = { articleId: 'fees', version: 1, title: 'Fees' };
const wants = (more: Partial<Question>): Question => ({ ask: 'what?', unanswerable: false, ...more });
const turn = (question: Question, more: Partial<Turn> = {}): Turn => ({
  question,
  plan: { outcome: 'answered', text: 'It costs **15 元**.', sources: [source], confidence: 0.9 },
  by: 'm',
  refused: [],
  asked: true,
  firstTokenMs: 100,
  totalMs: 300,
  costUsd: 0.002,
  ...more,
});
const unknown: Turn['plan'] = { outcome: 'unknown', text: 'I do not know.', sources: [], confidence: 0.1 };

test.each<[string, Turn, boolean]>([
  ['its article and its words', turn(wants({ article: ['fees'], says: ['15元'] })), true],
  ['another article', turn(wants({ article: ['hours'] })), false],
  ['other words', turn(wants({ article: ['fees'], says: ['30元'] })), false],
  ['no answer', turn(wants({ article: ['fees'] }), { plan: unknown }), false],
  ['no answer where none was wanted', turn(wants({ unanswerable: true }), { plan: unknown }), true],
  ['an answer where none was wanted', turn(wants({ unanswerable: true })), false],
  [
    'a question back where none was wanted',
    turn(wants({ unanswerable: true }), {
      by: undefined,
      plan: { ...unknown, outcome: 'answered', sources: [source, source] },
    }),
    true,
  ],
])('%s is right or not', (_, one, right) => {
  expect(isRight(one)).toBe(right);
});

test('what the judge has blocked, what the model declined and what failed are three things', () => {
  const question = wants({ says: ['15'] });
  const refused = (why: string, judged: boolean): Partial<Turn> => ({
    by: undefined,
    plan: unknown,
    refused: [{ why, judged }],
  });
  const turns = [
    turn(question),
    turn(question, refused('figure', true)),
    turn(question, refused('unknown', true)),
    turn(question, refused('cut-stream: end', false)),
  ];

  expect(figuresOf(turns)).toMatchObject({
    rightShare: 0.25,
    worded: 1,
    groundedShare: 0.5,
    blocked: 1,
    declined: 1,
    failed: 1,
    byArticles: 3,
    firstTokenMsP50: 100,
    usdPer1000: 2,
  });
  expect(figuresOf(turns.slice(3))).not.toHaveProperty('groundedShare');
  expect(reasonsOf([...turns, turn(question, refused('figure', true))])).toBe(
    'figure ×2, unknown ×1, cut-stream: end ×1',
  );
});

test('the table has one line for each model, and says nothing of grounding where nothing was written', () => {
  const question = wants({ says: ['15'] });
  const dead = turn(question, { by: undefined, plan: unknown, refused: [{ why: 'unavailable', judged: false }] });
  const floor = turn(question, { by: undefined, asked: false, refused: [], firstTokenMs: undefined, costUsd: 0 });
  const all = [
    { name: FLOOR, turns: [floor], notes: [] },
    { name: 'good', turns: [turn(question)], notes: [] },
    { name: 'dead', turns: [dead], notes: ['dead: it was not reached.'] },
  ];

  const lines = modelsTable(resultOf({ all, buildSeconds: 0 })).split('\n');

  expect(lines.find((line) => line.startsWith('good'))).toMatch(
    /100\.0 \(.*\) +0 +100\.0 +0 +0 +0 +0 +100 \/ 100 +300 \/ 300 +2\.000/,
  );
  expect(lines.find((line) => line.startsWith('dead '))).toMatch(/0\.0 \(.*\) +0 +– +0 +0 +1 +1/);
  expect(lines.find((line) => line.startsWith(FLOOR))).toMatch(/– +– +– +– +– +– +300 \/ 300 +0\.000$/);
  expect(lines.at(-1)).toBe('dead: it was not reached.');
});
