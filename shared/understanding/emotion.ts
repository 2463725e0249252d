import type { Emotion } from '#shared/handoff/packet';
import { clausesIn } from './feelings/clauses.ts';
import type { Clue } from './feelings/clue.ts';
import type { Kind } from './feelings/lexicon.ts';
import { cluesInEnglish } from './feelings/read-en.ts';
import { cluesInChinese, hopesInChinese } from './feelings/read-zh.ts';
import { signsIn } from './feelings/signs.ts';
import { plain } from './plain.ts';

/**
 * One message. `score`, -1 (furious) to 1 (delighted), is how strongly she feels: its strongest word decides. `valence`, -1 to 1,
 * is what everything said adds up to, praise against fault. `fear`: worry outweighs anger. `clues` says which words, and why.
 */
export type Mood = { score: number; valence: number; fear: boolean; clues: Clue[] };
export type { Clue } from './feelings/clue.ts';

/** How heated a word of each strength (1, 2, 3) is; a fault that is merely told is not anger. */
const heat: Readonly<Record<Kind, readonly [number, number, number]>> = {
  insult: [0.5, 0.75, 1],
  abuse: [0.5, 0.75, 1],
  anger: [0.3, 0.65, 1],
  disgust: [0.3, 0.6, 0.8],
  sadness: [0.3, 0.5, 0.75],
  fear: [0.4, 0.45, 0.6],
  fault: [0.15, 0.35, 0.77],
  wait: [0.2, 0.35, 0.5],
  surprise: [0.1, 0.2, 0.3],
  joy: [0.35, 0.55, 0.8],
  praise: [0.35, 0.6, 0.85],
  thanks: [0.55, 0.8, 0.9],
  love: [0.4, 0.6, 0.85],
  hope: [0.2, 0.3, 0.4],
  relief: [0.35, 0.5, 0.6],
  care: [0.2, 0.4, 0.5],
};

/** Between the steps of its kind; beyond the third, a third more at most. */
const heatOf = ({ kind, weight }: Clue): number => {
  const steps = heat[kind];
  const size = Math.min(4, Math.abs(weight));
  const low = Math.floor(size);
  const at = (step: number): number => (step <= 0 ? 0 : (steps[Math.min(3, step) - 1] ?? 0) * (step > 3 ? 1.3 : 1));
  return Math.sign(weight) * (at(low) + (at(low + 1) - at(low)) * (size - low));
};

/** How loud it is said: shouting and rows of marks deepen what the words say; alone they are impatience. */
const loudnessIn = (text: string): Clue[] => {
  const letters = text.match(/[A-Za-z]/g)?.length ?? 0;
  const capitals = text.match(/\b[A-Z]{3,}\b/g)?.join('').length ?? 0;
  const shouts = letters >= 8 && capitals / letters > 0.6;
  const marks = /[!！]{2,}|[?？]{3,}|[!！?？]{3,}|[?？][!！]/.exec(text)?.[0];
  return [
    ...(shouts ? [{ words: 'capitals', kind: 'anger' as const, rule: 'loud', weight: -0.5 }] : []),
    ...(marks ? [{ words: marks, kind: 'anger' as const, rule: 'loud', weight: -0.4 }] : []),
  ];
};

const entities: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"' };
/** Names and links tell nothing; a hashtag's words do. */
const readable = (text: string): string =>
  plain(
    text
      .replace(/&(?:amp|lt|gt|quot);/g, (entity) => entities[entity] ?? entity)
      .replace(/(?<![\w.])@\w+|\[@\w+\]|https?:\/\/\S+/g, ' ')
      .replace(/#([A-Za-z]\w+)/g, (_, tag: string) => `, ${tag.replace(/(?<=[a-z])(?=[A-Z])/g, ' ')} `)
      .replace(/\n+/g, '。'),
  );

const wordsIn = (text: string): Clue[] =>
  clausesIn(text).flatMap((clause) =>
    [...cluesInChinese(clause), ...hopesInChinese(clause), ...cluesInEnglish(clause)].map((clue) => ({
      ...clue,
      weight: clue.weight * clause.share,
    })),
  );

/** The strongest sign counts whole, each further one of its kind adds a little; praise beside anger is irony or politeness. */
const combined = (heats: readonly number[]): number => {
  const worst = Math.min(0, ...heats);
  const best = Math.max(0, ...heats);
  const more = heats.filter((strength) => strength <= -0.3).length - 1;
  if (worst <= -0.3) return worst - Math.min(3, Math.max(0, more)) * 0.05 + (best > 0 ? best * 0.15 : 0);
  return best + worst;
};

const bounded = (value: number): number => Math.round(Math.max(-1, Math.min(1, value)) * 100) / 100;

const scoreOf = (clues: readonly Clue[], loud: readonly Clue[]): number => {
  const said = combined(clues.map(heatOf));
  const louder = loud.length * 0.13;
  return said > 0.05 ? said : said - louder * (said < -0.05 ? 1 : 0.8);
};

/** A sum of weights as a share of certainty: 0 for nothing said, towards -1 or 1 the more is. */
const valenceOf = (clues: readonly Clue[], loud: readonly Clue[]): number => {
  const sum = clues.reduce((total, { weight }) => total + weight, 0);
  const all = sum + (sum > 0.5 ? loud.length * 0.4 : loud.reduce((total, { weight }) => total + weight, 0));
  return all / (Math.abs(all) + 2);
};

/** Between them a valence is neutral; chosen once, the same for every set. Where a firm knows no neutral, what is not negative is positive. */
export const NEUTRAL = { from: -0.25, to: 0.25 } as const;

/** How one message sounds. Rules and words of our own for Chinese and English; a question without a feeling is 0. */
export const moodOf = (text: string): Mood => {
  const { clues: signs, rest } = signsIn(readable(text));
  const clues = [...wordsIn(rest), ...signs];
  const loud = loudnessIn(text);
  const worstOf = (fear: boolean): number =>
    Math.min(0, ...clues.filter(({ kind }) => (kind === 'fear') === fear).map(heatOf));
  return {
    score: bounded(scoreOf(clues, loud)),
    valence: Math.round(valenceOf(clues, loud) * 1000) / 1000,
    fear: worstOf(true) < worstOf(false),
    clues: [...clues, ...loud].map((clue) => ({ ...clue, weight: Math.round(clue.weight * 100) / 100 })),
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
  const recent = moods.slice(-REMEMBERED).filter(({ clues }) => clues.length > 0);
  const { level } = emotionTrend(recent.map(({ score }) => score));
  if (level >= 0.3) return 'happy';
  if (level > -0.25) return 'calm';
  const afraid = recent.filter(({ score, fear }) => score < 0 && fear).length;
  const cross = recent.filter(({ score, fear }) => score <= -0.3 && !fear).length;
  return afraid >= Math.max(1, cross) ? 'anxious' : level <= -0.4 ? 'angry' : 'anxious';
};
