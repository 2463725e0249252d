import fc from 'fast-check';
import { expect, test } from 'vitest';
import { answerTurn, type Candidate, queryOf, type TurnWords } from '#shared/answering/plan';
import { article, conversation } from './conversation.ts';

const milk = article('returns-food', 'Can I return food?');
const postage = article('returns-postage', 'Who pays the postage of a return?');
const hello = article('smalltalk-greeting', 'Hello', { tags: ['smalltalk'], answer: "Hello, I'm Lantern's bot." });

const planFor = (
  talk: ReturnType<typeof conversation>,
  hits: Candidate[],
  sure: number,
  more: Partial<TurnWords> = {},
) => {
  const open = talk.open();
  const query = queryOf(open.words, open.history);
  return answerTurn({ ...open, query, hits, misses: 0, threshold: 0.5, confidenceOf: () => sure, ...more });
};
const near = (one: Candidate): Candidate => ({ ...one, evidence: { ...one.evidence, margin: 0.05 } });

test('a sure answer is the whole text of the article, with its version', () => {
  const plan = planFor(conversation().customer('can i return milk powder'), [milk, postage], 0.912345);

  expect(plan).toEqual({
    outcome: 'answered',
    text: milk.answer,
    sources: [{ articleId: 'returns-food', version: 3, title: 'Can I return food?' }],
    confidence: 0.912,
  });
});

