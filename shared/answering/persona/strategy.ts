import type { Language } from '#events/actor';
import { approvedLine, type Moment, type Persona } from './persona.ts';

/** How a customer feels, as the understanding has read it: scores of her messages, oldest first, -1 (furious) to 1. */
export type Feeling = { scores: readonly number[]; fear: boolean };

/** What a reply does beside answering, and by which rule. */
export type Strategy = {
  rule: 'calm' | 'worried' | 'annoyed' | 'upset' | 'getting-worse';
  /** Said before the answer, and after it. */
  before?: Moment;
  after?: Moment;
  /** Short sentences, one thing at a time, nothing that sells. */
  slow: boolean;
};

const ANNOYED = -0.3;
const UPSET = -0.6;
/** Each message worse than the one before, by this much over three of them. */
const WORSE = 0.3;

const getsWorse = (scores: readonly number[]): boolean => {
  const [first, second, third] = scores.slice(-3);
  if (first === undefined || second === undefined || third === undefined) return false;
  return second <= first && third <= second && first - third >= WORSE && third < 0;
};

/** The first rule that holds. Whether a person comes at once is decided elsewhere; this is how the bot speaks until then. */
export const strategyOf = ({ scores, fear }: Feeling): Strategy => {
  const now = scores.at(-1) ?? 0;
  if (now <= UPSET) return { rule: 'upset', before: 'apology', after: 'offer', slow: true };
  if (getsWorse(scores)) return { rule: 'getting-worse', before: 'apology', after: 'offer', slow: true };
  if (fear && now < 0) return { rule: 'worried', before: 'reassurance', slow: true };
  if (now <= ANNOYED) return { rule: 'annoyed', before: 'apology', slow: true };
  return { rule: 'calm', slow: false };
};

export type Voiced = {
  persona: Persona;
  language: Language;
  strategy: Strategy /** The bot's last text, if any. */;
  last?: string | undefined;
};

/** An answer in the brand's voice: the approved words around it, and none that were said just before. */
export const voiced = (text: string, { persona, language, strategy, last = '' }: Voiced): string => {
  const said = (moment: Moment | undefined): string[] => {
    if (!moment) return [];
    const words = approvedLine(persona, moment, language, last.length);
    return last.includes(words) || text.includes(words) ? [] : [words];
  };
  const gap = language === 'zh' ? '' : ' ';
  const opened = [...said(strategy.before), text].join(gap);
  return [opened, ...said(strategy.after)].join('\n\n');
};
