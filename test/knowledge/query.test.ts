import { expect, test } from 'vitest';
import type { Article } from '#shared/knowledge/article';
import { entriesOf } from '#shared/knowledge/entries';
import { respelled, sought, spellingsOf, unknownWords } from '#shared/knowledge/query';
import { rank, survey } from '#shared/knowledge/ranking';
import { ideasIn, isIdea, isQuestionIdea } from '#shared/knowledge/synonyms';

const ideas = (text: string): Set<string> => new Set(ideasIn(text).ideas);
const about = (text: string): string[] => [...ideas(text)].filter((idea) => !isQuestionIdea(idea)).sort();

const article = (id: string, en: string, zh: string): Article => ({
  id,
  version: 1,
  tags: [],
  texts: {
    en: { title: en, questions: [], answer: 'See there.' },
    zh: { title: zh, questions: [], answer: '见说明。' },
  },
});
const shop = [
  article('refunds', 'How long does a refund take?', '退款几天到账？'),
  article('cancel', 'Cancel an order', '取消订单'),
  article('address', 'Change the address', '修改地址'),
];
const found = (language: 'en' | 'zh', text: string) => {
  const { entries, collection } = survey(entriesOf(shop, language));
  return rank(sought(respelled(text, collection.holding), collection.holding), entries, collection);
};

test.each([
  ['money back', 'reimbursement'],
  ['call off', 'cancellation'],
  ['package', 'parcel'],
  ['发票', '开票'],
  ['邮费', '运费'],
  ['log in', 'sign-in'],
  ['invoice', '发票'],
])('"%s" and "%s" express one idea', (one, other) => {
  expect(about(one).filter((idea) => ideas(other).has(idea))).not.toEqual([]);
});

test.each([
  ['多久', '几天'],
  ['how long', '什么时候'],
  ['how much', '多少钱'],
])('"%s" and "%s" want the same kind of answer', (one, other) => {
  expect([...ideas(one)].some((idea) => isQuestionIdea(idea) && ideas(other).has(idea))).toBe(true);
});

test('the longest phrase counts: a gift card is no present', () => {
  expect(about('gift card')).not.toEqual(expect.arrayContaining(about('present')));
});

test('a phrase does not reach over punctuation', () => {
  expect(about('money back')).not.toEqual([]);
  expect(about('money, back')).toEqual([]);
});

test.each([
  ['en', 'I want my money back', 'refunds'],
  ['en', 'please call off what I bought', 'cancel'],
  ['zh', '钱退到哪了', 'refunds'],
  ['zh', '我不想要了', 'cancel'],
] as const)('%s: "%s" finds "%s" by the idea alone', (language, text, id) => {
  expect(found(language, text)[0]?.entry.article.id).toBe(id);
});

test('a misspelt word is read as the word one slip away that entries hold', () => {
  expect(found('en', 'wrong adress')[0]?.entry.article.id).toBe('address');
  expect(found('en', 'refudn')[0]?.entry.article.id).toBe('refunds');
  expect(respelled('adress', () => 0)).toBe('adress');
});

test('known, short and foreign words are not respelt, and the first letter stays', () => {
  const holding = (token: string): number => (token === 'refund' ? 3 : 0);
  expect(unknownWords('refund xyz 退款 zzzzzz', holding)).toEqual(['zzzzzz']);
  expect(respelled('gefund', holding)).toBe('gefund');
  expect(spellingsOf(['refudn'])).toContain('refund');
});

test('what a question is wrapped in, and the number of an order, do not weigh on it', () => {
  const holding = (token: string): number => (token === 'cancel' ? 2 : 0);
  const bare = [...sought('cancel', holding).keys()];

  expect([...sought('hello please help, I need to cancel 113542617735902', holding).keys()]).toEqual(bare);
  expect([...sought('请问帮我取消', () => 1).keys()]).toEqual([...sought('取消', () => 1).keys()]);
  expect(sought('help', () => 1).size).toBeGreaterThan(0);
});

test('a word that nobody wrote is covered where an idea stands for it, and missing where none does', () => {
  const query = sought('reimbursement bicycle', () => 0);

  expect([...query.keys()].filter((token) => !isIdea(token))).toEqual(['bicycl']);
});

test('what only holds a Chinese sentence together counts for less than its topic, and a pair across a border lies between', () => {
  const query = sought('什么是云杉', () => 1);

  expect(query.get('云杉')).toBe(1);
  expect(query.get('是云')).toBeLessThan(1);
  expect(query.get('什么')).toBeLessThan(query.get('是云') ?? 0);
});

test('a word without end is no slip of anybody’s, and costs no spellings', () => {
  const nothing = () => 0;

  expect(unknownWords(`${'x'.repeat(24)} kettel`, nothing)).toHaveLength(2);
  expect(unknownWords(`${'x'.repeat(25)} kettel`, nothing)).toEqual(['kettel']);
});
