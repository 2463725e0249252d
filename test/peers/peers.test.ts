import { expect, test, vi } from 'vitest';
import { peers } from '#local/peers';
import { CLASSIFIERS } from './classifiers.ts';
import { ownIntentSet } from './intent-set.ts';
import { judged } from './intents.ts';
import { found } from './search.ts';
import { ownSearchSets } from './search-set.ts';
import { FOUND, SEARCHERS } from './searchers.ts';

const SHOP = {
  returns: ['can I return this', 'I want to send it back', 'how do returns work', 'return my order please'],
  delivery: ['where is my parcel', 'when will it arrive', 'track my delivery', 'the parcel is late'],
};
const rows = Object.entries(SHOP).flatMap(([intent, texts]) =>
  texts.map((text) => ({ text, intent, group: undefined })),
);

test.each(CLASSIFIERS)(
  '$name learns a small shop and is surer than chance of what it has learned',
  async ({ learn }) => {
    const { classify, bytes } = await learn(rows, 'en');

    const verdicts = await Promise.all(rows.map(({ text }) => classify(text)));

    expect(verdicts.map(({ said }) => said)).toEqual(rows.map(({ intent }) => intent));
    for (const { confidence } of verdicts) {
      expect(confidence).toBeGreaterThan(0.5);
      expect(confidence).toBeLessThanOrEqual(1);
    }
    expect(bytes).toBeGreaterThan(100);
  },
);

test.each(SEARCHERS)('$name finds the article that holds the words, and no more than ten', async ({ build }) => {
  const words = [
    'parcel',
    'invoice',
    'coupon',
    'voucher',
    'lamp',
    'chair',
    'table',
    'mirror',
    'kettle',
    'candle',
    'rug',
  ];
  const articles = words.map((word) => ({
    id: word,
    version: 1,
    tags: [],
    texts: {
      en: { title: `About the ${word} we sell`, questions: [`is the ${word} good`], answer: `The ${word} is.` },
    },
  }));
  const index = await build(articles, 'en');

  expect((await index.search('invoice'))[0]).toBe('invoice');
  expect((await index.search('is the lamp good'))[0]).toBe('lamp');
  expect((await index.search('about what we sell')).length).toBeLessThanOrEqual(FOUND);
  expect(index.bytes).toBeGreaterThan(100);
});

test('no question of our own sets is both learned and judged', () => {
  const { train, test: asked } = ownIntentSet();
  const learned = new Set(train.map(({ text }) => text));

  expect(asked).toHaveLength(300);
  expect(new Set(train.map(({ intent }) => intent)).size).toBe(150);
  expect(asked.filter(({ text }) => learned.has(text))).toEqual([]);
  for (const { name, articles, questions } of ownSearchSets()) {
    const held = new Set(
      articles.flatMap(({ texts }) => Object.values(texts).flatMap((text) => text?.questions ?? [])),
    );
    expect(
      questions.filter(({ question }) => held.has(question)),
      name,
    ).toEqual([]);
    expect(questions.length, name).toBeGreaterThan(400);
  }
});

test('figures are told of what was said, with the figure inside its interval', () => {
  const set = { name: 'shop', language: 'en' as const, train: rows, test: rows };
  const verdicts = rows.map(({ intent }, at) => ({ said: at === 0 ? 'delivery' : intent, confidence: 0.75 }));

  const { n, accuracy, ece, ci95, macroF1 } = judged(set, { verdicts });

  expect({ n, accuracy }).toEqual({ n: 8, accuracy: 7 / 8 });
  expect(ece).toBeCloseTo(1 / 8, 6);
  for (const [figure, [low, high]] of [
    [accuracy, ci95.accuracy],
    [ece, ci95.ece],
    [macroF1, ci95.macroF1],
  ] as const) {
    expect(low).toBeLessThanOrEqual(figure);
    expect(high).toBeGreaterThanOrEqual(figure);
  }
  expect(found([0, 4, -1, 9])).toMatchObject({ n: 4, recallAt1: 0.25, recallAt5: 0.5, mrr10: (1 + 0.2 + 0.1) / 4 });
});

test.each([
  [['nobody'], 'There is no nobody.'],
  [['intents', '--train', 'a.jsonl'], 'no group reads one of them alone'],
  [['--kb', 'a.jsonl', '--train', 'b.jsonl'], 'no group reads one of them alone'],
  [['resume', '--gap', '7 s'], 'There is no 7 s.'],
])('peers %j is refused and says why', async (words, why) => {
  const said = vi.spyOn(process.stdout, 'write').mockReturnValue(true);

  const code = await peers(words);

  expect(code).toBe(2);
  expect(said.mock.calls.flat().join('')).toContain(why);
  said.mockRestore();
});

test('a file that cannot be read is named, and the exit code says that it was the file', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);

  const code = await peers(['intents', '--train', 'nowhere.jsonl', '--test', 'nowhere.jsonl']);

  expect(code).toBe(2);
  expect(said.mock.calls.flat().join('')).toContain('nowhere.jsonl: there is no such file');
  said.mockRestore();
});
