import { expect, test } from 'vitest';
import { type AnswerBasis, cacheKeyOf } from '#shared/models/answer-cache';

const basis: AnswerBasis = {
  brand: 'shop',
  language: 'zh',
  question: '奶粉可以退吗？',
  knowledgeVersion: 'v1',
  personaVersion: 'p1',
  promptVersion: '1',
};
const keyOf = (more: Partial<AnswerBasis> = {}) => cacheKeyOf({ ...basis, ...more });

test.each(['奶粉可以退吗', '奶粉可以退吗??', ' 奶粉可以退吗。', '请问奶粉可以退吗？谢谢'])(
  '%s is the same question',
  (question) => {
    expect(keyOf({ question })).toEqual(keyOf());
  },
);

test('words of another order, brand, language, knowledge, persona or prompt are another answer', () => {
  const others = [
    { question: '奶粉可以换吗' },
    { brand: 'other' },
    { language: 'en' as const },
    { knowledgeVersion: 'v2' },
    { personaVersion: 'p2' },
    { promptVersion: '2' },
  ].map((other) => keyOf(other)?.hash);

  expect(new Set([...others, keyOf()?.hash]).size).toBe(7);
});

test('parts cannot be shifted into each other', () => {
  expect(keyOf({ knowledgeVersion: 'v1p', personaVersion: '1' })?.hash).not.toBe(
    keyOf({ knowledgeVersion: 'v1', personaVersion: 'p1' })?.hash,
  );
});

test.each([
  '我的订单 LT-20261101-0042 到哪了',
  '电话 13800138000 能改吗',
  'my mail is ana@example.com, can I return it?',
  '我11月3日买的能退吗',
  '花了399元能退吗',
  '12345',
  '？',
])('“%s” is nobody else’s question', (question) => {
  expect(keyOf({ question })).toBeUndefined();
});
