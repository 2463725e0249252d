import { expect, test } from 'vitest';
import { answerToOffer, rejectsAnswer } from '#shared/understanding/replies';

test.each([
  ['yes please', 'yes'],
  ['Yes, please!', 'yes'],
  ['yeah sure', 'yes'],
  ['ok', 'yes'],
  ['ok thanks', 'yes'],
  ['that would be great', 'yes'],
  ['please do', 'yes'],
  ['go ahead', 'yes'],
  ['yes please, my order is LT-20261120-8842', 'yes'],
  ['好的，转吧', 'yes'],
  ['嗯嗯可以', 'yes'],
  ['好的', 'yes'],
  ['要的 谢谢', 'yes'],
  ['可以，转一下吧', 'yes'],
  ['行吧', 'yes'],
  ['麻烦你了', 'yes'],
  ['帮我转', 'yes'],
  ['👍', 'yes'],
  ['no thanks', 'no'],
  ['not now', 'no'],
  ['Nope.', 'no'],
  ['不用了，谢谢', 'no'],
  ['先不用', 'no'],
  ['算了', 'no'],
  ['yes but how long does it take first', undefined],
  ['好的，不过运费谁出？', undefined],
  ['要多久', undefined],
  ['可以退吗', undefined],
  ['ok so when does it arrive?', undefined],
  ['no refund has arrived', undefined],
  ['不要香菜味的', undefined],
  ['thanks', undefined],
  ['where is my order', undefined],
  ['', undefined],
] as const)('after an offer of a person, "%s" means %s', (text, meaning) => {
  expect(answerToOffer(text)).toBe(meaning);
});

test.each([
  ['答非所问', true],
  ['我问的不是这个，不是这个意思', true],
  ['没用，说了等于没说', true],
  ["That's not what I asked", true],
  ['this doesnt help', true],
  ['useless', true],
  ['谢谢，有用', false],
  ['thanks, that helped', false],
  ['奶粉退不了？', false],
  ['the coupon code is the wrong one, which is right?', false],
] as const)('"%s" rejects the last answer: %s', (text, rejects) => {
  expect(rejectsAnswer(text)).toBe(rejects);
});
