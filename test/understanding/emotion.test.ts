import fc from 'fast-check';
import { expect, test } from 'vitest';
import { emotionOf, emotionTrend, moodOf, NEUTRAL } from '#shared/understanding/emotion';
import { chinese, english } from '#shared/understanding/feelings/lexicon';

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

test.each([
  ['好什么好', 'rhetorical'],
  ['哪里好用了', 'rhetorical'],
  ['质量好个屁', 'rhetorical'],
  ['还以为质量很好', 'believed'],
  ['thanks for losing my bag', 'irony'],
  ['thanks for nothing', 'irony'],
  ['Great, another delay', 'irony'],
  ['not helpful at all', 'negated'],
  ['一点也不好用', 'word'],
  ['没有想象中好', 'word'],
])('"%s" is no praise (rule %s)', (text, rule) => {
  const { valence, clues } = moodOf(text);

  expect(valence).toBeLessThanOrEqual(NEUTRAL.from);
  expect(clues.map((clue) => clue.rule)).toContain(rule);
});

test.each([
  ['不是不满意', '不满意'],
  ['not bad', 'bad'],
  ['没有异味', '异味'],
  ['no problems so far', 'problems'],
  ['there was no delay', 'delay'],
])('"%s" denies the fault of "%s"', (denies, fault) => {
  expect(moodOf(denies).valence).toBeGreaterThan(0);
  expect(moodOf(fault).valence).toBeLessThan(0);
});

test.each([
  ['物流很慢，但是质量非常好', '质量非常好，但是物流很慢'],
  ['it was slow but the product is great', 'the product is great but it was slow'],
  ['虽然有点贵，质量很好', '虽然质量很好，有点贵'],
])('what comes after the turn counts more: "%s" is better than "%s"', (better, worse) => {
  expect(moodOf(better).valence).toBeGreaterThan(moodOf(worse).valence);
});

test('what is conceded before a turn counts less than what is merely said', () => {
  const weightOf = (text: string): number => moodOf(text).clues.find(({ words }) => words === '慢')?.weight ?? 0;

  expect(weightOf('物流慢，但是质量好')).toBeGreaterThan(weightOf('物流慢，质量好'));
});

test.each([
  '这个好用吗？',
  '请问质量好不好',
  'is this a good one?',
  'I wish it was better',
  '希望质量好一点',
  'would be great if it worked',
])('"%s" asks or wishes and praises nothing', (text) => {
  expect(moodOf(text).valence).toBeLessThan(NEUTRAL.to);
});

test.each([
  ['[怒][抓狂]', -1],
  ['👍👏', 1],
  ['ok :)', 1],
  ['收到了 :(', -1],
  ['#WorstAirlineEver', -1],
  ['sooooo slooow', -1],
  ['loooove it', 1],
  ['I &lt;3 you guys', 1],
] as const)('signs and spelling are read: "%s" (%d)', (text, side) => {
  expect(Math.sign(moodOf(text).valence)).toBe(side);
});

test('names and links tell nothing', () => {
  expect(moodOf('@badairline https://love.example/great [@USER]')).toMatchObject({ score: 0, valence: 0, clues: [] });
});

test('the lists are as large as their README says, and every entry has a strength from -3 to 3', () => {
  const entries = [...chinese().entries.values(), ...english().entries.values()];

  expect(chinese().entries.size).toBeGreaterThanOrEqual(1500);
  expect(english().entries.size).toBeGreaterThanOrEqual(1090);
  expect(entries.filter(({ strength }) => !(strength >= -3 && strength <= 3))).toEqual([]);
});

test.each([
  'disappoint disappoints disappointed disappointing',
  'annoy annoyed annoying',
  'happy happier happiness happily',
  'delay delays delayed',
  'easy easier easiest easily',
  'refuse refused refusing',
])('a stem stands for its forms: %s', (forms) => {
  const sides = forms.split(' ').map((form) => Math.sign(moodOf(`it is ${form}`).valence));

  expect(new Set(sides).size).toBe(1);
  expect(sides[0]).not.toBe(0);
});
