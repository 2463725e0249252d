import { expect, test } from 'vitest';
import { facts } from '#events/conversation';
import { refusals } from '#shared/protocol/refusals';
import { keyAsked, keyOf, keys } from '../../console/keys.ts';
import { catalogues, formatsOf, tellingOf, timer } from '../../console/words/locale.ts';
import { refusalWords } from '../../console/words/refusal-words.ts';
import { leaves } from './leaves.ts';

const at = '2026-11-20T23:30:00.000Z';

test('both catalogues say the same things, and none of them is empty or left in the other language', () => {
  const [en, zh] = [leaves(catalogues.en), leaves(catalogues.zh)];
  expect(zh.map(([path]) => path).sort()).toEqual(en.map(([path]) => path).sort());
  for (const [path, word] of [...en, ...zh]) if (typeof word === 'string') expect(word, path).not.toBe('');
  const han = /\p{Script=Han}/u;
  expect(en.filter(([, word]) => typeof word === 'string' && han.test(word))).toEqual([]);
  const untold = zh.filter(([, word]) => typeof word === 'string' && !han.test(word)).map(([path]) => path);
  expect(untold).toEqual(['.product']);
});

test('every refusal and every fact has a sentence in both languages', () => {
  const spoken = ['customer-said', 'bot-said', 'agent-said', 'answer-cut'];
  const told = Object.keys(facts).filter((kind) => !spoken.includes(kind));
  for (const words of Object.values(catalogues)) {
    expect(Object.keys(words.refused).sort()).toEqual(Object.keys(refusals).sort());
    expect(Object.keys(words.facts).sort()).toEqual(told.sort());
  }
  expect(refusalWords('a-code-of-tomorrow', catalogues.en)).toBe('The service refused this.');
  expect(refusalWords('toString', catalogues.en)).toBe('The service refused this.');
});

test('a promise is told with its kind and date as the language writes them', () => {
  const promised = { kind: 'promised', promiseId: 'p', promise: 'callback', dueAt: at, words: {} } as const;
  const tell = (language: 'zh' | 'en') => {
    const words = catalogues[language];
    return words.facts.promised(promised, tellingOf(words, formatsOf(language, 'Asia/Shanghai')));
  };

  expect(tell('en')).toBe('Promised: Callback by 21 Nov, 07:30');
  expect(tell('zh')).toBe('已承诺：11月21日 07:30 前回电');
});

test('a calendar day is the same day wherever it is read', () => {
  expect(formatsOf('en', 'America/Los_Angeles').date('2026-11-22')).toBe('22 Nov 2026');
  expect(formatsOf('zh', 'Pacific/Auckland').date('2026-11-22')).toBe('2026年11月22日');
});

test('money keeps every digit that the book has, however small', () => {
  const { money, number } = formatsOf('en');
  expect(money('0.0000000000000001', 'USD')).toBe('USD\u00a00.0000000000000001');
  expect(money('2', 'USD')).toBe('USD\u00a02.00');
  expect(number('1000000')).toBe('1,000,000');
});

test.each([
  [0, '0:00'],
  [-5_000, '0:00'],
  [65_900, '1:05'],
  [3_723_000, '1:02:03'],
])('%i ms are shown as %s', (ms, shown) => {
  expect(timer(ms)).toBe(shown);
});

const press = (key: string, held = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  target: null,
  ...held,
});

test('a letter is a key only while nobody writes and nothing is held with it', () => {
  expect(keyAsked(press('a'), false)).toBe('accept');
  expect(keyAsked(press('A'), false)).toBe('accept');
  expect(keyAsked(press('a'), true)).toBeUndefined();
  expect(keyAsked(press('a', { ctrlKey: true }), false)).toBeUndefined();
  expect(keyAsked(press('z'), false)).toBeUndefined();
});

test('no key is asked to do two things', () => {
  const presses = keys.flatMap((key) => key.press.map(String));
  expect(new Set(presses).size).toBe(presses.length);
  expect(keyOf('accept')).toBe('A');
});
