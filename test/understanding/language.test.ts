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

test.each([
  ['我的iPhone 15 Pro Max没有声音', 'zh'],
  ['这个Bluetooth headphones怎么连', 'zh'],
  ['refund到账了吗', 'zh'],
  ['帮我check一下order status', 'zh'],
  ['App里的coupon用不了', 'zh'],
  ['I bought the 羽绒服 yesterday', 'en'],
  ['how do I track 快递', 'en'],
  ['is 顺丰 included', 'en'],
  ['please cancel 订单 LT-20261120-8842', 'en'],
  ['what does 退货 mean', 'en'],
] as const)('of both scripts the words that hold the sentence decide: "%s" is %s', (text, language) => {
  expect(languageOf(text, language === 'zh' ? 'en' : 'zh')).toBe(language);
});