test('below the threshold it says that it does not know and offers a person, in the language of the customer', () => {
  const english = planFor(conversation().customer('what is the meaning of life'), [milk], 0.1);
  const chinese = planFor(conversation('zh').customer('人生的意义是什么'), [], 0);

  expect(english).toMatchObject({ outcome: 'unknown', sources: [] });
  expect(english.text).toMatch(/I don't know.*colleague/);
  expect(chinese.text).toMatch(/不清楚.*真人同事/);
});

test('it says it otherwise each time, and offers a person each time', () => {
  const talk = conversation().customer('what is the meaning of life');
  const texts = [0, 1, 2, 7].map((misses) => planFor(talk, [], 0, { misses }).text);

  expect(new Set(texts.slice(0, 3)).size).toBe(3);
  for (const text of texts) expect(text).toMatch(/colleague|person/);
});

test('two near articles, neither sure: it asks which is meant and cites both', () => {
  const plan = planFor(conversation().customer('return'), [near(milk), postage], 0.35);

  expect(plan.outcome).toBe('answered');
  expect(plan.text).toContain('1. Can I return food?\n2. Who pays the postage of a return?');
  expect(plan.sources.map(({ articleId }) => articleId)).toEqual(['returns-food', 'returns-postage']);
});

test.each([
  ['after a miss', { misses: 1 }, 0.35],
  ['when both are unlikely', {}, 0.1],
] as const)('it does not ask which is meant %s', (_, more, sure) => {
  expect(planFor(conversation().customer('return'), [near(milk), postage], sure, more).outcome).toBe('unknown');
});

test('it asks which is meant once, not twice in a row', () => {
  const first = conversation().customer('return');
  const asked = planFor(first, [near(milk), postage], 0.35);
  const again = first.bot(asked.outcome, asked.text, asked.sources).customer('hmm, returning stuff');

  expect(planFor(again, [near(milk), postage], 0.35).outcome).toBe('unknown');
});

test('the one chosen of two is answered, however unsure the search was', () => {
  const talk = conversation().customer('return');
  const asked = planFor(talk, [near(milk), postage], 0.35);
  const chosen = talk.bot(asked.outcome, asked.text, asked.sources).customer('2');

  expect(planFor(chosen, [postage, milk], 0.2)).toMatchObject({ outcome: 'answered', text: postage.answer });
});

test('a greeting is small talk in the words of the shop, without a source', () => {
  expect(planFor(conversation().customer('hi!'), [hello], 0.2)).toMatchObject({
    outcome: 'small-talk',
    text: hello.answer,
    sources: [],
  });
});

test.each([
  ['hi', 'en', /bot/],
  ['你好', 'zh', /机器人/],
  ['Are you a robot?', 'en', /no person is typing/],
  ['你是机器人还是真人？', 'zh', /不是真人/],
  ['谢谢', 'zh', /不客气/],
  ['👍', 'en', /Good/],
  ['？？', 'zh', /在的/],
] as const)('"%s" is small talk also where the shop has written none', (text, language, said) => {
  const plan = planFor(conversation(language).customer(text), [], 0);

  expect(plan.outcome).toBe('small-talk');
  expect(plan.text).toMatch(said);
});

test('a greeting before a question does not swallow the question', () => {
  expect(planFor(conversation().customer('hi', 'can i return food'), [milk], 0.9).text).toBe(milk.answer);
});

test('the same article is not said twice for the same words, a follow-up or a rejection', () => {
  const source = { articleId: milk.articleId, version: 3, title: milk.title };
  const talk = () => conversation().customer('can i return food').bot('answered', milk.answer, [source]);

  for (const text of ['can i return food?', 'and this?', "that's not what I asked"]) {
    const plan = planFor(talk().customer(text), [milk], 0.9);
    expect(plan.outcome).toBe('unknown');
    expect(plan.text).toContain('colleague');
  }
  expect(planFor(talk().customer('is baby formula returnable too'), [milk], 0.9).outcome).toBe('answered');
});

test('a bare order number is understood in its context, and passed to a person', () => {
  const talk = conversation('zh').customer('退不了').bot('unknown', '不清楚。').customer('12345');

  const plan = planFor(talk, [], 0);

  expect(plan.outcome).toBe('unknown');
  expect(plan.text).toContain('订单号 12345');
  expect(plan.text).toContain('“退不了”');
});

test('a phone number is noted without being repeated', () => {
  const plan = planFor(
    conversation().customer('where is my refund').bot('unknown', 'no').customer('13812345678'),
    [],
    0,
  );

  expect(plan.text).toContain('noted');
  expect(plan.text).not.toContain('138');
});

test('"no" to the offered person is taken as such', () => {
  const plan = planFor(conversation().customer('x y z').bot('unknown', 'Shall I?').customer('no thanks'), [milk], 0.9);

  expect(plan).toMatchObject({ outcome: 'small-talk', sources: [] });
  expect(plan.text).toMatch(/All right/);
});

test('an article of the other language is announced', () => {
  const only = { ...milk, language: 'zh' as const, answer: '可以退。' };

  expect(planFor(conversation().customer('can i return food'), [only], 0.9).text).toBe(
    'We have this page in Chinese only:\n\n可以退。',
  );
});

test('an answer longer than a message is cut after a paragraph and says so', () => {
  const long = { ...milk, answer: `${'Nine words make a line of this long answer. '.repeat(100)}\n\n`.repeat(4) };

  const { text } = planFor(conversation().customer('can i return food'), [long], 0.9);

  expect(text.length).toBeLessThan(8000);
  expect(text).toContain('The page goes on: “Can I return food?”');
});

test('whatever is typed, the plan can be stored, and one without an answer offers a person', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 80 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (text, sure) => {
        const plan = planFor(conversation('zh').customer(text), [milk, postage], sure);
        expect(plan.text.length).toBeGreaterThan(0);
        expect(plan.text.length).toBeLessThanOrEqual(8000);
        if (plan.outcome === 'unknown') expect(plan.text).toMatch(/同事/);
        if (plan.outcome === 'answered') expect(plan.sources.length).toBeGreaterThan(0);
      },
    ),
  );
});

test('a greeting is answered by the greeting’s own page, also when another small talk resembles it more', () => {
  const presence = article('smalltalk-are-you-there', 'Are you there?', {
    tags: ['smalltalk'],
    answer: "Yes, I'm here.",
  });

  expect(planFor(conversation().customer('hello there'), [presence, hello], 0.9)).toMatchObject({
    outcome: 'small-talk',
    text: hello.answer,
  });
});

test('a follow-up that finds the page just quoted gets the page behind it, if that is near enough', () => {
  const talk = () =>
    conversation()
      .customer('can i return food?')
      .bot('answered', milk.answer, [{ articleId: milk.articleId, version: milk.version, title: milk.title }])
      .customer('and the postage?');

  expect(planFor(talk(), [milk, postage], 0.9)).toMatchObject({ sources: [{ articleId: 'returns-postage' }] });
  const confidenceOf = (hit: Candidate | undefined) => (hit === milk ? 0.9 : 0.1);
  expect(planFor(talk(), [milk, postage], 0.9, { confidenceOf }).sources).toEqual([]);
});
