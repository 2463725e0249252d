import type { Clue } from './clue.ts';
import type { Kind } from './lexicon.ts';

/** Signs by what they tell and how strongly; Weibo's bracketed ones among them. */
const signTable: readonly (readonly [kind: Kind, weight: number, signs: string])[] = [
  ['abuse', -3, '🤬 🖕 [怒骂]'],
  ['anger', -3, '😡 👿'],
  ['anger', -2, '😠 😤 💢 👎 [怒] [抓狂] [鄙视] [哼] [弱] >:( >_<'],
  ['disgust', -2.5, '🤮 🤢 💩 [吐]'],
  ['anger', -1.3, '🙄 😒 😑 😾 [汗] [晕] [黑线] [衰] -_-|| -_- =_= :/ :-/ :\\ orz'],
  [
    'sadness',
    -1.3,
    "😞 😔 😢 😭 💔 ☹ 🙁 😿 [泪] [伤心] [悲伤] [失望] [委屈] [可怜] [生病] [流泪] :( :-( =( :'( </3 t_t t.t qaq tat",
  ],
  ['fear', -1.3, '😟 😰 😱 😨 😩 😫 😧 😥 😓'],
  [
    'joy',
    1.3,
    '🙂 😊 😀 😁 😄 😃 😆 😂 🤣 😉 😎 😋 ☺ [嘻嘻] [哈哈] [笑] [太开心] [愉快] [耶] :) :-) =) ;) ;-) (: :p xd ^_^ ^^ (^o^) :d :-d =d',
  ],
  ['thanks', 1.3, '🙏 👍 👌 👏 🙌 💪 [good] [赞] [强] [ok] [鼓掌] [握手] [给力] [威武]'],
  ['love', 2, '❤ 😍 🥰 😘 💕 💖 💗 💙 💚 💛 💜 🤗 🎉 ✨ 🌹 💯 🏆 [心] [爱你] [玫瑰] [鲜花] [抱抱] <3'],
];
const fearful = new Set('😢 😭 😞 😔'.split(' '));

const escaped = (sign: string): string => sign.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const told = new Map<string, { kind: Kind; weight: number }>();
for (const [kind, weight, signs] of signTable)
  for (const sign of signs.split(' ')) told.set(sign, { kind: fearful.has(sign) ? 'fear' : kind, weight });

/** Those of letters and marks stand apart from words: ":d" is not in "abc:def". */
const typed = (sign: string): string =>
  /[a-z]/.test(sign) && !sign.startsWith('[') ? `(?<![a-z0-9])${escaped(sign)}(?![a-z0-9])` : escaped(sign);
const anySign = new RegExp(
  [...told.keys()]
    .sort((a, b) => b.length - a.length)
    .map(typed)
    .join('|'),
  'gu',
);
const bracketed = /\[[\p{L}]{1,6}\]/gu;

/** The signs of a plain text, each once, and the text without any. */
export const signsIn = (text: string): { clues: Clue[]; rest: string } => {
  const bare = text.replace(/\w+:\/\/\S+/g, ' ');
  const found = new Set(bare.match(anySign) ?? []);
  const clues = [...found].flatMap((sign): Clue[] => {
    const sense = told.get(sign);
    return sense ? [{ words: sign, rule: 'sign', ...sense }] : [];
  });
  return { clues, rest: bare.replace(anySign, ' ').replace(bracketed, ' ') };
};
