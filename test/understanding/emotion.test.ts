import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emotionOf, emotionTrend, moodOf } from '#shared/understanding/emotion';

test.each([
  '骗子！还我钱',
  '你们就是黑店，气死我了',
  '什么垃圾客服！！！',
  'THIS IS RIDICULOUS, WORST SHOP EVER',
  'you fucking thieves',
  'absolutely unacceptable!!!',
  '😡😡',
  'I am so angry with you',
  '太过分了！！',
])('"%s" is strongly felt', (text) => {
  expect(moodOf(text).score).toBeLessThanOrEqual(-0.75);
});

test.each([
  '有点失望',
  '等了三天还没收到',
  '很急，快点',
  "I'm worried about my parcel",
  'a bit disappointed',
  'still waiting!!',
  '不满意',
  'not happy with this',
  '快点啊！！！',
  '服务差',
  '不好用',
])('"%s" is felt, but not strongly', (text) => {
  const { score } = moodOf(text);

  expect(score).toBeLessThanOrEqual(-0.08);
  expect(score).toBeGreaterThan(-0.75);
});

test.each([
  '奶粉退不了？',
  '怎么申请退货',
  'how long does delivery take?',
  'Where is my order LT-20261120-8842',
  '12345',
  'the mixer is 500 W, is that good?',
  '这个好用吗',
  '垃圾袋有货吗？',
  'do you sell trash bags',
  'OK',
  'USB TYPE C',
  '',
])('"%s" is said calmly', (text) => {
  expect(Math.abs(moodOf(text).score)).toBeLessThan(0.36);
});

test.each([
  '谢谢，太好了',
  'Thank you so much, perfect!',
  '非常满意👍',
  'great, that helped',
  'not bad at all, thanks',
])('"%s" is glad', (text) => {
  expect(moodOf(text).score).toBeGreaterThanOrEqual(0.35);
});

test.each([
  ['不生气，就是问问', '很生气'],
  ['not angry, just asking', 'very angry'],
  ['有点生气', '非常生气'],
  ['slightly annoyed', 'really annoyed'],
  ['没有失望', '失望'],
])('"%s" is milder than "%s"', (milder, stronger) => {
  expect(moodOf(milder).score).toBeGreaterThan(moodOf(stronger).score);
});

test('shouting and rows of marks deepen what is said', () => {
  expect(moodOf('WHERE IS MY BAD ORDER!!!').score).toBeLessThan(moodOf('where is my bad order').score);
  expect(moodOf('太慢！！！').score).toBeLessThan(moodOf('太慢').score);
});

test('clues name the words and marks that were read, and the rule', () => {
  expect(moodOf('垃圾客服！！').clues).toEqual([
    { words: '垃圾', kind: 'fault', rule: 'word', weight: -3 },
    { words: '！！', kind: 'anger', rule: 'loud', weight: -0.4 },
  ]);
});

test.each([
  [['气死我了', '骗子'], 'angry'],
  [['很着急', '求求你们快点'], 'anxious'],
  [["I'm so worried", 'please help, it is urgent'], 'anxious'],
  [['This is terrible', 'you are useless'], 'angry'],
  [['怎么退货'], 'calm'],
  [[], 'calm'],
  [['谢谢，太好了'], 'happy'],
  [['气死我了', '好的', '明白了，谢谢'], 'calm'],
] as const)('after %j the customer sounds %s', (texts, emotion) => {
  expect(emotionOf(texts.map(moodOf))).toBe(emotion);
});

test('a trend falls when the newest messages are clearly worse than the first', () => {
  expect(emotionTrend([0, 0.1, -0.5, -0.6]).falling).toBe(true);
  expect(emotionTrend([-0.6, -0.5, 0, 0.1]).falling).toBe(false);
  expect(emotionTrend([]).level).toBe(0);
});

test('whatever is typed, a score lies between -1 and 1', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const { score } = moodOf(text);
      expect(score).toBeGreaterThanOrEqual(-1);
      expect(score).toBeLessThanOrEqual(1);
    }),
  );
});
