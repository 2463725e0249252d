import { expect, test } from 'vitest';
import { classify, explain } from '#shared/understanding/intents/model';
import { train } from '#shared/understanding/intents/train';
import { none, shop } from './shop.ts';

const { model } = train({ examples: [...shop, ...none] });

test.each([
  ['could I have a refund for the order', 'askRefund'],
  ['my parcel still has not arrived', 'trackParcel'],
  ['invoice for our company please', 'wantInvoice'],
  ['I would like to cancel the order', 'cancelOrder'],
  ['退款还没有到账啊', 'askRefund'],
  ['快递怎么还没到', 'trackParcel'],
  ['发票能开公司的吗', 'wantInvoice'],
  ['这个订单帮我取消', 'cancelOrder'],
  ['wehre is my parcell', 'trackParcel'],
  ['ＩＮＶＯＩＣＥ　ＰＬＥＡＳＥ', 'wantInvoice'],
])('words no example has are understood: %s', (text, intent) => {
  expect(classify(model, text)).toMatchObject({ intent, outOfScope: false });
});

test.each(['how tall is the mountain', 'sing me the song of the sea', '明天天气好吗', '', '🙂🙂', '……'])(
  'what is not the shop’s business is out of scope: %s',
  (text) => {
    expect(classify(model, text).outOfScope).toBe(true);
  },
);

test('three candidates at most, best first, and their probabilities are shares of one whole', () => {
  const { ranked, confidence, intent } = classify(model, 'cancel the refund');

  expect(ranked).toHaveLength(3);
  expect(ranked[0]).toEqual({ intent, confidence });
  expect(ranked.map((one) => one.confidence)).toEqual(ranked.map((one) => one.confidence).toSorted((a, b) => b - a));
  expect(ranked.reduce((sum, one) => sum + one.confidence, 0)).toBeLessThanOrEqual(1);
});

test('an example is surer of its intent than a mixture of two', () => {
  const clear = classify(model, 'please refund my order').confidence;
  const mixed = classify(model, 'cancel my order and send the invoice').confidence;

  expect(clear).toBeGreaterThan(mixed);
});

test('what decided can be read: the telling words speak for the intent, and against another', () => {
  const reasons = explain(model, 'invoice for our company', { most: 50 });
  const against = explain(model, 'invoice for our company', { intent: 'askRefund', most: 50 });

  const of = (gram: string, among: typeof reasons) => among.find((one) => one.gram === gram)?.contribution ?? 0;
  expect(of('invoic', reasons)).toBeGreaterThan(0);
  expect(of('invoic', against)).toBeLessThan(0);
  expect(explain(model, '发票开一下')[0]?.gram).toMatch(/[发票开]/);
});

test('no reason is given for an intent that is not there', () => {
  expect(explain(model, 'invoice', { intent: 'unheardOf' })).toEqual([]);
});

test('a model without intents takes everything for out of scope', () => {
  const { model: empty } = train({ examples: none });

  expect(classify(empty, 'refund')).toMatchObject({ intent: null, outOfScope: true, ranked: [] });
  expect(classify(train({ examples: [] }).model, 'refund').intent).toBeNull();
});
