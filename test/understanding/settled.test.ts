import { expect, test } from 'vitest';
import { isSettled } from '#shared/understanding/settled';

test.each([
  '奶粉退不了？',
  '奶粉能退吗',
  '运费谁出',
  '怎么申请退货',
  '转人工',
  '几天能到货',
  'How long does delivery take',
  'where is my order',
  'hi, can i return food',
  'My order has not come.',
  'agent please',
  '快点！',
])('"%s" is a whole question or wish', (text) => {
  expect(isSettled(text)).toBe(true);
});

test.each([
  '你好',
  'hi',
  '我买了一罐奶粉',
  '我昨天下的单，',
  'I have a question...',
  'I bought milk powder',
  'and',
  '那个。。。',
  'where',
  '还有',
  '退货是因为',
  '',
])('after "%s" more may come', (text) => {
  expect(isSettled(text)).toBe(false);
});
