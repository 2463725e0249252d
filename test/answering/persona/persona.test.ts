import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cleanerOf } from '#shared/answering/persona/cleaner';
import { nameOf, openingOf, Persona, toneOf } from '#shared/answering/persona/persona';
import { strategyOf, voiced } from '#shared/answering/persona/strategy';
import { welcomeOf } from '#shared/answering/persona/welcome';

const persona = Persona.parse({
  brand: 'lantern',
  version: 'p1',
  name: { zh: '小灯', en: 'Lumi' },
  look: { colour: '#1c7ed6' },
  openings: { zh: ['您好,我是{name},灯笼商城的机器人。'] },
  channels: { web: { openings: { en: ['Hi, {name} here, the shop’s bot.'] }, tone: { emoji: true } } },
  approved: { apology: { zh: ['真的很抱歉让您久等了。'] } },
  banned: [
    { words: ['最便宜', '全网最低'], instead: '价格实惠' },
    { words: ['guaranteed cure'], instead: 'care' },
    { words: ['加微信'], instead: '在这里联系' },
  ],
  competitors: [
    { words: ['Acme', 'Acme Pro', '艾克米'], instead: 'another shop' },
    { words: ['TB'], instead: 'another marketplace' },
  ],
});
const cleaner = cleanerOf(persona);

describe('banned words', () => {
  test.each([
    ['我们全网最低价', '我们价格实惠价'],
    ['可以 加 微 信 聊', '可以 在这里联系 聊'],
    ['加·微·信', '在这里联系'],
    ['ACME and acme pro are cheaper', 'another shop and another shop are cheaper'],
    ['ＡＣＭＥ', 'another shop'],
    ['A guaranteed  cure!', 'A care!'],
    ['在艾克米买的', '在another shop买的'],
    ['买TB的货', '买another marketplace的货'],
  ])('“%s” is said as “%s”', (text, said) => {
    expect(cleaner.clean(text).text).toBe(said);
  });

  test.each(['acmes', 'placme', '1TB of space', 'TBA', '最 贵', 'cure'])('“%s” holds none', (text) => {
    expect(cleaner.clean(text)).toEqual({ text, replaced: [] });
  });

  test('what was replaced is told by its rule, the longest that fits', () => {
    expect(cleaner.clean('Acme Pro').replaced).toEqual(['Acme Pro']);
  });
});

const words = fc.constantFrom(
  ...'全网最低',
  'Acme',
  'Acme Pro',
  'ac',
  'me ',
  ' Pro',
  '加',
  '微',
  '信',
  ' ',
  '·',
  'TB',
  '1',
  'x',
  '最便',
  '宜',
  '。',
  '🙂',
  'guaranteed',
  ' cure',
);

test('a stream cut anywhere says what the whole text would have said', () => {
  fc.assert(
    fc.property(
      fc.array(words, { maxLength: 30 }),
      fc.array(fc.nat(12), { minLength: 1, maxLength: 40 }),
      (parts, sizes) => {
        const text = parts.join('');
        const stream = cleaner.stream();
        let said = '';
        for (let at = 0, i = 0; at < text.length; i += 1) {
          const size = 1 + (sizes[i % sizes.length] ?? 0);
          said += stream.push(text.slice(at, at + size));
          at += size;
        }
        expect(said + stream.end()).toBe(cleaner.clean(text).text);
      },
    ),
    { numRuns: 2000 },
  );
});

test('a phrase that two deltas share is never said, and what is surely clean is not held back', () => {
  const stream = cleaner.stream();
  const first = stream.push('这里有很多东西,说的都是没有问题的话,您可以慢慢看,价格真的是全网');
  const rest = stream.push('最低') + stream.end();

  expect(first.length).toBeGreaterThan(0);
  expect(first + rest).toBe('这里有很多东西,说的都是没有问题的话,您可以慢慢看,价格真的是价格实惠');
});

