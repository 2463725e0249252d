import { expect, test } from 'vitest';
import { Article, shopDate, validOn } from '#shared/knowledge/article';

const CHINA = 480;
const NEW_YORK_WINTER = -300;
const march = { validFrom: '2026-03-01', validUntil: '2026-03-31' };

test.each([
  ['2026-02-28T15:59:59Z', false],
  ['2026-02-28T16:00:00Z', true],
  ['2026-03-31T15:59:59.999Z', true],
  ['2026-03-31T16:00:00Z', false],
])('in China a March offer at %s is valid: %s', (instant, valid) => {
  expect(validOn(march, instant, CHINA)).toBe(valid);
});

test('a day ends by the clock of the shop, not by the one in Greenwich', () => {
  expect(shopDate('2026-04-01T03:00:00Z', NEW_YORK_WINTER)).toBe('2026-03-31');
  expect(validOn(march, '2026-04-01T03:00:00Z', NEW_YORK_WINTER)).toBe(true);
});

test('an open end has no end', () => {
  expect(validOn({ validFrom: '2026-03-01' }, '2099-01-01T00:00:00Z', CHINA)).toBe(true);
  expect(validOn({ validUntil: '2026-03-31' }, '1999-01-01T00:00:00Z', CHINA)).toBe(true);
  expect(validOn({}, '2026-07-01T00:00:00Z', CHINA)).toBe(true);
});

test('a withdrawn article is valid on no day', () => {
  expect(validOn({ ...march, withdrawn: true }, '2026-03-10T00:00:00Z', CHINA)).toBe(false);
});

test('what is no instant is refused, not taken for a day', () => {
  expect(() => shopDate('soon', CHINA)).toThrow(RangeError);
});

const text = { title: 'Refunds?', questions: [], answer: 'Yes.' };
const article = { id: 'refunds', version: 1, tags: [], texts: { en: text } };

test.each([
  ['an id with capitals', { ...article, id: 'Refunds' }],
  ['version 0', { ...article, version: 0 }],
  ['no text in any language', { ...article, texts: {} }],
  ['an empty answer', { ...article, texts: { en: { ...text, answer: '' } } }],
  ['a day that is in no calendar', { ...article, validFrom: '2026-02-30' }],
  ['an end before its beginning', { ...article, validFrom: '2026-03-02', validUntil: '2026-03-01' }],
  ['a field nobody knows', { ...article, colour: 'red' }],
])('%s makes no article', (_what, value) => {
  expect(Article.safeParse(article).success).toBe(true);
  expect(Article.safeParse(value).success).toBe(false);
});
