import { expect, test } from 'vitest';
import { slotsOf } from '#shared/understanding/slots';

const said = (text: string) =>
  slotsOf([{ seq: 2, from: 'customer', text }]).map(({ name, value }) => `${name}=${value}`);

test.each([
  ['我的订单 LT-20261120-8842 没到', ['order-number=LT-20261120-8842']],
  ['lt-20261120-8842', ['order-number=LT-20261120-8842']],
  ['order 113542617735902 please', ['order-number=113542617735902']],
  ['单号是202611208842001', ['order-number=202611208842001']],
  ['order number: 88421', ['order-number=88421']],
  ['订单号：12345', ['order-number=12345']],
  ['我的电话 13812345678', ['phone=13812345678']],
  ['reach me at li.wei@example.com', ['email=li.wei@example.com']],
  ['11月11日买的，花了¥299', ['date=11月11日', 'amount=¥299']],
  ['bought on 2026-11-02 for 59 yuan', ['date=2026-11-02', 'amount=59 yuan']],
  ['昨天买的奶粉', ['date=昨天', 'product=奶粉']],
  ['the milk powder arrived yesterday', ['date=yesterday', 'product=milk powder']],
  ['12345', []],
  ['退不了', []],
  ['I have 3 cats', []],
  ['尺码 38，颜色 red', []],
  ['', []],
] as const)('"%s" tells %j', (text, slots) => {
  expect(said(text)).toEqual(slots);
});

test.each([
  ['请把订单号发给我', '12345', '12345'],
  ['请问您的订单号是多少？', '是 8842', '8842'],
  ['Could you send me the order number?', "it's 12345", '12345'],
  ['Needed: the order number and three photos.', '8842 1357', '88421357'],
])('after "%s" a bare "%s" is the order number', (asked, text, value) => {
  const slots = slotsOf([
    { seq: 3, from: 'firm', text: asked },
    { seq: 4, from: 'customer', text },
  ]);

  expect(slots).toEqual([{ name: 'order-number', value, seq: 4 }]);
});

test('a mobile number is a phone, even where an order number was asked for', () => {
  const slots = slotsOf([
    { seq: 3, from: 'firm', text: '请把订单号发给我' },
    { seq: 4, from: 'customer', text: '13812345678' },
  ]);

  expect(slots).toEqual([{ name: 'phone', value: '13812345678', seq: 4 }]);
});

test('a bare number after some other answer is no order number', () => {
  const slots = slotsOf([
    { seq: 3, from: 'firm', text: 'We deliver in two to four working days.' },
    { seq: 4, from: 'customer', text: '12345' },
  ]);

  expect(slots).toEqual([]);
});

test('a value is told once, by the message that said it first', () => {
  const slots = slotsOf([
    { seq: 2, from: 'customer', text: 'order LT-20261120-8842' },
    { seq: 5, from: 'customer', text: 'LT-20261120-8842!!' },
  ]);

  expect(slots).toEqual([{ name: 'order-number', value: 'LT-20261120-8842', seq: 2 }]);
});
