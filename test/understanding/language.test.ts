import { expect, test } from 'vitest';
import { languageOf } from '#shared/understanding/language';

test.each([
  ['奶粉退不了？', 'en', 'zh'],
  ['how do I return this', 'zh', 'en'],
  ['12345', 'zh', 'zh'],
  ['12345', 'en', 'en'],
  ['👍', 'zh', 'zh'],
  ['', 'en', 'en'],
  ['ok', 'zh', 'en'],
  ['我的LT订单没到', 'en', 'zh'],
  ['where is 订单', 'zh', 'en'],
  ['Où est mon colis', 'zh', 'en'],
] as const)('"%s" after %s is %s', (text, before, language) => {
  expect(languageOf(text, before)).toBe(language);
});

test.each([
  ['LT-20261120-8842', 'zh'],
  ['订单号是 LT-20261120-8842', 'zh'],
  ['my-name@example.com', 'zh'],
  ['https://shop.example/p/123', 'zh'],
] as const)('numbers and addresses say nothing of the language: "%s" stays %s', (text, language) => {
  expect(languageOf(text, language)).toBe(language);
});
