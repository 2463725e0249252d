import type { Kind } from './lexicon.ts';

/** One thing read in a text: which words, what they tell, by which rule, and what they weigh (-3 to 3, more where deepened). */
export type Clue = { words: string; kind: Kind; rule: string; weight: number };

/** A clause as it is read: its words in plain form, and what its place in the sentence says of them. */
export type Clause = {
  text: string;
  /** The sentence asks. */
  asks: boolean;
  /** What the clause counts beside the others of its sentence. */
  share: number;
};

/** A feeling denied turns round, at less than its strength: "不满意" is milder than "垃圾", "not bad" milder than "great". */
export const turned = (strength: number): number => (strength > 0 ? -Math.max(1.2, strength * 0.8) : -strength * 0.5);