describe('a persona', () => {
  test('opens in its own words on a channel, else in the brand’s, else in the house’s, and says its name', () => {
    expect(openingOf(persona, 'web', 'en')).toBe('Hi, Lumi here, the shop’s bot.');
    expect(openingOf(persona, 'web', 'zh')).toBe('您好,我是小灯,灯笼商城的机器人。');
    expect(openingOf({ ...persona, openings: {}, channels: {} }, 'web', 'en')).toContain('I am Lumi, the shop’s bot');
    expect(nameOf({ ...persona, name: { zh: '小灯' } }, 'en')).toBe('小灯');
  });

  test('has the tone of its channel', () => {
    expect(toneOf(persona, 'web')).toEqual({ manner: 'friendly', address: '您', emoji: true, longest: 400 });
  });

  test.each([
    [{ name: {} }, 'a name in en or zh'],
    [{ look: { colour: 'blue' } }, 'a colour such as #1c7ed6'],
    [{ look: { colour: '#000000', picture: 'http://x.example/a.png' } }, 'an https address'],
    [{ banned: [{ words: ['cheap'], instead: 'very CHEAP' }] }, 'may not be banned itself'],
    [{ banned: [{ words: ['x'], instead: 'y' }] }, '>=2'],
    [{ channels: { web: { tone: { longest: 5 } } } }, 'a tone of'],
    [{ mood: 'happy' }, 'Unrecognized key'],
  ])('%j is refused', (change, said) => {
    const { success, error } = Persona.safeParse({ ...persona, ...change });

    expect([success, error?.message]).toEqual([false, expect.stringContaining(said)]);
  });
});

test.each([
  [[], false, 'calm'],
  [[0.5], false, 'calm'],
  [[-0.2], false, 'calm'],
  [[-0.35], false, 'annoyed'],
  [[-0.2], true, 'worried'],
  [[0.3], true, 'calm'],
  [[-0.7], true, 'upset'],
  [[0.2, -0.05, -0.15], false, 'getting-worse'],
  [[-0.5, -0.4, -0.2], false, 'calm'],
  [[0.9, 0.5, 0.2], false, 'calm'],
])('feelings of %j, afraid: %s, are answered as %s', (scores, fear, rule) => {
  expect(strategyOf({ scores, fear }).rule).toBe(rule);
});

describe('an answer', () => {
  const strategy = strategyOf({ scores: [-0.8], fear: false });

  test('to somebody upset begins with the approved apology and ends with a person', () => {
    expect(voiced('三十天内可以退。', { persona, language: 'zh', strategy })).toBe(
      '真的很抱歉让您久等了。三十天内可以退。\n\n想找真人同事的话,说“转人工”就行。',
    );
  });

  test('does not apologise in the same words twice running', () => {
    const last = voiced('三十天内可以退。', { persona, language: 'zh', strategy });

    expect(voiced('运费由我们承担。', { persona, language: 'zh', strategy, last })).toBe('运费由我们承担。');
  });

  test('to somebody calm is the answer', () => {
    expect(voiced('Yes.', { persona, language: 'en', strategy: strategyOf({ scores: [0.1], fear: false }) })).toBe(
      'Yes.',
    );
  });
});

describe('before the first words', () => {
  test('a page greets with the lines of its channel and language, without a banned word', () => {
    const own = Persona.parse({
      ...persona,
      questions: { zh: ['艾克米的东西能退吗'] },
      channels: {
        web: { openings: { en: ['Hi, {name} here.', 'Acme? No, {name}.'] }, questions: { en: ['Returns?'] } },
      },
    });

    expect(welcomeOf(own, 'web')).toEqual({
      en: { name: 'Lumi', openings: ['Hi, Lumi here.', 'another shop? No, Lumi.'], questions: ['Returns?'] },
      zh: { name: '小灯', openings: ['您好,我是小灯,灯笼商城的机器人。'], questions: ['another shop的东西能退吗'] },
    });
  });

  test('what a brand has not written comes from the house', () => {
    const { en } = welcomeOf(Persona.parse({ ...persona, channels: {} }), 'web');

    expect(en).toEqual({ name: 'Lumi', openings: [expect.stringContaining('I am Lumi, the shop’s bot')] });
  });
});
