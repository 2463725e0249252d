import type { Emotion } from '#shared/handoff/packet';
import { emoji, fearfulEmoji, han, hanFear, latin, latinFear, neutral } from './feelings.ts';
import { clausesOf, plain } from './plain.ts';

/** One message: `score` from -1 (furious) to 1 (delighted), 0 calm; `fear`: worry outweighs anger; `why` names what was read. */
export type Mood = { score: number; fear: boolean; why: string[] };

type Sign = { strength: number; fear: boolean; why: string };
type Lexeme = { pattern: RegExp; strength: number; fear: boolean };

const escaped = (word: string): string => word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const entriesOf = (list: typeof han, fear: boolean) =>
  list.flatMap(({ strength, words }) =>
    (words.match(/"[^"]+"|\S+/g) ?? []).map((word) => ({ word: word.replaceAll('"', ''), strength, fear })),
  );
const longestFirst = (a: { word: string }, b: { word: string }): number => b.word.length - a.word.length;

const hanLexemes: Lexeme[] = [...entriesOf(han, false), ...entriesOf(hanFear, true)]
  .sort(longestFirst)
  .map(({ word, ...rest }) => ({
    ...rest,
    pattern: /^[a-z]+$/.test(word) ? new RegExp(`(?<![a-z])${word}(?![a-z])`, 'g') : new RegExp(escaped(word), 'g'),
  }));
const latinLexemes: Lexeme[] = [...entriesOf(latin, false), ...entriesOf(latinFear, true)]
  .sort(longestFirst)
  .map(({ word, ...rest }) => ({
    ...rest,
    pattern: new RegExp(`\\b${word.endsWith('*') ? `${escaped(word.slice(0, -1))}\\w*` : escaped(word)}\\b`, 'g'),
  }));

const strongerHan = /(?:太|非常|特别|超级|超|极其|极度|真的?|实在|简直|好|巨|贼|相当|十分|完全|彻底|到底|究竟)$/;
const strongerLatin =
  /(?:very|so|really|extremely|absolutely|totally|completely|incredibly|utterly|such an?|too|fucking|damn|bloody|super|most)\s$/;
const weakerHan = /(?:有点儿?|有些|稍微|一点)$/;
const weakerLatin = /(?:bit|little|slightly|somewhat|kind of|kinda|rather)\s$/;
const notHan = /(?:不是|没有|不会|并不|并非|不|没|别|未)(?:太|很|那么|怎么|够|再|要|用|算|觉得|感到|是|特别)?$/;
const notLatin =
  /(?:\bnot|n't|\bnever|\bno|\bwithout|\bdont|\bdidnt|\bisnt|\bwasnt|\baint|\bhardly)(?: (?:a|an|the|very|so|really|that|all|even|been|be|your|my|too|any|at)){0,3}\s$/;
/** A word of feeling that is asked about or wished for tells nothing: "好用吗", "would be great", "could you please". */
const hypotheticalHan = /[吗么]$|好不好|会不会|是不是|如果|要是/;

/** A feeling denied turns round, at less than its strength: "不满意" is milder than "垃圾", "not bad" milder than "great". */
const turned = (strength: number): number => (strength > 0 ? -Math.max(0.45, strength * 0.7) : -strength * 0.4);

const weigh = (strength: number, before: string, latinText: boolean): number => {
  if ((latinText ? notLatin : notHan).test(before)) return turned(strength);
  if ((latinText ? strongerLatin : strongerHan).test(before)) return strength * 1.3;
  if ((latinText ? weakerLatin : weakerHan).test(before)) return strength * 0.6;
  return strength;
};

/** The words of feeling in a clause, each letter used by one of them only. */
const signsIn = (clause: string, lexemes: Lexeme[], latinText: boolean): Sign[] => {
  let rest = clause;
  const signs: Sign[] = [];
  for (const { pattern, strength, fear } of lexemes) {
    for (const match of rest.matchAll(pattern)) {
      const before = clause.slice(Math.max(0, match.index - 24), match.index);
      signs.push({ strength: weigh(strength, before, latinText), fear, why: match[0] });
      rest = rest.slice(0, match.index) + '\u0000'.repeat(match[0].length) + rest.slice(match.index + match[0].length);
    }
  }
  return signs;
};

const wordSigns = (text: string): Sign[] =>
  clausesOf(text).flatMap((whole) => {
    const clause = whole.replace(neutral, (phrase) => ' '.repeat(phrase.length));
    const signs = [...signsIn(clause, hanLexemes, false), ...signsIn(clause, latinLexemes, true)];
    return hypotheticalHan.test(clause) ? signs.filter(({ strength }) => strength < 0) : signs;
  });

const emojiSigns = (text: string): Sign[] =>
  Object.entries(emoji).flatMap(([sign, strength]) =>
    text.includes(sign) ? [{ strength, fear: fearfulEmoji.has(sign), why: sign }] : [],
  );

/** How loud it is said: shouting and rows of marks deepen what the words say; alone they are impatience. */
const loudnessOf = (text: string): { loud: number; why: string[] } => {
  const letters = text.match(/[A-Za-z]/g)?.length ?? 0;
  const capitals = text.match(/\b[A-Z]{3,}\b/g)?.join('').length ?? 0;
  const shouts = letters >= 8 && capitals / letters > 0.6;
  const marks = /[!！]{2,}|[?？]{3,}|[!！?？]{3,}/.test(text);
  return {
    loud: (shouts ? 0.15 : 0) + (marks ? 0.12 : 0),
    why: [...(shouts ? ['capitals'] : []), ...(marks ? ['marks'] : [])],
  };
};

/** The strongest sign counts whole, each further one of its kind adds a little; praise beside anger is irony or politeness. */
const combined = (signs: Sign[]): number => {
  const sorted = signs.map(({ strength }) => strength).sort((a, b) => Math.abs(b) - Math.abs(a));
  const worst = Math.min(0, ...sorted);
  const best = Math.max(0, ...sorted);
  const more = sorted.filter((strength) => strength < 0).length - 1;
  if (worst <= -0.3) return worst - Math.max(0, more) * 0.08 + (best > 0 ? best * 0.15 : 0);
  return best + worst;
};

/** How one message sounds. Rules and words of our own for Chinese and English; a question without a feeling is 0. */
export const moodOf = (text: string): Mood => {
  const signs = [...wordSigns(text), ...emojiSigns(plain(text))];
  const { loud, why } = loudnessOf(text);
  const said = combined(signs);
  const score = said > 0.05 ? said : said - loud * (said < -0.05 ? 1 : 0.8);
  const weightOf = (fear: boolean): number =>
    Math.min(0, ...signs.filter((sign) => sign.fear === fear).map(({ strength }) => strength));
  return {
    score: Math.round(Math.max(-1, Math.min(1, score)) * 100) / 100,
    fear: weightOf(true) < weightOf(false),
    why: [...signs.map((sign) => sign.why), ...why],
  };
};

/** Scores of messages in order; the newest counts most. `falling`: the last two messages are clearly worse than those before. */
export const emotionTrend = (scores: readonly number[]): { level: number; falling: boolean } => {
  let weight = 0;
  let sum = 0;
  for (const [age, score] of scores.toReversed().entries()) {
    weight += 0.5 ** age;
    sum += score * 0.5 ** age;
  }
  const mean = (some: readonly number[]): number =>
    some.reduce((total, score) => total + score, 0) / Math.max(1, some.length);
  const falling = scores.length >= 3 && mean(scores.slice(-2)) <= mean(scores.slice(0, -2)) - 0.3;
  return { level: weight === 0 ? 0 : Math.round((sum / weight) * 100) / 100, falling };
};

/** A feeling wears off after so many messages without one. */
const REMEMBERED = 4;

/** The name of how the customer sounds now, from the moods of her messages in order; those of the last few that tell a feeling decide. */
export const emotionOf = (moods: readonly Mood[]): Emotion => {
  const recent = moods.slice(-REMEMBERED).filter(({ why }) => why.length > 0);
  const { level } = emotionTrend(recent.map(({ score }) => score));
  if (level >= 0.3) return 'happy';
  if (level > -0.25) return 'calm';
  const afraid = recent.filter(({ score, fear }) => score < 0 && fear).length;
  const cross = recent.filter(({ score, fear }) => score <= -0.3 && !fear).length;
  return afraid >= Math.max(1, cross) ? 'anxious' : level <= -0.4 ? 'angry' : 'anxious';
};
