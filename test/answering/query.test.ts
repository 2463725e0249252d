import { expect, test } from 'vitest';
import { queryOf } from '#shared/answering/plan';
import { conversation } from './conversation.ts';

const milk = { articleId: 'milk', version: 1, title: '奶粉可以退吗？' };
const postage = { articleId: 'postage', version: 1, title: '退货邮费谁出？' };

const asked = (talk: ReturnType<typeof conversation>): string => {
  const { words, history } = talk.open();
  return queryOf(words, history);
};

test('several short messages are one question', () => {
  expect(asked(conversation('zh').customer('奶粉', '退不了', '怎么办'))).toBe('奶粉 退不了 怎么办');
});

test.each([
  ['你好，请问奶粉能退吗？谢谢', '奶粉能退吗？'],
  ['Hi, can I return food? Thanks!', 'can I return food?'],
  ['请问怎么退货', '怎么退货'],
  ['你好', '你好'],
  ['thank you', 'thank you'],
])('"%s" is searched as "%s"', (text, query) => {
  expect(asked(conversation('zh').customer(text))).toBe(query);
});

test.each([
  ['那海外呢？', '奶粉退不了？ 海外'],
  ['12345', '奶粉退不了？ 12345'],
  ['LT-20261120-8842', '奶粉退不了？ LT-20261120-8842'],
  ['为什么', '奶粉退不了？ 为什么'],
  ['要多久', '奶粉退不了？ 要多久'],
  ['这个要运费吗', '奶粉退不了？ 这个要运费吗'],
  ['没用', '奶粉退不了？'],
  ['发票怎么开？', '发票怎么开？'],
  ['退货邮费谁出', '退货邮费谁出'],
])('after a question in Chinese, "%s" is searched as "%s"', (text, query) => {
  expect(asked(conversation('zh').customer('奶粉退不了？').bot('answered', '可以。', [milk]).customer(text))).toBe(
    query,
  );
});

test.each([
  ['and for international orders?', 'How long does delivery take? international'],
  ['what about food', 'How long does delivery take? food'],
  ['why?', 'How long does delivery take? why'],
  ['how long does it take?', 'How long does delivery take? how long does it take'],
  ["that's not what I asked", 'How long does delivery take?'],
  ['Where do I find my invoice?', 'Where do I find my invoice?'],
  ['is it a real person typing?', 'is it a real person typing?'],
])('after a question in English, "%s" is searched as "%s"', (text, query) => {
  const talk = conversation().customer('How long does delivery take?').bot('answered', 'Two days.').customer(text);

  expect(asked(talk)).toBe(query);
});

test('a second follow-up follows the question, not the first follow-up', () => {
  const talk = conversation('zh')
    .customer('退货邮费谁出？')
    .bot('answered', '看原因。')
    .customer('那海外呢？')
    .bot('answered', '您出。');

  expect(asked(talk.customer('会员呢'))).toBe('退货邮费谁出？ 会员');
});

test('small talk in between does not end a question', () => {
  const talk = conversation('zh')
    .customer('退不了')
    .bot('unknown', '不清楚。')
    .customer('谢谢')
    .bot('small-talk', '不客气。');

  expect(asked(talk.customer('12345'))).toBe('退不了 12345');
});

test('small talk the shop itself has written does not end it either', () => {
  const talk = conversation('zh')
    .customer('退不了')
    .bot('unknown', '不清楚。')
    .customer('讲个笑话吧')
    .bot('small-talk', '不会。');

  expect(asked(talk.customer('12345'))).toBe('退不了 12345');
});

test('a follow-up to nothing is searched as it stands', () => {
  expect(asked(conversation('zh').customer('那海外呢？'))).toBe('那海外呢？');
});

test.each([
  ['1', '奶粉可以退吗？'],
  ['第二个', '退货邮费谁出？'],
  ['the second one', '退货邮费谁出？'],
  ['退货邮费', '退货邮费谁出？'],
  ['怎么开发票', '怎么开发票'],
])('asked which of two is meant, "%s" is searched as "%s"', (text, query) => {
  const talk = conversation('zh').customer('退').bot('answered', '哪一个？', [milk, postage]).customer(text);

  expect(asked(talk)).toBe(query);
});
