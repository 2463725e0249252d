import { expect, test } from 'vitest';
import { type Spoken, satisfactionOf } from '#shared/understanding/satisfaction';

const talk = (...texts: string[]): Spoken[] =>
  texts.map((text, place) => ({ from: place % 2 === 0 ? 'customer' : 'firm', text }));

const score = (...texts: string[]): number => satisfactionOf(talk(...texts)).score;

test.each([
  ['zh', ['宽带断了三天了', '您好，请您重启光猫试试', '好了，谢谢！']],
  ['zh', ['怎么开发票？', '您可以在订单页申请', '明白了，多谢']],
  ['en', ['my router is dead', 'Please restart it and tell me the lights', 'works now, thank you so much']],
])('%s: who ends with thanks or a solution leaves content: %j', (_, texts) => {
  expect(score(...texts)).toBeGreaterThan(0.3);
});

test.each([
  ['zh', ['宽带断了三天了', '请您重启光猫试试', '还是不行，到底什么时候能修好？']],
  ['zh', ['退款怎么还没到', '会尽快向相关部门反馈，请耐心等待', '等了半个月了，太差劲了']],
  ['en', ['my router is dead', 'Please restart it', 'still not working, this is ridiculous']],
])('%s: who ends where she began leaves discontent: %j', (_, texts) => {
  expect(score(...texts)).toBeLessThan(-0.3);
});

test('the last words count more than the first', () => {
  const ended = score('垃圾宽带，天天断', '已为您修复', '好了，谢谢');
  const began = score('谢谢，有个问题', '请稍等', '垃圾宽带，天天断');

  expect(ended).toBeGreaterThan(0);
  expect(began).toBeLessThan(0);
});

test('of several later messages the newest decides', () => {
  const ask = ['宽带断了', '请重启'];

  expect(score(...ask, '好了谢谢', '不客气', '又断了，还是不行')).toBeLessThan(-0.1);
  expect(score(...ask, '又断了，还是不行', '请再试', '好了谢谢')).toBeGreaterThan(0.1);
});

test('thanks in the first message only are politeness', () => {
  const { clues } = satisfactionOf(talk('请问发货了吗，谢谢', '还没有'));

  expect(clues.filter(({ rule }) => rule === 'thanks')).toEqual([]);
});

test('clues name the message, the words and the rule', () => {
  const { clues } = satisfactionOf(talk('没网', '请重启', '还是不行'));

  expect(clues).toContainEqual({ turn: 2, words: '还是不', rule: 'unsolved', weight: -1.6 });
});

test('a conversation without a word is 0', () => {
  expect(satisfactionOf([])).toEqual({ score: 0, clues: [] });
  expect(score('12345').toString()).toBe('0');
});
