import { expect, test } from 'vitest';
import { stem } from '#shared/knowledge/stem';
import { tokens } from '#shared/knowledge/tokens';

test('a Han run becomes its characters and its pairs', () => {
  expect(tokens('退奶粉')).toEqual(['退', '退奶', '奶', '奶粉', '粉']);
});

test('Han pairs do not reach over punctuation, Latin words or digits', () => {
  expect(tokens('券，退A5款')).toEqual(['券', '退', 'a5', '款']);
});

test('a Han character outside the basic plane is one character', () => {
  expect(tokens('𠮷野')).toEqual(['𠮷', '𠮷野', '野']);
});

test('full-width letters and digits, capitals and accents count as their plain forms', () => {
  expect(tokens('ＶＩＰ１２ Café')).toEqual(tokens('vip12 cafe'));
});

test('a compatibility ideograph, as old keyboards and scans give it, counts as the ordinary one', () => {
  expect(tokens('\uf90a')).toEqual(['金']);
});

test('English words lose their endings, possessives their mark, contractions their apostrophe', () => {
  expect(tokens("The customer's refunds haven't arrived")).toEqual([stem('customer'), 'refund', 'arriv']);
});

test('a question of stopwords alone keeps them, so that it can be asked at all', () => {
  expect(tokens('Who are you?')).toEqual(['who', 'are', 'you']);
  expect(tokens('Who are you, bot?')).toEqual(['bot']);
});

test('what holds no letter and no digit has no tokens', () => {
  expect(tokens(' …？！🎉 \u0000\n')).toEqual([]);
});

test.each([
  ['return', 'returns returned returning returnable'],
  ['deliver', 'delivers delivered delivering delivery deliveries'],
  ['cancel', 'cancels cancelled canceled cancelling cancellation'],
  ['verify', 'verifies verified verifying verification'],
  ['apply', 'applies applied applying application applications'],
  ['change', 'changes changed changing'],
  ['pay', 'pays paid paying payment payments'],
  ['ship', 'ships shipped shipping shipment'],
  ['use', 'uses used using'],
  ['lose', 'lost loses losing'],
  ['address', 'addresses addressed'],
])('forms of "%s" meet in one stem', (word, forms) => {
  for (const form of forms.split(' ')) expect([form, stem(form)]).toEqual([form, stem(word)]);
});

test.each([
  ['order', 'refund'],
  ['bus', 'business'],
  ['store', 'storage'],
  ['point', 'appoint'],
  ['custom', 'cost'],
])('"%s" and "%s" stay apart', (one, other) => {
  expect(stem(one)).not.toBe(stem(other));
});
